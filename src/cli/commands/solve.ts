// socratic solve: problems of the user's, step by step: one on the command line, or one a line of the input.
import type { Readable } from 'node:stream';
import type { Command } from 'commander';
import { type ConfidenceFit, confidenceOf, runConfidence } from '../../evaluate/index.ts';
import {
  assertProblem,
  createSolver,
  type EngineOptions,
  type Solution,
  type SolveCallOptions,
  type SolveOptions,
  type Solver,
  solveDefaults,
} from '../../solve/index.ts';
import type { CommandFrame } from '../command-frame.ts';
import { countOf, formatDuration, formatPercent } from '../format.ts';
import { examples } from '../help.ts';
import { addOutsideOptions, type OutsideFlags, outsideOptionsOf } from '../outside-options.ts';
import { PrintedSteps, planText, stepLines } from '../printed-steps.ts';
import { inOrder, problemLines } from '../problem-lines.ts';
import { addPairOptions, addSamplingOptions, addSolvingOptions } from '../solving-options.ts';

type Input = Readable & { readonly isTTY?: boolean };

const stopping = { first: 'Stopping.', forced: 'Stopped at once: the problem is not solved.' };

/** `input`: where problems come from that are not on the command line. */
export function registerSolve(program: Command, frame: CommandFrame, input: Input = process.stdin): void {
  const command = program
    .command('solve')
    .description(
      'Solve problems with a trained run and show the steps. Exits with 1 if no answer can be read from what the run wrote.',
    )
    .argument('<RUN>', 'run directory that `socratic train` wrote')
    .argument('[PROBLEM]', 'text of the problem, in quotes; without it, each line of the input is a problem');
  for (const add of [addSolvingOptions, addPairOptions]) add(command);
  addSamplingOptions(command);
  addOutsideOptions(command)
    .addHelpText(
      'after',
      examples([
        [
          'solve runs/quickstart/socratic "Mia buys 3 pens at $4 each and a book for $9. How much does she pay?"',
          'One problem',
        ],
        ['solve runs/quickstart/cot "…" --samples 16', 'Sixteen samples, put to the vote'],
        ['solve runs/quickstart/cot < problems.txt', 'Each line of a file is a problem'],
      ]),
    )
    .action(
      frame.stoppableAction(
        stopping,
        async (
          { reporter, signal, result, item, print, isWatched },
          given: SolveOptions & Pick<EngineOptions, 'threads' | 'weights'> & OutsideFlags,
          run: string,
          problem: string | undefined,
        ) => {
          if (problem !== undefined) assertProblem(problem);
          const flags = outsideOptionsOf(given);
          const samples = flags.samples ?? solveDefaults.samples;
          const isTyped = input.isTTY === true;
          const atOnce = problem !== undefined || isTyped ? 1 : Math.ceil(solveDefaults.slots / samples);
          const fit = runConfidence({ run, ...flags });
          const solver = await createSolver({ run, ...flags, slots: atOnce * samples, reporter, signal });
          try {
            if (problem === undefined) {
              if (isTyped) reporter.info('Type a problem and press Enter. Ctrl-D ends.');
              const onPrint = isWatched && isTyped && samples === 1 ? print : undefined;
              await solveLines(solver, { fit, input, atOnce, signal, item, print: onPrint });
              return;
            }
            const steps = isWatched && samples === 1 ? new PrintedSteps(print) : undefined;
            const solution = await solver.solve(problem, solveCall(signal, steps));
            const { value, text, exitCode } = shown(solution, fit, steps);
            result(value, text, exitCode);
          } finally {
            await solver.close();
          }
        },
      ),
    );
}

/** Solves each line, beside others where they come faster than they are solved. */
async function solveLines(
  solver: Solver,
  {
    fit,
    input,
    atOnce,
    signal,
    item,
    print,
  }: {
    readonly fit: ConfidenceFit | null;
    readonly input: Input;
    readonly atOnce: number;
    readonly signal: AbortSignal;
    readonly item: (value: object, text: string, exitCode: 0 | 1) => void;
    /** Prints the steps as they come; undefined where they are printed with the answer. */
    readonly print: ((text: string) => void) | undefined;
  },
): Promise<void> {
  let count = 0;
  const solved = inOrder(problemLines(input, signal), atOnce, async (problem) => {
    const steps = print && new PrintedSteps(print);
    return { problem, steps, solution: await solver.solve(problem, solveCall(signal, steps)) };
  });
  for await (const { problem, steps, solution } of solved) {
    const { value, text, exitCode } = shown(solution, fit, steps);
    count += 1;
    item(
      { /** The line that was read. */ problem, ...value },
      input.isTTY === true ? `${text}\n` : `${problem}\n${text}\n`,
      exitCode,
    );
  }
  signal.throwIfAborted();
  if (count === 0) assertProblem('');
}

function solveCall(signal: AbortSignal, steps: PrintedSteps | undefined): SolveCallOptions {
  return { signal, ...(steps ? { onProgress: (progress) => steps.add(progress) } : {}) };
}

