// socratic train: one strategy's models, from a dataset directory to a run directory.
import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { SocraticError } from '../../common/index.ts';
import { loadDataset } from '../../data/index.ts';
import {
  type DistillOptions,
  distill,
  isScratch,
  loraLearningRate,
  type OptimizerSettings,
  pretrainedSettings,
  scratchSettings,
  settingsFor,
} from '../../distill/index.ts';
import { familyTitles } from '../../engine/model/index.ts';
import { type Device, devices } from '../../engine/runtime/index.ts';
import {
  type PairMode,
  type RationaleStyle,
  type StrategyName,
  strategyNames,
} from '../../strategy/index.ts';
import { trainingDataset } from '../annotated-dataset.ts';
import type { CommandFrame } from '../command-frame.ts';
import { examples } from '../help.ts';
import { choiceOption, integerOption, numberOption } from '../options.ts';
import { formatTrainSummary } from '../train-summary.ts';

interface TrainOptions {
  readonly data: string;
  readonly annotations?: string;
  readonly strategy: StrategyName;
  readonly student: string;
  readonly out: string;
  readonly mode?: PairMode;
  readonly style?: RationaleStyle;
  readonly epochs?: number;
  readonly maxSteps?: number;
  readonly require?: 'steps' | 'sub-questions';
  readonly limit?: number;
  readonly prompt?: DistillOptions['prompt'];
  readonly freezeEmbeddings?: boolean;
  readonly lora?: number;
  readonly loraAlpha?: number;
  readonly loraTargets?: string;
  readonly checkpointing?: boolean;
  readonly patience?: number;
  readonly learningRate?: number;
  readonly schedule?: OptimizerSettings['schedule'];
  readonly warmup?: number;
  readonly weightDecay?: number;
  readonly clip?: number;
  readonly dropout?: number;
  readonly batchTokens?: number;
  readonly accumulate?: number;
  readonly validations?: number;
  readonly seed: number;
  readonly threads: number;
  readonly device: Device;
  readonly checkpointSeconds?: number;
  readonly resume?: boolean;
  readonly force?: boolean;
  readonly ignoreMemory?: boolean;
}

const DEFAULT_EPOCHS = 3;

