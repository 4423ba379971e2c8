// socratic evaluate: the accuracy of a trained run on a split, every prediction kept.
import type { Command } from 'commander';
import { evaluate } from '../../evaluate/index.ts';
import { type AskedOptions, type EngineOptions, oracles } from '../../solve/index.ts';
import type { CommandFrame } from '../command-frame.ts';
import { addEvaluationOptions, type EvaluationFlags, evaluationStopWords } from '../evaluation-options.ts';
import { runText } from '../evaluation-text.ts';
import { examples } from '../help.ts';
import { choiceOption } from '../options.ts';
import { addOutsideOptions, type OutsideFlags, outsideOptionsOf } from '../outside-options.ts';
import { addPairOptions, addSamplingOptions, addSlotsOption, addSolvingOptions } from '../solving-options.ts';

export function registerEvaluate(program: Command, frame: CommandFrame): void {
  const command = program
    .command('evaluate')
    .description('Solve the problems of a split with a trained run and measure the accuracy.')
    .argument('<RUN>', 'run directory that `socratic train` wrote');
  for (const add of [addEvaluationOptions, addSolvingOptions, addPairOptions, addSlotsOption]) add(command);
  addSamplingOptions(command);
  command.option(
    '--oracle <PART>',
    "give a Socratic pair the problems' own questions, answers or guidance (the plan) in place of its own: what its mistakes there cost",
    choiceOption('--oracle', oracles),
  );
  addOutsideOptions(command);
  command
    .addHelpText(
      'after',
      examples([
        ['evaluate runs/gsm8k-pair --data data/gsm8k', 'Accuracy on all test problems'],
        [
          'evaluate runs/gsm8k-pair --data data/gsm8k --split validation --limit 100 --calculator --json',
          'A hundred validation problems, with the calculator',
        ],
        [
          'evaluate runs/gsm8k-pair --data data/gsm8k --samples 8',
          'Eight samples of each problem, put to the vote',
        ],
        [
          'evaluate runs/gsm8k-pair --data data/gsm8k --answers-from openai:gpt-4.1-mini --unsure-below 0.9 --max-cost 1',
          'A teacher answers the sub-questions of which the student is unsure',
        ],
      ]),
    )
    .action(
      frame.stoppableAction(
        evaluationStopWords,
        async (
          { reporter, signal, result },
          flags: EvaluationFlags & AskedOptions & EngineOptions & OutsideFlags,
          run: string,
        ) => {
          const evaluation = await evaluate({ run, ...outsideOptionsOf(flags), reporter, signal });
          result(evaluation, runText(evaluation));
        },
      ),
    );
}
