// socratic solve: one problem of the user's, step by step.
import type { Command } from 'commander';
import {
  assertProblem,
  createSolver,
  type EngineOptions,
  type Solution,
  type SolveOptions,
} from '../../solve/index.ts';
import type { CommandFrame } from '../command-frame.ts';
import { countOf, formatDuration } from '../format.ts';
import { examples } from '../help.ts';
import { addPairOptions, addSamplingOptions, addSolvingOptions } from '../solving-options.ts';

const stopping = { first: 'Stopping.', forced: 'Stopped at once: the problem is not solved.' };

export function registerSolve(program: Command, frame: CommandFrame): void {
  const command = program
    .command('solve')
    .description(
      'Solve one problem with a trained run and show the steps. Exits with 1 if no answer can be read from what the run wrote.',
    )
    .argument('<RUN>', 'run directory that `socratic train` wrote')
    .argument('<PROBLEM>', 'text of the problem, in quotes');
  for (const add of [addSolvingOptions, addPairOptions]) add(command);
  addSamplingOptions(command);
  command
    .addHelpText(
      'after',
      examples([
        [
          'solve runs/quickstart/socratic "Mia buys 3 pens at $4 each and a book for $9. How much does she pay?"',
          'One problem',
        ],
        ['solve runs/quickstart/cot "…" --samples 16', 'Sixteen samples, put to the vote'],
      ]),
    )
    .action(
      frame.stoppableAction(
        stopping,
        async (
          { reporter, signal, result },
          flags: SolveOptions & Pick<EngineOptions, 'threads'>,
          run: string,
          problem: string,
        ) => {
          assertProblem(problem);
          const solver = await createSolver({ run, ...flags, slots: flags.samples ?? 1, reporter, signal });
          try {
            const solution = await solver.solve(problem, { signal });
            const { answer, steps, generatedTokens, seconds, limits, calculator, output, votes } = solution;
            result(
              {
                answer,
                steps,
                generatedTokens,
                seconds,
                limits,
                calculator,
                output,
                /** What the samples answered; null for one sample. */
                votes: votes ?? null,
              },
              textOf(solution),
              answer === null ? 1 : 0,
            );
          } finally {
            await solver.close();
          }
        },
      ),
    );
}

function textOf({ steps, answer, output, generatedTokens, limits, seconds, votes }: Solution): string {
  const cut = limits.length > 0 ? `, cut short by the limit on ${limits.join(' and ')}` : '';
  return [
    ...(answer === null ? withoutAnswer(output) : [...stepLines(steps), `= ${answer}`]),
    ...(votes ? ['', votesText(votes)] : []),
    '',
    `${countOf(generatedTokens, 'token')} in ${formatDuration(seconds)}${cut}`,
  ].join('\n');
}

const stepLines = (steps: Solution['steps']) =>
  steps.flatMap(({ question, solution }) => [...(question ? [`? ${question}`] : []), `  ${solution}`]);

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
