// Whether a run's models can be trained in the memory that there is. It is estimated before anything is written; where it is too little,
// the error says what would fit.
import {
  gigabytes,
  joinMessages,
  type Message,
  type OptionMention,
  option,
  SocraticError,
  say,
} from '../common/index.ts';
import type { ModelConfig } from '../engine/model/index.ts';
import type { Device } from '../engine/runtime/index.ts';
import {
  batchShape,
  decisiveBatches,
  type MemoryEstimate,
  MemoryEstimator,
  type MemoryParts,
  type MemorySettings,
  planValidation,
  type TrainingSequence,
  usesTwoSessions,
} from '../engine/train/index.ts';
import type { RoleName } from '../strategy/index.ts';
import type { OptimizerSettings } from './settings.ts';

/** What one model is trained and validated on. */
export interface RoleSequences {
  readonly train: readonly TrainingSequence[];
  readonly validation: readonly TrainingSequence[];
}

export interface MemoryCheckOptions {
  readonly config: ModelConfig;
  readonly settings: OptimizerSettings;
  readonly seed: number;
  readonly threads: number;
  readonly device: Device;
  readonly roles: ReadonlyMap<RoleName, RoleSequences>;
  /** Whether the student starts from published weights: only such a one can have adapters. */
  readonly pretrained: boolean;
}

/** The rank of the adapters that are recommended and reported. */
export const recommendedRank = 16;

/** Options of `train` that need less memory, as changes of what is estimated. */
const remedies: readonly Remedy[] = [
  {
    needs: [option('checkpointing', true)],
    isOpen: ({ checkpointing }) => !checkpointing,
    apply: (settings) => ({ ...settings, checkpointing: true }),
  },
  {
    needs: [option('freezeEmbeddings', true)],
    isOpen: ({ frozenEmbeddings, lora }) => !frozenEmbeddings && !lora,
    apply: (settings) => ({ ...settings, frozenEmbeddings: true }),
  },
  {
    needs: [option('lora', recommendedRank)],
    isOpen: ({ lora }, { pretrained }) => pretrained && !lora,
    apply: withAdapters,
  },
  {
    needs: [option('lora', recommendedRank), option('checkpointing', true)],
    isOpen: ({ lora, checkpointing }, { pretrained }) => pretrained && !lora && !checkpointing,
    apply: (settings) => ({ ...withAdapters(settings), checkpointing: true }),
  },
];

interface Remedy {
  /** The options that it takes. */
  readonly needs: readonly OptionMention[];
  /** Whether a run with these settings can have it. */
  isOpen(settings: MemorySettings, run: Pick<MemoryCheckOptions, 'pretrained'>): boolean;
  apply(settings: MemorySettings): MemorySettings;
}

/** Adapters on every linear layer instead of training the weights. */
export function withAdapters(settings: MemorySettings): MemorySettings {
  const lora = { rank: recommendedRank, alpha: 2 * recommendedRank, targets: [] };
  return { ...settings, frozenEmbeddings: false, lora, twoSessions: false };
}

/** Smaller batches than this are not recommended: a sequence may be longer. */
const smallestBatch = 64;

const partNames: Readonly<Record<keyof MemoryParts, string>> = {
  weights: 'weights',
  gradients: 'gradients',
  moments: "AdamW's moments",
  accumulation: 'accumulated gradients',
  activations: 'activations',
  secondThread: 'the thread that computes a part of every batch',
  validation: 'measuring the validation loss',
  dropoutMasks: 'dropout masks',
  sequences: 'token ids',
  copies: 'a starting weight on its way',
  process: 'Node.js and ONNX Runtime',
};

/** The estimate of every role's training, one after the other. */
export function estimateMemory(options: MemoryCheckOptions): Map<RoleName, MemoryEstimate> {
  const estimator = new MemoryEstimator(memorySettings(options));
  return new Map(
    [...options.roles].map(([role, sequences]) => [role, estimateRole(estimator, sequences, options)]),
  );
}

