// The models that are to be exported: those of a run, with a pair's adapters merged in, or one model by itself.
import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import {
  option,
  type Reporter,
  recoverDirectory,
  required,
  SocraticError,
  say,
  usingOption,
} from '../common/index.ts';
import { isScratch, type PromptFormat, readRunRecord, runFiles, tokenizerOf } from '../distill/index.ts';
import {
  configOf,
  type ModelConfig,
  mergedWeights,
  readAdapter,
  readModelFiles,
  storedWeights,
  type WeightSource,
} from '../engine/model/index.ts';
import type { Tokenizer } from '../engine/tokenizer/index.ts';
import { type ModelOrigin, resolveStudentPath } from '../engine/weights/index.ts';
import { trainedSpec } from '../solve/index.ts';
import {
  annotatorLines,
  answerCue,
  problemLine,
  questionLine,
  type RoleName,
  type StrategyName,
} from '../strategy/index.ts';
import type { ExportModelOptions } from './export-options.ts';

/** A model, opened but not read. */
export interface ExportSource {
  /** Where its files are. */
  readonly path: string;
  /** What a file of it is called, without its precision. */
  readonly name: string;
  readonly config: ModelConfig;
  readonly weights: WeightSource;
  readonly tokenizer: Tokenizer;
  readonly tokenizerFiles: Readonly<Record<string, string>>;
  readonly origin: ModelOrigin;
  /** Of a run: what it was trained for, and how; null otherwise. */
  readonly trained: TrainedModel | null;
}

/** How a problem is put to a model. */
export interface ExportedPrompt {
  /** Plain text, or the chat template of the model. */
  readonly kind: PromptFormat['kind'];
  /** The prompt, with places such as `{problem}` and `{question}`. Special tokens in it are tokens. */
  readonly text: string;
  /** The text of the token that ends an output. */
  readonly stop: string;
}

export interface TrainedModel {
  readonly role: RoleName;
  readonly strategy: StrategyName;
  readonly prompt: ExportedPrompt;
}

interface Context {
  readonly reporter: Reporter;
  readonly signal: AbortSignal | undefined;
}

/** Whether a path is that of a run, and not of a model. */
export function isRunDirectory(path: string): boolean {
  recoverDirectory(path);
  return existsSync(runFiles.record(path));
}

/**
 * Throws `conflicting-options`, `missing-option`, `option-unused`, `not-a-run`, `run-unfinished`, `invalid-value` for a role that the run
 * does not have, and what reading a model's files throws.
 */
export async function exportSources(
  { run, model, role }: ExportModelOptions,
  context: Context,
): Promise<readonly ExportSource[]> {
  if (run !== undefined && model !== undefined) {
    throw new SocraticError(
      'conflicting-options',
      say`Give ${option('run')} or ${option('model')}, not both.`,
      { subject: { option: 'model' } },
    );
  }
  if (run !== undefined) return usingOption('run', () => ofRun(run, role));
  if (model === undefined) {
    throw new SocraticError('missing-option', say`${option('run')} or ${option('model')} is missing.`, {
      subject: { option: 'run' },
    });
  }
  if (role !== undefined) {
    throw new SocraticError(
      'option-unused',
      say`${option('role')} chooses a model of a run, and ${model} is one model. Leave it out.`,
      { subject: { option: 'role' } },
    );
  }
  return usingOption('model', async () => {
    if (isScratch(model)) {
      throw new SocraticError(
        'model-untrained',
        `${model} has random weights: there is nothing to export. Expected a model directory, a GGUF file or a hub id.`,
        { subject: { model } },
      );
    }
    const path = await resolveStudentPath(model, context);
    const name = basename(path === model ? resolve(path) : model).replace(/\.gguf$/i, '');
    return [{ ...opened(path), name: plainName(name), trained: null }];
  });
}

/** What any file system takes as a name. */
const plainName = (name: string): string => name.replace(/[^\w.-]+/g, '-') || 'model';

function opened(path: string): Omit<ExportSource, 'name' | 'trained'> {
  const files = readModelFiles(path);
  const config = configOf(files);
  return {
    path,
    config,
    weights: storedWeights(files, config),
    tokenizer: tokenizerOf(files),
    tokenizerFiles: files.tokenizerFiles(),
    origin: files.origin,
  };
}

function ofRun(run: string, wanted: RoleName | undefined): ExportSource[] {
  const { strategy, prompt, models, adapters } = trainedSpec(run);
  const roles = Object.keys(models) as RoleName[];
  const chosen = wanted === undefined ? roles : roles.filter((role) => role === wanted);
  if (chosen.length === 0) {
    throw new SocraticError(
      'invalid-value',
      say`${option('role')} must be one of ${roles.join(', ')}, which ${run} has, found ${wanted ?? ''}.`,
      { subject: { option: 'role' } },
    );
  }
  const { base } = readRunRecord(run);
  return chosen.map((role) => {
    const model = opened(required(models[role], `model ${role}`));
    const adapter = adapters?.[role];
    return {
      ...model,
      name: plainName([basename(resolve(run)), ...(role === 'student' ? [] : [role])].join('-')),
      origin: { ...model.origin, name: base?.name ?? model.origin.name },
      weights:
        adapter === undefined
          ? model.weights
          : mergedWeights(model.config, model.weights, readAdapter(adapter, model.config)),
      trained: { role, strategy, prompt: promptOf({ strategy, role }, prompt, model.tokenizer) },
    };
  });
}

/** The prompt as text. What the tokenizer itself puts before a text is left out: llama.cpp does so too. */
function promptOf(
  { strategy, role }: Pick<TrainedModel, 'strategy' | 'role'>,
  format: PromptFormat | null,
  tokenizer: Tokenizer,
): TrainedModel['prompt'] {
  const stop = format?.stop.text ?? tokenizer.decode([tokenizer.endOfText]);
  const problem =
    strategy === 'annotator' ? annotatorLines('{problem}', ['{step}']) : problemLine('{problem}');
  const asked = role === 'qa' ? `${questionLine('{question}')}${answerCue}` : '';
  if (format === null || format.kind === 'plain') return { kind: 'plain', text: problem + asked, stop };
  const { before, after } = format;
  return { kind: 'chat', text: before.text + problem.trimEnd() + after.text + asked, stop };
}
