// socratic solve: one problem of the user's, step by step.
import type { Command } from 'commander';
import { InterruptedError, SocraticError } from '../../common/index.ts';
import { readRunRecord } from '../../distill/index.ts';
import { type Prediction, solveRun } from '../../solve/index.ts';
import type { CommandFrame } from '../command-frame.ts';
import { formatDuration } from '../format.ts';
import { examples } from '../help.ts';
import { addSolvingOptions, type SolvingFlags, solvingOptions } from '../solving-options.ts';

const stopping = { first: 'Stopping.', forced: 'Stopped at once: the problem is not solved.' };

const unsolved = (cause: InterruptedError) =>
  new InterruptedError('Stopped before the problem was solved: nothing is kept of it.', { cause });

export function registerSolve(program: Command, frame: CommandFrame): void {
  const command = program
    .command('solve')
    .description('Solve one problem with a trained run and show its sub-questions and answers.')
    .argument('<RUN>', 'run directory, written by `socratic train`')
    .argument('<PROBLEM>', 'the problem, in quotes');
  addSolvingOptions(command)
    .addHelpText(
      'after',
      examples([
        [
          'solve runs/quickstart/socratic "Mia buys 3 pens at $4 each and a book for $9. How much does she pay?"',
          'One problem',
        ],
      ]),
    )
    .action(
      frame.stoppableAction(
        stopping,
        async (context, options: SolvingFlags, directory: string, question: string) => {
          if (question.trim() === '')
            throw new SocraticError(
              'empty-problem',
              'The problem is empty: put its text in quotes after the run.',
            );
          const { dataset } = readRunRecord(directory);
          const problem = { id: 'problem', question, answer: '', answerType: dataset.answerType };
          const solving = solvingOptions(directory, options);
          const { predictions, seconds } = await solveRun(
            { run: directory, problems: [problem], ...solving },
            { reporter: context.reporter, signal: context.signal },
          ).catch((error: unknown) => {
            throw error instanceof InterruptedError ? unsolved(error) : error;
          });
          const prediction = predictions[0] as Prediction;
          const { answer, steps, generatedTokens, limits, output } = prediction;
          context.result(
            { answer, steps, generatedTokens, seconds, limits, calculator: prediction.calculator, output },
            textOf(prediction, seconds),
          );
        },
      ),
    );
}

function textOf({ steps, answer, generatedTokens, limits }: Prediction, seconds: number): string {
  const lines = steps.flatMap(({ question, solution }) => [
    ...(question ? [`? ${question}`] : []),
    `  ${solution}`,
  ]);
  const cut = limits.length > 0 ? `, cut short by the limit on ${limits.join(' and ')}` : '';
  return [
    ...lines,
    answer === null ? 'No answer could be read.' : `= ${answer}`,
    '',
    `${generatedTokens} tokens in ${formatDuration(seconds)}${cut}`,
  ].join('\n');
}
