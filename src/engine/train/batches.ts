// Token batches: which sequences are trained together, and the flat arrays that the training graph is fed.
//
// Dense layers see the N tokens of a batch one after another, without padding; attention sees them right-padded as [B, T],
// through two gathers: padIndex [B·T] says which row each slot reads, unpadIndex [N] which slot each row takes back.
//
// Padding slots have to read something. They all read one *dummy* row, token 0 at position 0, appended when there is
// any padding and taking back the first padding slot. Its gradient is exactly 0, so it needs no mask: (1) its output is
// never selected for the loss, so nothing flows into it from the last layer; (2) in every layer the only reader of a padding
// slot's output is the dummy, so nothing flows into padding slots as queries; (3) padding stands to the right of every real
// query of its sequence, so the causal mask keeps real queries from reading it as key or value. By induction from the
// last layer to the embedding, dummy and padding receive and pass on zeros, and each gather is the other's gradient.
import { assert, Random, required } from '../../common/index.ts';

/** A tokenized example. `learned[i]` is 1 where token i is predicted from those before it; the first one never is. */
export interface TrainingSequence {
  readonly id: string;
  readonly ids: Int32Array;
  readonly learned: Uint8Array;
}

export interface EpochOptions {
  /** The most tokens in a batch; a single sequence that is longer makes a batch of its own. */
  readonly tokenBudget: number;
  readonly contextLength: number;
  /** How many batches make one optimizer step. Default 1. */
  readonly microBatches?: number;
  readonly seed: number;
  readonly epoch: number;
}

export interface EpochPlan {
  /** Optimizer steps, each a list of micro-batches, each a list of sequence indices. The last step may have fewer. */
  readonly steps: readonly (readonly (readonly number[])[])[];
  /** Ids of the sequences left out because they exceed the context. */
  readonly tooLong: readonly string[];
  /** Ids of the sequences left out because no token of theirs is learned. */
  readonly unsupervised: readonly string[];
}

/** Lengths are taken as up to this share longer or shorter when sorting, so that batch mates differ between epochs. */
const lengthJitter = 0.1;

/**
 * Batches of similar length for one epoch, in random order: a function of the sequences, seed and epoch. Every
 * sequence is in exactly one batch, or in `tooLong` or `unsupervised`.
 */
export function planEpoch(sequences: readonly TrainingSequence[], options: EpochOptions): EpochPlan {
  const { tokenBudget, contextLength, microBatches = 1, seed, epoch } = options;
  assert(microBatches >= 1, `a step of ${microBatches} batches`);
  const random = new Random(`batches/${seed}/${epoch}`);
  const tooLong: string[] = [];
  const unsupervised: string[] = [];
  const usable: { index: number; length: number; key: number }[] = [];
  sequences.forEach(({ id, ids, learned }, index) => {
    if (ids.length > contextLength) tooLong.push(id);
    else if (!learned.includes(1, 1)) unsupervised.push(id);
    else {
      const key = ids.length * (1 + lengthJitter * (2 * random.float() - 1));
      usable.push({ index, length: ids.length, key });
    }
  });
  usable.sort((a, b) => a.key - b.key);

  const batches: number[][] = [];
  let tokens = Number.POSITIVE_INFINITY;
  for (const { index, length } of usable) {
    if (tokens + length > tokenBudget) {
      batches.push([]);
      tokens = 0;
    }
    batches.at(-1)?.push(index);
    tokens += length;
  }
  return { steps: chunks(random.shuffle(batches), microBatches), tooLong, unsupervised };
}

/** The sizes of a batch: N rows (the dummy counted), B sequences, the longest of T tokens, K supervised tokens. */
export interface BatchShape {
  readonly N: number;
  readonly B: number;
  readonly T: number;
  readonly K: number;
}

