// socratic train: one strategy's models, from problems to a run directory.
import type { Command } from 'commander';
import {
  defaultCheckpointSeconds,
  loraLearningRate,
  type OptimizerSettings,
  pretrainedSettings,
  runWarnings,
  scratchSettings,
  type TrainOptions,
  type TrainResult,
  train,
  trainChoices,
  trainDefaults,
  trainRanges,
} from '../../distill/index.ts';
import { familyTitles } from '../../engine/model/index.ts';
import type { CommandFrame } from '../command-frame.ts';
import { examples } from '../help.ts';
import { commandLineStyle } from '../mention-style.ts';
import { choiceOption, integerOption, namesOption, numberOption, threadsOption } from '../options.ts';
import { formatTrainSummary } from '../train-summary.ts';

const stopping = {
  first: 'Stopping after the current optimizer step; a training that has begun is saved.',
  forced:
    'Stopped at once. Run the same command with --resume to continue from the last checkpoint, or from the start if there is none.',
};

export function registerTrain(program: Command, frame: CommandFrame): void {
  const [scratch, pretrained] = [scratchSettings, pretrainedSettings];
  /** The default, or both where they differ: for pretrained students, and for scratch ones. */
  const byStudent = (of: (settings: OptimizerSettings) => unknown) =>
    of(scratch) === of(pretrained)
      ? `(default: ${of(pretrained)})`
      : `(default: ${of(pretrained)}; scratch: ${of(scratch)})`;
  program
    .command('train')
    .description('Train the models of one strategy on a dataset.')
    .requiredOption(
      '--data <DIR|FILE>',
      'dataset directory that `socratic data` wrote, or a file of problems (.jsonl, .json, .csv, .tsv)',
    )
    .requiredOption(
      '--strategy <NAME>',
      `what the student learns: ${trainChoices.strategy.join(', ')}`,
      choiceOption('--strategy', trainChoices.strategy),
    )
    .requiredOption(
      '--student <MODEL>',
      `model to train: a model directory, a GGUF file or a hub id (${familyTitles.join(', ')}); or random weights: scratch:tiny (about 0.5 M parameters), scratch:small (about 6 M)`,
    )
    .requiredOption('--out <RUN>', 'directory for the run')
    .option(
      '--annotations <FILE>',
      'file that `socratic annotate` wrote; its kept chains replace the steps of the dataset',
    )
    .option(
      '--mode <MODE>',
      'how the Socratic pair works: upfront (all sub-questions first, the default) or interleaved',
      choiceOption('--mode', trainChoices.mode),
    )
    .option(
      '--guidance <PLAN>',
      'what the Socratic pair writes before its sub-questions: steps (their number) or equations (default: no plan)',
      choiceOption('--guidance', trainChoices.guidance),
    )
    .option(
      '--style <STYLE>',
      'form of the rationales: text (the default) or equations',
      choiceOption('--style', trainChoices.style),
    )
    .option(
      '--prompt <FORMAT>',
      "format of a pretrained student's prompts: plain text, chat (its chat template) or auto (the better one on validation, the default)",
      choiceOption('--prompt', trainChoices.prompt),
    )
    .option('--freeze-embeddings', 'do not train the token and position embeddings')
    .option(
      '--lora <RANK>',
      'train low-rank adapters of this rank (such as 8 to 64) instead of all weights; needs far less memory',
      integerOption('--lora', trainRanges.lora),
    )
    .option(
      '--lora-alpha <X>',
      'scale of the adapters: their output is multiplied by X / RANK (default: 2 · RANK)',
      numberOption('--lora-alpha', trainRanges.loraAlpha),
    )
    .option(
      '--lora-targets <NAMES>',
      'linear layers that get an adapter, such as q_proj,v_proj or c_attn (default: all linear layers of the blocks)',
      namesOption('--lora-targets'),
    )
    .option(
      '--checkpointing',
      'gradient checkpointing: compute each block again in the backward pass; saves memory, costs one more forward pass a step',
    )
    .option(
      '--epochs <N>',
      `passes over the sequences (default: ${trainDefaults.epochs} without --max-steps)`,
      numberOption('--epochs', trainRanges.epochs),
    )
    .option(
      '--max-steps <N>',
      'maximum optimizer steps of each model',
      integerOption('--max-steps', trainRanges.maxSteps),
    )
    .option(
      '--require <WHAT>',
      'use only problems that have steps or sub-questions, with any strategy; trains several strategies on the same problems',
      choiceOption('--require', trainChoices.require),
    )
    .option(
      '--limit <N>',
      'train only on the first N train problems that the strategy can use',
      integerOption('--limit', trainRanges.limit),
    )
    .option(
      '--learning-rate <X>',
      `peak learning rate ${byStudent((s) => s.learningRate).slice(0, -1)}; --lora: ${loraLearningRate})`,
      numberOption('--learning-rate', trainRanges.learningRate),
    )
    .option(
      '--schedule <SHAPE>',
      `learning rate after the warm-up: linear, cosine or constant ${byStudent((s) => s.schedule)}`,
      choiceOption('--schedule', trainChoices.schedule),
    )
    .option(
      '--warmup <SHARE>',
      `share of the optimizer steps in the warm-up ${byStudent((s) => s.warmupShare)}`,
      numberOption('--warmup', trainRanges.warmup),
    )
    .option(
      '--weight-decay <X>',
      `decoupled weight decay, not on biases and norms ${byStudent((s) => s.weightDecay)}`,
      numberOption('--weight-decay', trainRanges.weightDecay),
    )
    .option(
      '--clip <X>',
      `clip the gradient to this norm ${byStudent((s) => s.clip)}`,
      numberOption('--clip', trainRanges.clip),
    )
    .option(
      '--dropout <P>',
      `dropout probability, only for GPT-2 students ${byStudent((s) => s.dropout)}`,
      numberOption('--dropout', trainRanges.dropout),
    )
    .option(
      '--batch-tokens <N>',
      `maximum tokens of a micro-batch; a longer sequence is a micro-batch of its own ${byStudent((s) => s.tokenBudget)}`,
      integerOption('--batch-tokens', trainRanges.batchTokens),
    )
    .option(
      '--accumulate <N>',
      `micro-batches of an optimizer step ${byStudent((s) => s.microBatches)}`,
      integerOption('--accumulate', trainRanges.accumulate),
    )
    .option(
      '--validations <N>',
      `number of times that the validation loss is measured after the start ${byStudent((s) => s.validations)}`,
      integerOption('--validations', trainRanges.validations),
    )
    .option(
      '--patience <N>',
      `keep the weights with the best validation loss (the untrained ones if no step improves it), and stop after N validations without a better one (default: ${pretrained.patience}; scratch: keep the last weights)`,
      integerOption('--patience', trainRanges.patience),
    )
    .option(
      '--seed <N>',
      'seed of starting weights, batches and dropout',
      integerOption('--seed', trainRanges.seed),
      trainDefaults.seed,
    )
    .addOption(
      threadsOption(
        trainRanges.threads,
        'number of threads; with 2 or more, students of up to 2 M parameters compute a batch in two parts, which rounds sums differently',
      ),
    )
    .option(
      '--device <DEVICE>',
      'device to train on: cpu, webgpu (a GPU through Vulkan, Metal or Direct3D 12) or cuda (Linux x64, with the CUDA files of onnxruntime-node)',
      choiceOption('--device', trainChoices.device),
      trainDefaults.device,
    )
    .option(
      '--checkpoint-seconds <N>',
      `seconds between checkpoints (default: ${defaultCheckpointSeconds.pretrained}; scratch: ${defaultCheckpointSeconds.scratch})`,
      numberOption('--checkpoint-seconds', trainRanges.checkpointSeconds),
    )
    .option('--resume', 'continue an interrupted run: repeat its command with this flag')
    .option('--force', 'replace an existing run in --out')
    .option('--ignore-memory', 'start even if the estimated memory is not available')
    .addHelpText(
      'after',
      examples([
        [
          'train --data data/gsm8k --strategy socratic --student scratch:tiny --max-steps 500 --out runs/gsm8k-pair',
          'The Socratic pair on the GSM8K problems that have sub-questions',
        ],
        [
          'train --data data/gsm8k --strategy cot --student scratch:small --out runs/gsm8k-cot',
          'Chain of thought on all GSM8K problems',
        ],
        [
          'train --data data/gsm8k --strategy cot --student HuggingFaceTB/SmolLM2-135M-Instruct --epochs 1 --out runs/smollm2-cot',
          'Chain of thought with a pretrained student, all of its weights trained',
        ],
        [
          'train --data data/gsm8k --strategy socratic --student SmolLM2.gguf --lora 16 --out runs/gsm8k-adapters',
          'The pair as two adapters on one pretrained model',
        ],
        [
          'train --data data/gsm8k --strategy cot --student scratch:small --out runs/gsm8k-cot --resume',
          'Continue after an interruption',
        ],
      ]),
    )
    .action(
      frame.stoppableAction(stopping, async (context, options: TrainOptions) => {
        const { reporter, signal } = context;
        const result = await train({ ...options, reporter, signal });
        const { run, strategy, student, base, prompt, promptChoice, status, dataset, models } = result;
        const inFlags: Pick<TrainResult, 'warnings'> = {
          warnings: runWarnings(result).map((warning) => warning.render(commandLineStyle(null))),
        };
        context.result(
          { run, strategy, student, base, prompt, promptChoice, status, dataset, models, ...inFlags },
          formatTrainSummary(result),
        );
      }),
    );
}
