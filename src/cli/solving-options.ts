// The options that `evaluate`, `evaluate-model` and `solve` share: how models that run here generate.
import type { Command } from 'commander';
import { solveDefaults, solveRanges } from '../solve/index.ts';
import { integerOption } from './options.ts';

/** Adds `--calculator`, `--max-new-tokens` and `--threads` to a command. */
export function addSolvingOptions(command: Command): Command {
  return command
    .option('--calculator', 'compute the value of every <<expression= that the model writes')
    .option(
      '--max-new-tokens <N>',
      'tokens that may be generated for one problem',
      integerOption('--max-new-tokens', solveRanges.maxNewTokens),
      solveDefaults.maxNewTokens,
    )
    .option(
      '--threads <N>',
      'threads of the engine',
      integerOption('--threads', solveRanges.threads),
      solveDefaults.threads,
    );
}

/** Adds `--max-steps`, for runs: only they can be a Socratic pair. */
export function addPairOptions(command: Command): Command {
  return command.option(
    '--max-steps <N>',
    `sub-questions that a Socratic pair may ask for one problem (default ${solveDefaults.maxSteps})`,
    integerOption('--max-steps', solveRanges.maxSteps),
  );
}

/** Adds `--slots`. */
export function addSlotsOption(command: Command): Command {
  return command.option(
    '--slots <N>',
    'problems that are worked on at once',
    integerOption('--slots', solveRanges.slots),
    solveDefaults.slots,
  );
}