/** The shape that {@link packBatch} gives the sequences at `indices`. */
export function batchShape(sequences: readonly TrainingSequence[], indices: readonly number[]): BatchShape {
  const batch = indices.map((index) => required(sequences[index], `sequence ${index}`));
  const lengths = batch.map(({ ids }) => ids.length);
  const B = batch.length;
  const T = Math.max(0, ...lengths);
  const tokens = lengths.reduce((sum, length) => sum + length, 0);
  const K = batch.reduce((sum, { learned }) => sum + countLearned(learned), 0);
  return { N: B * T > tokens ? tokens + 1 : tokens, B, T, K };
}

/** What the training graph is fed for one batch; all indices int64. N counts the dummy row where there is one. */
export interface PackedBatch {
  readonly B: number;
  /** The longest sequence. */
  readonly T: number;
  /** int64 [N]: sequence after sequence, then the dummy. */
  readonly tokenIds: BigInt64Array;
  /** int64 [N]: place within the sequence. */
  readonly positions: BigInt64Array;
  /** int64 [B·T]: for each slot of the right-padded [B, T], the row that it reads. */
  readonly padIndex: BigInt64Array;
  /** int64 [N]: for each row, the slot that it takes back. */
  readonly unpadIndex: BigInt64Array;
  /** int64 [K]: rows whose next token is learned, ascending. */
  readonly selected: BigInt64Array;
  /** int64 [K]: that next token. */
  readonly labels: BigInt64Array;
  /** Real tokens: N without the dummy. */
  readonly tokens: number;
  /** K. */
  readonly supervised: number;
}

/** Lays the sequences at `indices` out for the training graph. */
export function packBatch(
  sequences: readonly TrainingSequence[],
  indices: readonly number[],
  contextLength: number,
): PackedBatch {
  const batch = indices.map((index) => required(sequences[index], `sequence ${index}`));
  const { N, B, T, K: supervised } = batchShape(sequences, indices);
  assert(T <= contextLength, `a sequence of ${T} tokens in a batch for a context of ${contextLength}`);
  const tokens = batch.reduce((sum, { ids }) => sum + ids.length, 0);

  const tokenIds = new Indices(N);
  const positions = new Indices(N);
  const padIndex = new Indices(B * T);
  const unpadIndex = new Indices(N);
  const selected = new Indices(supervised);
  const labels = new Indices(supervised);
  let row = 0;
  let k = 0;
  let firstPadding = -1;
  batch.forEach(({ ids, learned }, b) => {
    ids.forEach((id, t) => {
      tokenIds.set(row, id);
      positions.set(row, t);
      padIndex.set(b * T + t, row);
      unpadIndex.set(row, b * T + t);
      if (t > 0 && learned[t] === 1) {
        selected.set(k, row - 1);
        labels.set(k, id);
        k += 1;
      }
      row += 1;
    });
    if (firstPadding < 0 && ids.length < T) firstPadding = b * T + ids.length;
    for (let t = ids.length; t < T; t++) padIndex.set(b * T + t, tokens);
  });
  if (N > tokens) unpadIndex.set(tokens, firstPadding); // the dummy's token and position are 0 already

  return {
    B,
    T,
    tokenIds: tokenIds.int64,
    positions: positions.int64,
    padIndex: padIndex.int64,
    unpadIndex: unpadIndex.int64,
    selected: selected.int64,
    labels: labels.int64,
    tokens,
    supervised,
  };
}

/** Non-negative int64s, written as little-endian pairs of int32: making a BigInt for each would cost more than the rest. */
class Indices {
  readonly int64: BigInt64Array;
  readonly #words: Int32Array;

  constructor(length: number) {
    this.int64 = new BigInt64Array(length);
    this.#words = new Int32Array(this.int64.buffer);
  }

  set(index: number, value: number): void {
    this.#words[2 * index] = value;
  }
}

function countLearned(learned: Uint8Array): number {
  let count = 0;
  for (let i = 1; i < learned.length; i++) if (learned[i] === 1) count += 1;
  return count;
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  const out: T[][] = [];
  for (let start = 0; start < items.length; start += size) out.push(items.slice(start, start + size));
  return out;
}
