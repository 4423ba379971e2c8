// The options of `evaluate` and `solve` by which parts of a Socratic pair are asked elsewhere.
import type { Command } from 'commander';
import { type OutsideOptions, outsideRanges } from '../solve/index.ts';
import { longestPart } from '../teacher/index.ts';
import { integerOption, numberOption } from './options.ts';
import { addCallOptions, milliseconds } from './teacher-options.ts';

/** The library's options as the command line has them. */
export type OutsideFlags = Omit<OutsideOptions, 'timeoutMs' | 'questionsFrom' | 'answersFrom'> & {
  readonly questionsFrom?: string;
  readonly answersFrom?: string;
  /** Seconds. */
  readonly timeout?: number;
};

/** Adds `--questions-from`, `--answers-from`, `--unsure-below`, and how the calls are made. */
export function addOutsideOptions(command: Command): Command {
  command
    .option(
      '--questions-from <MODEL>',
      'ask this model for the sub-questions in place of the decomposer of a Socratic pair: a teacher, or completions:URL#MODEL for a server of a trained student',
    )
    .option(
      '--answers-from <MODEL>',
      'ask this model for the sub-solutions in place of the solver of a Socratic pair (of socratic-unified, with --unsure-below only); data leaves this machine if the model is elsewhere',
    )
    .option(
      '--unsure-below <P>',
      'with --answers-from: ask only where the likelihood of the own sub-solution (see --log-probabilities) is lower',
      numberOption('--unsure-below', outsideRanges.unsureBelow),
    );
  command.option(
    '--max-tokens <N>',
    `maximum tokens of a teacher's answer, thoughts included (default: ${longestPart})`,
    integerOption('--max-tokens', outsideRanges.maxTokens),
  );
  return addCallOptions(command, undefined, true);
}

/** What the flags say, as the library takes it. */
export function outsideOptionsOf<Flags extends OutsideFlags>({ timeout, ...flags }: Flags) {
  return { ...flags, ...(timeout === undefined ? {} : { timeoutMs: milliseconds(timeout) }) };
}
