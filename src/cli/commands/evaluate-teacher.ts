// socratic evaluate-teacher: the accuracy of a teacher, or what measuring it would cost.
import type { Command } from 'commander';
import {
  type EvaluateTeacherOptions,
  estimateTeacherEvaluation,
  evaluateTeacher,
  evaluateTeacherDefaults,
  evaluateTeacherRanges,
} from '../../evaluate/index.ts';
import { estimateText } from '../annotation-text.ts';
import type { CommandFrame, StopWords } from '../command-frame.ts';
import { addEvaluationOptions, addPromptingOption, type EvaluationFlags } from '../evaluation-options.ts';
import { teacherText } from '../evaluation-text.ts';
import { examples } from '../help.ts';
import { integerOption } from '../options.ts';
import { addCallOptions, type CallFlags, milliseconds, temperatureOption } from '../teacher-options.ts';

type TeacherFlags = EvaluationFlags &
  CallFlags &
  Pick<EvaluateTeacherOptions, 'prompting' | 'out' | 'shots' | 'prompts' | 'temperature' | 'maxNewTokens'>;

const stopping: StopWords = {
  first: 'Stopping. Paid answers are stored: run the same command again to continue.',
  forced: 'Stopped at once. Answers that have arrived are stored.',
};

export function registerEvaluateTeacher(program: Command, frame: CommandFrame): void {
  const command = program
    .command('evaluate-teacher')
    .description('Measure the accuracy of a teacher in the same way as that of a student.')
    .argument(
      '<TEACHER>',
      'openai:MODEL, anthropic:MODEL, google:MODEL, openai-compatible:URL#MODEL or config:NAME',
    );
  addPromptingOption(command);
  addEvaluationOptions(command)
    .option(
      '--out <DIR>',
      'directory for the predictions and the evaluation (default: runs/teacher-NAME-KIND)',
    )
    .option(
      '--shots <N>',
      'use only the first N examples of the prompt file (default: all)',
      integerOption('--shots', evaluateTeacherRanges.shots),
    )
    .option('--prompts <DIR>', 'directory with your own prompt files (default: those of the package)')
    .option(
      '--temperature <X>',
      `sampling temperature, from 0 to 2 (default: ${evaluateTeacherDefaults.temperature}); \`default\` sends none, for models that accept none`,
      temperatureOption,
    )
    .option(
      '--max-new-tokens <N>',
      'maximum tokens of an answer',
      integerOption('--max-new-tokens', evaluateTeacherRanges.maxNewTokens),
      evaluateTeacherDefaults.maxNewTokens,
    );
  addCallOptions(command)
    .addHelpText(
      'after',
      examples([
        [
          'evaluate-teacher openai:gpt-4.1-mini --prompting cot --data data/gsm8k --limit 200 --dry-run',
          'Estimate the cost; makes no call',
        ],
        [
          'evaluate-teacher openai:gpt-4.1-mini --prompting cot --data data/gsm8k --limit 200 --max-cost 1 --out runs/teacher-cot',
          'Measure the accuracy, to compare with students',
        ],
      ]),
    )
    .action(
      frame.stoppableAction(
        stopping,
        async ({ reporter, signal, result }, flags: TeacherFlags, teacher: string) => {
          const { dryRun = false, timeout, ...rest } = flags;
          const options = { teacher, ...rest, timeoutMs: milliseconds(timeout), reporter, signal };
          if (dryRun) {
            const estimate = await estimateTeacherEvaluation(options);
            const { model, maxCost, price } = estimate;
            result(
              { dryRun, ...estimate },
              estimateText(estimate, { teacher: model, maxCost, batch: false, price }),
            );
            return;
          }
          const evaluation = await evaluateTeacher(options);
          result(evaluation, teacherText(evaluation));
        },
      ),
    );
}
