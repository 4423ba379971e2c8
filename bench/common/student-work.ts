// What the training benchmarks train: a student, and the token sequences that a strategy makes of real problems.
import { Random, silentReporter } from '../../src/common/index.ts';
import { generateArithmetic, loadDataset, type Problem } from '../../src/data/index.ts';
import { createStudent, isScratch, plainFormat, tokenizeSegments } from '../../src/distill/index.ts';
import {
  initialWeights,
  knownModels,
  loadModel,
  type ModelConfig,
  readModelFiles,
  type Weights,
} from '../../src/engine/model/index.ts';
import type { Tokenizer } from '../../src/engine/tokenizer/index.ts';
import type { TrainingSequence } from '../../src/engine/train/index.ts';
import { type RoleName, type StrategyName, sequencesFor } from '../../src/strategy/index.ts';
import { BenchUsageError } from './bench-error.ts';

export interface BenchModel {
  readonly config: ModelConfig;
  readonly tokenizer: Tokenizer;
  readonly tokenizerFiles: Readonly<Record<string, string>>;
  /** Makes the weights; whoever measures memory must not keep them. */
  readonly makeWeights: () => Weights;
}

/** The train and validation problems of a dataset directory; built-in arithmetic where there is none. */
export function benchProblems(data: string | undefined): { dataset: string; problems: readonly Problem[] } {
  if (data === undefined) {
    const { train } = generateArithmetic({ seed: 1, train: 1000, validation: 0, test: 0 });
    return { dataset: 'arithmetic', problems: train };
  }
  const { name, splits } = loadDataset(data);
  return { dataset: name, problems: [...splits.train, ...splits.validation] };
}

/** The student's model: a pretrained one, a preset, or a known model's shape with random weights and another model's tokenizer. */
export async function benchModel(
  student: string,
  problems: readonly Problem[],
  tokenizerFrom: string | undefined,
): Promise<BenchModel> {
  const known = knownModels().find(({ name }) => name === student);
  const context = { reporter: silentReporter };
  const random = (config: ModelConfig) => () => initialWeights(config, new Random(1));
  if (!known || isScratch(student)) {
    const { config, base, tokenizer, tokenizerFiles } = await createStudent(student, problems, context);
    const makeWeights = base ? () => loadModel(readModelFiles(base.path)).weights : random(config);
    return { config, tokenizer, tokenizerFiles, makeWeights };
  }
  if (tokenizerFrom === undefined) {
    throw new BenchUsageError('bench-no-tokenizer', `${student} is a shape: give it a --tokenizer MODEL.`);
  }
  const { tokenizer, tokenizerFiles } = await createStudent(tokenizerFrom, problems, context);
  return { config: known.config, tokenizer, tokenizerFiles, makeWeights: random(known.config) };
}

/** The sequences of a strategy, or of one of its roles, for plain prompts. */
export function benchSequences(
  { tokenizer }: Pick<BenchModel, 'tokenizer'>,
  problems: readonly Problem[],
  strategy: StrategyName,
  role: RoleName | undefined,
): TrainingSequence[] {
  const coding = { tokenizer, prompt: plainFormat(tokenizer) };
  return problems.flatMap((problem) =>
    sequencesFor(strategy, problem)
      .filter((sequence) => role === undefined || sequence.role === role)
      .map(({ segments }) => tokenizeSegments(coding, problem.id, segments)),
  );
}
