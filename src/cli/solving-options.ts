// The options that `evaluate` and `solve` share: how a run's models generate.
import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { SocraticError } from '../common/index.ts';
import { readRunRecord } from '../distill/index.ts';
import type { SolveOptions } from '../solve/index.ts';
import { integerOption } from './options.ts';

export interface SolvingFlags {
  readonly calculator?: boolean;
  readonly maxSteps?: number;
  readonly maxNewTokens: number;
  readonly threads: number;
}

/** Adds `--calculator`, `--max-steps`, `--max-new-tokens` and `--threads` to a command; `note` follows what the third is for. */
export function addSolvingOptions(command: Command, note = ''): Command {
  return command
    .option('--calculator', 'compute the value of every <<expression= that the model writes')
    .option(
      '--max-steps <N>',
      'sub-questions that the Socratic pair may ask for one problem (default 12)',
      integerOption('--max-steps'),
    )
    .option(
      '--max-new-tokens <N>',
      `tokens that may be generated for one problem${note}`,
      integerOption('--max-new-tokens'),
      256,
    )
    .option(
      '--threads <N>',
      'threads of the engine',
      integerOption('--threads', { max: 256 }),
      availableParallelism(),
    );
}

/** The flags as `solveRun` takes them; throws `option-unused` for --max-steps on a run that is not a pair. */
export function solvingOptions(
  run: string,
  { calculator = false, maxSteps, maxNewTokens, threads }: SolvingFlags,
): SolveOptions & { readonly threads: number } {
  const { strategy } = readRunRecord(run);
  if (maxSteps !== undefined && strategy !== 'socratic') {
    throw new SocraticError(
      'option-unused',
      `--max-steps limits the sub-questions of a Socratic pair; ${run} is a ${strategy} run. Leave it out, or use --max-new-tokens.`,
      { subject: { option: 'maxSteps' }, details: { strategy } },
    );
  }
  return { calculator, maxNewTokens, threads, ...(maxSteps === undefined ? {} : { maxSteps }) };
}