const stopping = {
  first: 'Stopping after the step in progress; a training that has begun is saved.',
  forced:
    'Stopped at once. A training that has begun goes on from its last checkpoint: the same command with --resume.',
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
    .requiredOption('--data <DIR>', 'dataset directory, written by `socratic data`')
    .requiredOption('--strategy <NAME>', strategyNames.join(', '), choiceOption('--strategy', strategyNames))
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
      choiceOption('--mode', ['upfront', 'interleaved']),
    )
    .option(
      '--style <STYLE>',
      'rationales as text (the default), or as equations only',
      choiceOption('--style', ['text', 'equations']),
    )
    .option(
      '--prompt <FORMAT>',
      'how problems are put to a pretrained student: plain text, its chat template, or auto, the better one on validation (the default)',
      choiceOption('--prompt', ['auto', 'plain', 'chat']),
    )
    .option('--freeze-embeddings', 'leave the token (and position) embeddings as they are')
    .option(
      '--lora <RANK>',
      'train low-rank adapters of this rank (8 to 64, say) instead of the weights: far less memory',
      integerOption('--lora', { max: 4096 }),
    )
    .option(
      '--lora-alpha <X>',
      'scale of the adapters: their output is multiplied by X / RANK (default 2 · RANK)',
      numberOption('--lora-alpha', { min: 1e-6 }),
    )
    .option(
      '--lora-targets <NAMES>',
      'linear layers that get an adapter, such as q_proj,v_proj or c_attn (default: all in the blocks)',
    )
    .option(
      '--checkpointing',
      'gradient checkpointing: compute each block again in the backward pass, for less memory and one more forward pass a step',
    )
    .option(
      '--epochs <N>',
      `passes over the sequences (default ${DEFAULT_EPOCHS} without --max-steps)`,
      numberOption('--epochs', { min: 0.001 }),
    )
    .option('--max-steps <N>', 'optimizer steps of each model, at most', integerOption('--max-steps'))
    .option(
      '--require <WHAT>',
      'only problems that have steps, or sub-questions, whatever the strategy needs: to compare strategies on the same problems',
      choiceOption('--require', ['steps', 'sub-questions']),
    )
    .option(
      '--limit <N>',
      'train on the first N train problems that the strategy can use',
      integerOption('--limit'),
    )
    .option(
      '--learning-rate <X>',
      `peak learning rate ${byStudent((s) => s.learningRate).slice(0, -1)}; --lora: ${loraLearningRate})`,
      numberOption('--learning-rate', { min: 0 }),
    )
    .option(
      '--schedule <SHAPE>',
      `linear, cosine or constant after the warm-up ${byStudent((s) => s.schedule)}`,
      choiceOption('--schedule', ['linear', 'cosine', 'constant']),
    )
    .option(
      '--warmup <SHARE>',
      `share of the steps that warm up ${byStudent((s) => s.warmupShare)}`,
      numberOption('--warmup', { min: 0, max: 1 }),
    )
    .option(
      '--weight-decay <X>',
      `decoupled, not on biases and norms ${byStudent((s) => s.weightDecay)}`,
      numberOption('--weight-decay', { min: 0 }),
    )
    .option(
      '--clip <X>',
      `largest gradient norm ${byStudent((s) => s.clip)}`,
      numberOption('--clip', { min: 1e-9 }),
    )
    .option(
      '--dropout <P>',
      `probability of dropping, in GPT-2 students ${byStudent((s) => s.dropout)}`,
      numberOption('--dropout', { min: 0, max: 0.9 }),
    )
    .option(
      '--batch-tokens <N>',
      `tokens in a micro-batch, at most; a longer sequence makes one of its own ${byStudent((s) => s.tokenBudget)}`,
      integerOption('--batch-tokens'),
    )
    .option(
      '--accumulate <N>',
      `micro-batches in an optimizer step ${byStudent((s) => s.microBatches)}`,
      integerOption('--accumulate'),
    )
    .option(
      '--validations <N>',
      `times that the loss on validation problems is measured ${byStudent((s) => s.validations)}`,
      integerOption('--validations'),
    )
    .option(
      '--patience <N>',
      `keep the model that is best on validation, and stop after N validations without a better one (default ${pretrained.patience}; scratch: keep the last model)`,
      integerOption('--patience'),
    )
    .option(
      '--seed <N>',
      'decides starting weights, batches and dropout',
      integerOption('--seed', { min: 0 }),
      0,
    )
    .option(
      '--threads <N>',
      'threads of the engine; with 2 or more, students of up to 2 M parameters compute batches in two parts, which rounds sums differently than one thread does',
      integerOption('--threads', { max: 256 }),
      availableParallelism(),
    )
    .option(
      '--device <DEVICE>',
      'where to train: cpu, webgpu (a GPU through Vulkan, Metal or Direct3D 12) or cuda (Linux, with the CUDA files of onnxruntime-node)',
      choiceOption('--device', devices),
      'cpu',
    )
    .option(
      '--checkpoint-seconds <N>',
      'time between checkpoints (default 300; scratch: 60)',
      numberOption('--checkpoint-seconds', { min: 0 }),
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
        refuseUnused(options);
        const data = loadDataset(options.data);
        for (const { file, line, reason } of data.unusable)
          context.reporter.warn(`${file}:${line}: ${reason}; set aside.`);
        const record = await distill(
          {
            dataset: trainingDataset(data, options.data, options, context.reporter),
            strategy: options.strategy,
            mode: options.mode ?? 'upfront',
            style: options.style ?? 'text',
            student: options.student,
            prompt: options.prompt ?? (isScratch(options.student) ? 'plain' : 'auto'),
            seed: options.seed,
            ...(options.require === undefined ? {} : { require: options.require }),
            ...(options.limit === undefined ? {} : { limit: options.limit }),
            optimizer: optimizerOf(options),
            lengthOf: () => lengthOf(options),
            threads: options.threads,
            device: options.device,
            checkpointSeconds: options.checkpointSeconds ?? (isScratch(options.student) ? 60 : 300),
            out: options.out,
            resume: options.resume ?? false,
            force: options.force ?? false,
            ...(options.ignoreMemory ? { availableMemory: null } : {}),
          },
          {
            reporter: context.reporter,
            signal: context.signal,
          },
        );
        const { strategy, student, base, prompt, promptChoice, status, dataset, models } = record;
        context.result(
          { run: options.out, strategy, student, base, prompt, promptChoice, status, dataset, models },
          formatTrainSummary(options.out, record, { hasTest: data.splits.test.length > 0 }),
        );
      }),
    );
}

