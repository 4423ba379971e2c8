// The options that `evaluate`, `evaluate-model` and `solve` share: how models that run here generate.
import type { Command } from 'commander';
import {
  repeatChoices,
  SAMPLING_TEMPERATURE,
  solveDefaults,
  solveRanges,
  weightFormats,
} from '../solve/index.ts';
import { choiceOption, integerOption, numberOption, threadsOption } from './options.ts';

/** Adds `--calculator`, `--resample-steps`, `--max-new-tokens`, `--log-probabilities`, `--weights` and `--threads` to a command. */
export function addSolvingOptions(command: Command): Command {
  return command
    .option('--calculator', 'when the model writes <<expression=, compute the value and insert it')
    .option(
      '--resample-steps <N>',
      `write a line with a wrong calculation again, up to N times (default: ${solveDefaults.resampleSteps})`,
      integerOption('--resample-steps', solveRanges.resampleSteps),
    )
    .option(
      '--max-new-tokens <N>',
      'maximum generated tokens of a problem',
      integerOption('--max-new-tokens', solveRanges.maxNewTokens),
      solveDefaults.maxNewTokens,
    )
    .option('--log-probabilities', 'say how likely each line was that a model wrote')
    .option(
      '--weights <FORMAT>',
      'float32, or rounded to int8 or int4: less memory, and one problem at a time is solved faster',
      choiceOption('--weights', weightFormats),
      solveDefaults.weights,
    )
    .addOption(threadsOption(solveRanges.threads));
}

/** Adds the options of samples; `hasSeed`: the command has a seed for something else, which then decides this too. */
export function addSamplingOptions(command: Command, hasSeed = false): Command {
  command
    .option(
      '--samples <N>',
      `solutions of each problem; the answer that most of them reach counts (default: ${solveDefaults.samples})`,
      integerOption('--samples', solveRanges.samples),
    )
    .option(
      '--temperature <T>',
      `0 takes the most likely token, higher values choose more at random (default: 0, with several samples ${SAMPLING_TEMPERATURE})`,
      numberOption('--temperature', solveRanges.temperature),
    )
    .option(
      '--repetition-penalty <R>',
      `make tokens of the problem and of the text so far less likely, by the factor R on their logits (default: ${solveDefaults.repetitionPenalty})`,
      numberOption('--repetition-penalty', solveRanges.repetitionPenalty),
    )
    .option(
      '--top-k <N>',
      'draw only from the N most likely tokens',
      integerOption('--top-k', solveRanges.topK),
    )
    .option(
      '--top-p <P>',
      'draw only from the most likely tokens that together have the probability P',
      numberOption('--top-p', solveRanges.topP),
    )
    .option(
      '--min-p <P>',
      "draw only from tokens with at least P times the most likely token's probability",
      numberOption('--min-p', solveRanges.minP),
    );
  if (hasSeed) return command;
  return command.option(
    '--seed <N>',
    `seed of what is drawn (default: ${solveDefaults.seed})`,
    integerOption('--seed', solveRanges.seed),
  );
}

/** Adds `--max-steps` and `--repeats`, for runs: only they can be a Socratic pair. */
export function addPairOptions(command: Command): Command {
  return command
    .option(
      '--max-steps <N>',
      `maximum sub-questions of a Socratic pair for a problem (default: ${solveDefaults.maxSteps})`,
      integerOption('--max-steps', solveRanges.maxSteps),
    )
    .option(
      '--repeats <CHOICE>',
      `sub-questions that a Socratic pair has asked before: keep (answer them again) or stop (end there, and ask for the answer) (default: ${solveDefaults.repeats})`,
      choiceOption('--repeats', repeatChoices),
    );
}

/** Adds `--slots`. */
export function addSlotsOption(command: Command): Command {
  return command.option(
    '--slots <N>',
    'number of solutions that are written at the same time',
    integerOption('--slots', solveRanges.slots),
    solveDefaults.slots,
  );
}
