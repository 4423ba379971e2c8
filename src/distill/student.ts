// Which model a run trains: a random-init preset with a tokenizer that is trained on the run's own problems, or a pretrained model
// with its own.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Reporter, SocraticError } from '../common/index.ts';
import type { Problem } from '../data/index.ts';
import {
  checkWeights,
  configOf,
  endOfTextIdsOf,
  type ModelConfig,
  presetConfig,
  presets,
  readModelFiles,
} from '../engine/model/index.ts';
import { readTokenizerFiles, type Tokenizer, trainTokenizer } from '../engine/tokenizer/index.ts';
import { type ModelFiles, type ModelOrigin, resolveStudentPath } from '../engine/weights/index.ts';
import { type StrategyName, sequencesFor } from '../strategy/index.ts';
import { assertKeepsSolutions, assertNotNearPreset, assertNotRun } from './check-student.ts';

export interface Student {
  readonly config: ModelConfig;
  readonly tokenizer: Tokenizer;
  /** The tokenizer's files by name, as they go beside the trained weights. */
  readonly tokenizerFiles: Readonly<Record<string, string>>;
  /** Where the starting weights are: a model directory or a GGUF file; null for random ones. */
  readonly base: { readonly path: string; readonly origin: ModelOrigin } | null;
}

/** Whether `spec` names random weights rather than pretrained ones. */
export function isScratch(spec: string): boolean {
  return spec.startsWith('scratch:');
}

/**
 * The student that `spec` names. `scratch:NAME`: a preset, its tokenizer trained on all of `problems`, whatever the strategy can
 * use of them. Otherwise a pretrained model: a directory, a GGUF file or a hub id, which is fetched. Throws SocraticErrors, with the
 * codes `student-unknown`, `student-unusable` and those of reading the model's files, for what cannot be a student; and what
 * fetching throws.
 */
export async function createStudent(
  spec: string,
  problems: readonly Problem[],
  context: { readonly reporter: Reporter; readonly signal?: AbortSignal | undefined },
): Promise<Student> {
  assertNotNearPreset(spec);
  return isScratch(spec) ? scratchStudent(spec, problems) : pretrainedStudent(spec, context);
}

function scratchStudent(spec: string, problems: readonly Problem[]): Student {
  const preset = presets[spec];
  if (!preset) throw unknown(spec);
  const tokenizer = trainTokenizer(tokenizerTexts(problems), { vocabularySize: preset.vocabularySize });
  const config = presetConfig(preset, tokenizer);
  const tokenizerFiles = tokenizer.files({ contextLength: config.contextLength });
  return { config, tokenizer, tokenizerFiles, base: null };
}

async function pretrainedStudent(
  spec: string,
  context: { readonly reporter: Reporter; readonly signal?: AbortSignal | undefined },
): Promise<Student> {
  const path = await resolveStudentPath(spec, context);
  assertNotRun(path);
  return readStudent(path);
}

/** Reads all but the weights, of which only shapes and types are checked. */
function readStudent(path: string): Student {
  const files = readModelFiles(path);
  const tokenizerFiles = files.tokenizerFiles();
  const tokenizer = tokenizerOf(files);
  assertKeepsSolutions(tokenizer, path);
  const config = configOf(files);
  if (tokenizer.vocabularySize > config.vocabularySize) {
    throw new SocraticError(
      'student-unusable',
      `${path}: the tokenizer has ${tokenizer.vocabularySize} ids, the model only ${config.vocabularySize} rows for them.`,
      { subject: { path } },
    );
  }
  checkWeights(files, config);
  return { config, tokenizer, tokenizerFiles, base: { path, origin: files.origin } };
}

/** The tokenizer of a model; its files are named in messages where they have names. */
export function tokenizerOf(
  files: Pick<ModelFiles, 'path' | 'config' | 'generationConfig' | 'tokenizerFiles'>,
): Tokenizer {
  const path = join(files.path, 'tokenizer.json');
  return readTokenizerFiles(files.tokenizerFiles(), existsSync(path) ? path : files.path, {
    endOfTextIds: endOfTextIdsOf(files),
    modelType: typeof files.config.model_type === 'string' ? files.config.model_type : undefined,
  });
}

function unknown(spec: string): SocraticError {
  return new SocraticError(
    'student-unknown',
    `Received the student ${JSON.stringify(spec)}, expected one of ${Object.keys(presets).join(', ')}, a model directory, a GGUF file or a hub id.`,
    { subject: { model: spec } },
  );
}

/** The texts of every strategy that a problem supports, so that all strategies of a dataset share one tokenizer. */
function* tokenizerTexts(problems: readonly Problem[]): Generator<string> {
  for (const problem of problems) {
    for (const { text } of richestSequence(problem)) yield text;
  }
}

/** The segments of the strategy that says most about a problem; the same whatever strategy is trained. */
export function richestSequence(problem: Problem) {
  const strategies: readonly StrategyName[] = ['socratic-unified', 'cot', 'answer'];
  for (const strategy of strategies) {
    const [sequence] = sequencesFor(strategy, problem);
    if (sequence) return sequence.segments;
  }
  return [];
}
