// socratic evaluate-model: the accuracy of a model as it is, before any training here.
import type { Command } from 'commander';
import {
  type EvaluateModelOptions,
  evaluateModel,
  evaluateModelDefaults,
  evaluateModelRanges,
  modelPrompts,
} from '../../evaluate/index.ts';
import type { CommandFrame } from '../command-frame.ts';
import {
  addEvaluationOptions,
  addPromptingOption,
  type EvaluationFlags,
  evaluationStopWords,
} from '../evaluation-options.ts';
import { modelText } from '../evaluation-text.ts';
import { examples } from '../help.ts';
import { choiceOption, integerOption } from '../options.ts';
import { addSamplingOptions, addSlotsOption, addSolvingOptions } from '../solving-options.ts';

type ModelFlags = EvaluationFlags & Omit<EvaluateModelOptions, 'data' | 'model'>;

export function registerEvaluateModel(program: Command, frame: CommandFrame): void {
  const command = program
    .command('evaluate-model')
    .description('Measure the accuracy of an untrained model, with solved examples in the prompt.')
    .argument('<MODEL>', 'model directory, GGUF file or hub id');
  addPromptingOption(command);
  addEvaluationOptions(command)
    .requiredOption('--out <DIR>', 'directory for the predictions and the evaluation')
    .option(
      '--shots <N>',
      'number of solved train problems in the prompt',
      integerOption('--shots', evaluateModelRanges.shots),
      evaluateModelDefaults.shots,
    )
    .option(
      '--seed <N>',
      'seed that chooses these problems, and of what samples draw',
      integerOption('--seed', evaluateModelRanges.seed),
      evaluateModelDefaults.seed,
    )
    .option(
      '--prompt <FORMAT>',
      'format of the prompt: plain text, chat (the chat template of the model) or auto (the better one on validation)',
      choiceOption('--prompt', modelPrompts),
      evaluateModelDefaults.prompt,
    );
  for (const add of [addSolvingOptions, addSlotsOption]) add(command);
  addSamplingOptions(command, true);
  command
    .addHelpText(
      'after',
      examples([
        [
          'evaluate-model SmolLM2.gguf --prompting cot --data data/gsm8k --out runs/untrained-cot',
          'Chain of thought, with four examples in the prompt',
        ],
        [
          'evaluate-model HuggingFaceTB/SmolLM2-135M-Instruct --prompting answer --shots 0 --data data/gsm8k --out runs/untrained-answer',
          'The answer alone, without examples',
        ],
      ]),
    )
    .action(
      frame.stoppableAction(
        evaluationStopWords,
        async ({ reporter, signal, result }, flags: ModelFlags, model: string) => {
          const evaluation = await evaluateModel({ model, ...flags, reporter, signal });
          result(evaluation, modelText(evaluation));
        },
      ),
    );
}