/** A solution as it is printed; `fit`: of its confidence; `printed`: steps that have been printed already. */
function shown(solution: Solution, fit: ConfidenceFit | null, printed?: PrintedSteps) {
  /** How probable it is that the answer is correct; null where the run has no evaluation of validation problems with the same options. */
  const confidence = fit === null ? null : confidenceOf(solution, fit.measure, fit);
  const { answer, steps, generatedTokens, seconds, limits, calculator, output, votes } = solution;
  const { lines = null, guidance = null, repeatedQuestions = null, repeatsStopped = null } = solution;
  const { resampledLines = null, mendedLines = null, resampledTokens = null } = solution;
  const { consultedSteps = null, replacedSteps = null, failedSteps = null } = solution;
  const { replacedTokens = null, unanswered = null } = solution;
  const value = {
    answer,
    steps,
    generatedTokens,
    seconds,
    limits,
    calculator,
    output,
    /** What the samples answered; null for one sample. */
    votes: votes ?? null,
    confidence,
    /** How likely the lines were that the models wrote; null without --log-probabilities. */
    lines,
    /** The plan of a Socratic pair that was trained with guidance; null for other runs. */
    guidance,
    /** Sub-questions that the pair asked again and answered again; null for other strategies. */
    repeatedQuestions,
    /** Sub-questions that the pair was about to ask again, and that ended its sub-questions instead; null for other strategies. */
    repeatsStopped,
    /** Lines with a wrong calculation that were written again; null without --resample-steps. */
    resampledLines,
    /** Those of them of which a later version has no wrong calculation; null without --resample-steps. */
    mendedLines,
    /** Tokens of lines that were thrown away, among the generated ones; null without --resample-steps. */
    resampledTokens,
    /** Sub-questions that were asked elsewhere; null without --unsure-below. */
    consultedSteps,
    /** Those of them that were answered, so that the answer took the place of the run's own; null without --unsure-below. */
    replacedSteps,
    /** Those of them of which the call failed; null without --unsure-below. */
    failedSteps,
    /** Tokens of sub-solutions whose place another one took, among the generated ones; null without --unsure-below. */
    replacedTokens,
    /** Why a model that was asked elsewhere gave no answer; null where it did, and where none was asked. */
    unanswered,
  };
  return { value, text: textOf(solution, confidence, printed), exitCode: answer === null ? 1 : 0 } as const;
}

function textOf(solution: Solution, confidence: number | null, printed?: PrintedSteps): string {
  const { steps, answer, output, generatedTokens, limits, seconds, votes } = solution;
  const cut = limits.length > 0 ? `, cut short by the limit on ${limits.join(' and ')}` : '';
  const repeated = solution.repeatsStopped ? ', ended at a repeated sub-question' : '';
  return [
    ...(answer === null
      ? withoutAnswer(output)
      : [...(printed ? printed.rest(steps) : [...planLines(solution), ...stepLines(steps)]), `= ${answer}`]),
    ...(votes ? ['', votesText(votes)] : []),
    ...(confidence === null || answer === null
      ? []
      : ['', `Correct with a probability of ${formatPercent(confidence, 0)}, by the validation problems.`]),
    ...likelihoodLines(solution),
    ...outsideLines(solution),
    '',
    `${countOf(generatedTokens, 'token')} in ${formatDuration(seconds)}${cut}${repeated}`,
  ].join('\n');
}

/** What was asked elsewhere. */
function outsideLines({ consultedSteps = 0, replacedSteps = 0, unanswered }: Solution): string[] {
  if (unanswered) return ['', `The other model gave no answer: ${unanswered.message} (${unanswered.kind})`];
  if (consultedSteps === 0) return [];
  const failed = consultedSteps - replacedSteps;
  const kept =
    failed === 0 ? '' : ` ${countOf(failed, 'answer')} could not be used, and the run's own stayed.`;
  return ['', `Unsure of ${countOf(consultedSteps, 'sub-question')}, so another model was asked.${kept}`];
}

function planLines({ guidance }: Solution): string[] {
  return typeof guidance?.plan === 'string' ? [planText(guidance.plan)] : [];
}

/** The lines of the models with their probabilities: of a token, on average, and of the least likely one. */
function likelihoodLines({ lines = [] }: Solution): string[] {
  if (lines.length === 0) return [];
  const percent = (logProbability: number) => `${(100 * Math.exp(logProbability)).toFixed(1)} %`.padStart(7);
  const rows = lines.map(
    ({ text, tokens, logProbability, least }) =>
      `  ${percent(logProbability / tokens)}  ${percent(least)}  ${text}`,
  );
  return ['', 'Probability of a token on average, and of the least likely one:', ...rows];
}

/** `Votes of 16 samples: 42 has 11, 40 has 3; 2 have no readable answer.` */
function votesText({ answers }: NonNullable<Solution['votes']>): string {
  const counts = new Map<string, number>();
  for (const answer of answers) if (answer !== null) counts.set(answer, (counts.get(answer) ?? 0) + 1);
  const sorted = [...counts].sort(([, a], [, b]) => b - a).map(([answer, count]) => `${answer} has ${count}`);
  const unreadable = answers.filter((answer) => answer === null).length;
  const without = unreadable === 0 ? [] : [`${unreadable} without a readable answer`];
  return `Votes of ${countOf(answers.length, 'sample')}: ${[...sorted, ...without].join(', ')}.`;
}

/** What was written, as it was: the steps that could be read are not all of it. */
function withoutAnswer(output: string): string[] {
  const written = output.trim() === '' ? ['(nothing)'] : output.trimEnd().split('\n');
  return ['No answer could be read. The run wrote:', ...written.map((line) => `  ${line}`)];
}
