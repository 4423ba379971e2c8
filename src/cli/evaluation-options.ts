// The options that `evaluate`, `evaluate-model` and `evaluate-teacher` share: which problems, and what is asked for.
import type { Command } from 'commander';
import { type SplitName, splitNames } from '../data/index.ts';
import { evaluateDefaults, evaluateRanges, promptings } from '../evaluate/index.ts';
import type { StopWords } from './command-frame.ts';
import { choiceOption, integerOption } from './options.ts';

export interface EvaluationFlags {
  readonly data: string;
  readonly split: SplitName;
  readonly limit?: number;
}

/** For evaluations by models that run here. */
export const evaluationStopWords: StopWords = {
  first: 'Stopping. The predictions so far are kept; the same command goes on from there.',
  forced: 'Stopped at once. The same command goes on from the predictions so far.',
};

/** Adds `--data`, `--split` and `--limit`. */
export function addEvaluationOptions(command: Command): Command {
  return command
    .requiredOption(
      '--data <DIR|FILE>',
      'dataset directory that `socratic data` wrote, or a file of problems (.jsonl, .json, .csv, .tsv)',
    )
    .option(
      '--split <NAME>',
      `split to evaluate: ${splitNames.join(', ')}`,
      choiceOption('--split', splitNames),
      evaluateDefaults.split,
    )
    .option(
      '--limit <N>',
      'evaluate only the first N problems of the split',
      integerOption('--limit', evaluateRanges.limit),
    );
}

/** Adds the required `--prompting`. */
export function addPromptingOption(command: Command): Command {
  return command.requiredOption(
    '--prompting <KIND>',
    `what to ask for: ${promptings.join(', ')}`,
    choiceOption('--prompting', promptings),
  );
}
