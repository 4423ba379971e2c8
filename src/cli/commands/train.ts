// socratic train: one strategy's models, from problems to a run directory.
import type { Command } from 'commander';
import {
  defaultCheckpointSeconds,
  loraLearningRate,
  type OptimizerSettings,
  outcomeWarnings,
  pretrainedSettings,
  scratchSettings,
  type TrainOptions,
  train,
  trainChoices,
  trainDefaults,
  trainRanges,
} from '../../distill/index.ts';
import { familyTitles } from '../../engine/model/index.ts';
import type { CommandFrame } from '../command-frame.ts';
import { examples } from '../help.ts';
import { commandLineStyle } from '../mention-style.ts';
import { choiceOption, integerOption, namesOption, numberOption } from '../options.ts';
import { formatTrainSummary } from '../train-summary.ts';

const stopping = {
  first: 'Stopping after the step in progress; a training that has begun is saved.',
  forced:
    'Stopped at once. The same command with --resume goes on from the last checkpoint, or from the beginning where there is none.',
};

export function registerTrain(program: Command, frame: CommandFrame): void {
  const [scratch, pretrained] = [scratchSettings, pretrainedSettings];
  /** The default, or both where they differ: for pretrained students, and for scratch ones. */
  const byStudent = (of: (settings: OptimizerSettings) => unknown) =>
    of(scratch) === of(pretrained)
      ? `(default ${of(pretrained)})`
      : `(default ${of(pretrained)}; scratch: ${of(scratch)})`;
  program
    .command('train')
    .description('Train the models of one strategy on a dataset.')
    .requiredOption(
      '--data <DIR|FILE>',
      'dataset directory, written by `socratic data`, or a file of problems (.jsonl, .json, .csv, .tsv)',
    )
    .requiredOption(
      '--strategy <NAME>',
      trainChoices.strategy.join(', '),
      choiceOption('--strategy', trainChoices.strategy),
    )
    .requiredOption(
      '--student <MODEL>',
      `a model directory, a GGUF file or a hub id (${familyTitles.join(', ')}); or scratch:tiny (about 0.5 M parameters), scratch:small (about 6 M), random weights`,
    )
    .requiredOption('--out <RUN>', 'run directory to write')
    .option(
      '--annotations <FILE>',
      "steps that a teacher wrote (socratic annotate), instead of the dataset's own",
    )
    .option(
      '--mode <MODE>',
      'how the Socratic pair works together: upfront (all sub-questions first, the default) or interleaved',
      choiceOption('--mode', trainChoices.mode),
    )
    .option(
      '--style <STYLE>',
      'rationales as text (the default), or as equations only',
      choiceOption('--style', trainChoices.style),
    )
    .option(
      '--prompt <FORMAT>',
      'how problems are put to a pretrained student: plain text, its chat template, or auto, the better one on validation (the default)',
      choiceOption('--prompt', trainChoices.prompt),
    )
    .option('--freeze-embeddings', 'leave the token (and position) embeddings as they are')
    .option(
      '--lora <RANK>',
      'train low-rank adapters of this rank (8 to 64, say) instead of the weights: far less memory',
      integerOption('--lora', trainRanges.lora),
    )
    .option(
      '--lora-alpha <X>',
      'scale of the adapters: their output is multiplied by X / RANK (default 2 · RANK)',
      numberOption('--lora-alpha', trainRanges.loraAlpha),
    )
    .option(
      '--lora-targets <NAMES>',
      'linear layers that get an adapter, such as q_proj,v_proj or c_attn (default: all in the blocks)',
      namesOption('--lora-targets'),
    )
    .option(
      '--checkpointing',
      'gradient checkpointing: compute each block again in the backward pass, for less memory and one more forward pass a step',
    )
    .option(
      '--epochs <N>',
      `passes over the sequences (default ${trainDefaults.epochs} without --max-steps)`,
      numberOption('--epochs', trainRanges.epochs),
    )
    .option(
      '--max-steps <N>',
      'optimizer steps of each model, at most',
      integerOption('--max-steps', trainRanges.maxSteps),
    )
    .option(
      '--require <WHAT>',
      'only problems that have steps, or sub-questions, whatever the strategy needs: to compare strategies on the same problems',
      choiceOption('--require', trainChoices.require),
    )
    .option(
      '--limit <N>',
      'train on the first N train problems that the strategy can use',
      integerOption('--limit', trainRanges.limit),
    )
    .option(
      '--learning-rate <X>',
      `peak learning rate ${byStudent((s) => s.learningRate).slice(0, -1)}; --lora: ${loraLearningRate})`,
      numberOption('--learning-rate', trainRanges.learningRate),
    )
    .option(
      '--schedule <SHAPE>',
      `linear, cosine or constant after the warm-up ${byStudent((s) => s.schedule)}`,
      choiceOption('--schedule', trainChoices.schedule),
    )
    .option(
      '--warmup <SHARE>',
      `share of the steps that warm up ${byStudent((s) => s.warmupShare)}`,
      numberOption('--warmup', trainRanges.warmup),
    )
    .option(
      '--weight-decay <X>',
      `decoupled, not on biases and norms ${byStudent((s) => s.weightDecay)}`,
      numberOption('--weight-decay', trainRanges.weightDecay),
    )
    .option(
      '--clip <X>',
      `largest gradient norm ${byStudent((s) => s.clip)}`,
      numberOption('--clip', trainRanges.clip),
    )
    .option(
      '--dropout <P>',
      `probability of dropping, in GPT-2 students ${byStudent((s) => s.dropout)}`,
      numberOption('--dropout', trainRanges.dropout),
    )
    .option(
      '--batch-tokens <N>',
      `tokens in a micro-batch, at most; a longer sequence makes one of its own ${byStudent((s) => s.tokenBudget)}`,
      integerOption('--batch-tokens', trainRanges.batchTokens),
    )
    .option(
      '--accumulate <N>',
      `micro-batches in an optimizer step ${byStudent((s) => s.microBatches)}`,
      integerOption('--accumulate', trainRanges.accumulate),
    )
    .option(
      '--validations <N>',
      `times that the loss on validation problems is measured, besides once before the first step ${byStudent((s) => s.validations)}`,
      integerOption('--validations', trainRanges.validations),
    )
    .option(
      '--patience <N>',
      `keep the model that is best on validation, or the untrained one where none is better, and stop after N validations without a better one (default ${pretrained.patience}; scratch: keep the last model)`,
      integerOption('--patience', trainRanges.patience),
    )
    .option(
      '--seed <N>',
      'decides starting weights, batches and dropout',
      integerOption('--seed', trainRanges.seed),
      trainDefaults.seed,
    )
    .option(
      '--threads <N>',
      'threads of the engine; with 2 or more, students of up to 2 M parameters compute batches in two parts, which rounds sums differently than one thread does',
      integerOption('--threads', trainRanges.threads),
      trainDefaults.threads,
    )
    .option(
      '--device <DEVICE>',
      'where to train: cpu, webgpu (a GPU through Vulkan, Metal or Direct3D 12) or cuda (Linux, with the CUDA files of onnxruntime-node)',
      choiceOption('--device', trainChoices.device),
      trainDefaults.device,
    )
    .option(
      '--checkpoint-seconds <N>',
      `seconds between checkpoints (default ${defaultCheckpointSeconds.pretrained}; scratch: ${defaultCheckpointSeconds.scratch})`,
      numberOption('--checkpoint-seconds', trainRanges.checkpointSeconds),
    )
    .option('--resume', 'go on with an interrupted run: repeat its command with this flag')
    .option('--force', 'replace a run that is in --out')
    .option('--ignore-memory', 'start even if the estimated memory is more than there is')
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
          'Go on after an interruption',
        ],
      ]),
    )
    .action(
      frame.stoppableAction(stopping, async (context, options: TrainOptions) => {
        const { reporter, signal } = context;
        const result = await train({ ...options, reporter, signal });
        const { run, strategy, student, base, prompt, promptChoice, status, dataset, models } = result;
        // with flags, where the library names its options
        const warnings = outcomeWarnings(result).map((warning) => warning.render(commandLineStyle(null)));
        context.result(
          { run, strategy, student, base, prompt, promptChoice, status, dataset, models, warnings },
          formatTrainSummary(result),
        );
      }),
    );
}