/** Throws `option-unused` for an option that the strategy would ignore, and for two that contradict each other. */
function refuseUnused(options: TrainOptions): void {
  const { strategy, student, prompt, mode, style, resume, force } = options;
  const { lora, loraAlpha, loraTargets, freezeEmbeddings } = options;
  const unused = (flag: string, why: string) =>
    new SocraticError('option-unused', `${flag}: ${why} Leave it out.`, {
      subject: { option: flag },
      details: { strategy },
    });
  if (mode !== undefined && strategy !== 'socratic') {
    throw unused('--mode', `only the pair of --strategy socratic has a mode, not ${strategy}.`);
  }
  if (style !== undefined && strategy === 'answer') {
    throw unused('--style', 'the strategy answer has no rationales.');
  }
  if (style !== undefined && strategy === 'annotator') {
    throw unused('--style', 'an annotator is asked about steps as a dataset has them.');
  }
  if (options.annotations !== undefined && strategy === 'answer') {
    throw unused('--annotations', 'the strategy answer has no rationales.');
  }
  if (prompt !== undefined && isScratch(student)) {
    throw unused('--prompt', 'a student from scratch has only seen plain text.');
  }
  if (lora === undefined && (loraAlpha ?? loraTargets) !== undefined) {
    throw unused(
      loraAlpha === undefined ? '--lora-targets' : '--lora-alpha',
      'there are no adapters without --lora RANK.',
    );
  }
  if (lora !== undefined && isScratch(student)) {
    throw unused(
      '--lora',
      'adapters need pretrained weights beneath them; a student from scratch has random ones.',
    );
  }
  if (lora !== undefined && freezeEmbeddings) {
    throw unused('--freeze-embeddings', 'with --lora all the weights are left as they are.');
  }
  if (resume && force) throw unused('--force', 'it replaces a run, and --resume goes on with it.');
}

function optimizerOf(options: TrainOptions): OptimizerSettings {
  const defaults = settingsFor(options.student);
  return {
    ...defaults,
    learningRate:
      options.learningRate ?? (options.lora === undefined ? defaults.learningRate : loraLearningRate),
    schedule: options.schedule ?? defaults.schedule,
    warmupShare: options.warmup ?? defaults.warmupShare,
    weightDecay: options.weightDecay ?? defaults.weightDecay,
    clip: options.clip ?? defaults.clip,
    dropout: options.dropout ?? defaults.dropout,
    tokenBudget: options.batchTokens ?? defaults.tokenBudget,
    microBatches: options.accumulate ?? defaults.microBatches,
    validations: options.validations ?? defaults.validations,
    frozenEmbeddings: options.freezeEmbeddings ?? defaults.frozenEmbeddings,
    patience: options.patience ?? defaults.patience,
    checkpointing: options.checkpointing ?? false,
    lora: loraOf(options),
  };
}

function loraOf({ lora, loraAlpha, loraTargets }: TrainOptions): OptimizerSettings['lora'] {
  if (lora === undefined) return null;
  const targets = (loraTargets ?? '').split(',').map((name) => name.trim());
  return { rank: lora, alpha: loraAlpha ?? 2 * lora, targets: targets.filter((name) => name !== '') };
}

function lengthOf({ epochs, maxSteps }: TrainOptions) {
  if (maxSteps === undefined) return { epochs: epochs ?? DEFAULT_EPOCHS };
  return epochs === undefined ? { maxSteps } : { epochs, maxSteps };
}