/** Throws `memory-insufficient` when the largest of `estimates` exceeds `available` bytes, and says what would fit. */
export function assertMemory(
  estimates: ReadonlyMap<RoleName, MemoryEstimate>,
  available: number,
  options: MemoryCheckOptions,
): void {
  const [largest] = [...estimates].sort(([, a], [, b]) => b.bytes - a.bytes);
  if (!largest) return;
  const [role, estimate] = largest;
  const sequences = options.roles.get(role);
  if (estimate.bytes <= available || !sequences) return;
  const parts = Object.entries(estimate.parts).sort(([, a], [, b]) => b - a) as [keyof MemoryParts, number][];
  const biggest = parts
    .slice(0, 4)
    .map(([part, bytes]) => `${partNames[part]} ${gigabytes(bytes)}`)
    .join(', ');
  const name = role === 'student' ? 'this student' : role;
  throw new SocraticError(
    'memory-insufficient',
    joinMessages(
      [
        say`Training ${name} with ${option('batchTokens', options.settings.tokenBudget)} is estimated to take ${gigabytes(estimate.bytes)} of memory, and ${gigabytes(available)} are available.`,
        `Most of it: ${biggest}.`,
        ...advice(sequences, available, options),
        say`Nothing was trained. ${option('ignoreMemory', true)} starts all the same.`,
      ],
      '\n',
    ),
    { details: { role, estimate: estimate.bytes, available, parts: estimate.parts } },
  );
}

function memorySettings({
  config,
  settings,
  threads,
  device,
}: Pick<MemoryCheckOptions, 'config' | 'settings' | 'threads' | 'device'>): MemorySettings {
  return {
    config,
    dropout: settings.dropout > 0,
    accumulate: settings.microBatches > 1,
    frozenEmbeddings: settings.frozenEmbeddings,
    lora: settings.lora,
    checkpointing: settings.checkpointing,
    twoSessions: usesTwoSessions({ ...settings, config, threads, device }),
  };
}

function estimateRole(
  estimator: MemoryEstimator,
  { train, validation }: RoleSequences,
  { config, settings, seed }: Pick<MemoryCheckOptions, 'config' | 'settings' | 'seed'>,
): MemoryEstimate {
  const plan = { ...settings, contextLength: config.contextLength, seed };
  const { few, batches } = planValidation(validation, plan);
  return estimator.estimate(
    decisiveBatches(train, plan),
    batches.map((indices) => batchShape(few, indices)),
    [...train, ...validation],
  );
}

/** One line for each option that would help, and what it would take. */
function advice(
  sequences: RoleSequences,
  available: number,
  options: MemoryCheckOptions,
): (string | Message)[] {
  const { settings } = options;
  const withBatch = (estimator: MemoryEstimator, tokenBudget: number) =>
    estimateRole(estimator, sequences, { ...options, settings: { ...settings, tokenBudget } }).bytes;
  const fitting = (estimator: MemoryEstimator) => {
    for (let budget = powerOfTwoBelow(settings.tokenBudget); budget >= smallestBatch; budget /= 2) {
      const bytes = withBatch(estimator, budget);
      if (bytes <= available) return { budget, bytes };
    }
    return null;
  };
  const lines: Message[] = [];
  const fits = (needs: readonly OptionMention[], bytes: number) =>
    lines.push(say`Fits: ${joined(needs)} (${gigabytes(bytes)}).`);
  const now = memorySettings(options);
  const smaller = fitting(new MemoryEstimator(now));
  if (smaller) {
    const accumulate = settings.microBatches * Math.max(2, Math.round(settings.tokenBudget / smaller.budget));
    lines.push(
      say`Fits: ${option('batchTokens', smaller.budget)} (${gigabytes(smaller.bytes)}). ${option('accumulate', accumulate)} makes as large a step of smaller batches.`,
    );
  }
  for (const { needs, isOpen, apply } of remedies) {
    if (!isOpen(now, options)) continue;
    const estimator = new MemoryEstimator(apply(now));
    const bytes = withBatch(estimator, settings.tokenBudget);
    const also = bytes <= available ? null : fitting(estimator);
    if (bytes <= available) fits(needs, bytes);
    else if (also && also.budget > (smaller?.budget ?? 0))
      fits([...needs, option('batchTokens', also.budget)], also.bytes);
  }
  return lines.length > 0
    ? lines
    : ['No smaller batch fits either. Take a smaller student, or end what else takes memory.'];
}

/** `lora: 16 and checkpointing: true` */
function joined(options: readonly OptionMention[]): Message {
  return joinMessages(
    options.map((mention) => say`${mention}`),
    ' and ',
  );
}

/** The largest power of two that is less than `value`. */
function powerOfTwoBelow(value: number): number {
  return 2 ** Math.ceil(Math.log2(value) - 1);
}
