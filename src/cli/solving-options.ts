// The options that `evaluate`, `evaluate-model` and `solve` share: how models that run here generate.
import type { Command } from 'commander';
import { solveDefaults, solveRanges } from '../solve/index.ts';
import { integerOption, threadsOption } from './options.ts';

/** Adds `--calculator`, `--max-new-tokens` and `--threads` to a command. */
export function addSolvingOptions(command: Command): Command {
  return command
    .option('--calculator', 'when the model writes <<expression=, compute the value and insert it')
    .option(
      '--max-new-tokens <N>',
      'maximum generated tokens of a problem',
      integerOption('--max-new-tokens', solveRanges.maxNewTokens),
      solveDefaults.maxNewTokens,
    )
    .addOption(threadsOption(solveRanges.threads));
}

/** Adds `--max-steps`, for runs: only they can be a Socratic pair. */
export function addPairOptions(command: Command): Command {
  return command.option(
    '--max-steps <N>',
    `maximum sub-questions of a Socratic pair for a problem (default: ${solveDefaults.maxSteps})`,
    integerOption('--max-steps', solveRanges.maxSteps),
  );
}

/** Adds `--slots`. */
export function addSlotsOption(command: Command): Command {
  return command.option(
    '--slots <N>',
    'number of problems that are solved at the same time',
    integerOption('--slots', solveRanges.slots),
    solveDefaults.slots,
  );
}
