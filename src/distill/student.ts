// Which model a run trains: a random-init preset with a tokenizer that is trained on the run's own problems.
import { UsageError } from '../common/index.ts';
import type { Problem } from '../data/index.ts';
import { type ModelConfig, presets } from '../engine/model/index.ts';
import { type BytePairTokenizer, trainTokenizer } from '../engine/tokenizer/index.ts';
import { type StrategyName, sequencesFor } from '../strategy/index.ts';

export interface Student {
  readonly config: ModelConfig;
  readonly tokenizer: BytePairTokenizer;
}

/**
 * Builds the student that `spec` names, its tokenizer trained on all of `problems`, whatever the strategy can use of them.
 * Throws `student-unknown` for one that this engine does not train.
 */
export function createStudent(spec: string, problems: readonly Problem[]): Student {
  const preset = presets[spec];
  if (!preset) {
    throw new UsageError(
      'student-unknown',
      `--student: received ${JSON.stringify(spec)}, expected one of ${Object.keys(presets).join(', ')}.`,
      { details: { student: spec } },
    );
  }
  const tokenizer = trainTokenizer(tokenizerTexts(problems), { vocabularySize: preset.vocabularySize });
  const config: ModelConfig = {
    architecture: 'gpt2',
    ...preset,
    vocabularySize: tokenizer.vocabularySize,
    layerNormEpsilon: 1e-5,
    endOfText: tokenizer.endOfText,
  };
  return { config, tokenizer };
}

/** The texts of every strategy that a problem supports, so that all strategies of a dataset share one tokenizer. */
function* tokenizerTexts(problems: readonly Problem[]): Generator<string> {
  const strategies: readonly StrategyName[] = ['socratic-unified', 'cot', 'answer'];
  for (const problem of problems) {
    for (const strategy of strategies) {
      const [sequence] = sequencesFor(strategy, problem);
      if (!sequence) continue;
      for (const { text } of sequence.segments) yield text;
      break;
    }
  }
}
