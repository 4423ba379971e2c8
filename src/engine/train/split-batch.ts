// Which batches are computed in two parts, each in a session of its own, and how they are cut: by sequences, into equal work.
import { assert } from '../../common/index.ts';
import { type ModelConfig, parameterCount, trainingFlops } from '../model/index.ts';
import type { Device } from '../runtime/index.ts';
import { type BatchShape, type PackedBatch, packBatch, type TrainingSequence } from './batches.ts';

/**
 * The largest model that two sessions of half the threads train enough faster to be worth their memory: at 6 M parameters they gain 5 to
 * 10 % of the time and take half as much memory again (docs/decisions/0010-step-time.md).
 */
export const largestInTwoSessions = 2_000_000;

/** The most of a batch's work that one of the parts may have: beyond, all threads on the whole batch are as fast (the same record). */
const largestShare = 0.75;

/** What decides whether a training has two sessions, as TrainableOptions has it. */
export interface SessionChoice {
  readonly config: ModelConfig;
  readonly threads: number;
  readonly dropout: number;
  readonly lora?: object | null;
  readonly device?: Device;
}

/**
 * Whether a training computes its batches in two parts at the same time. Small models do: their operators are too small for several
 * threads. Not with dropout, whose masks belong to whole batches, and not with adapters, whose weights would travel for nothing.
 */
export function usesTwoSessions({ config, threads, dropout, lora, device = 'cpu' }: SessionChoice): boolean {
  const eligible = threads >= 2 && dropout === 0 && !lora && device === 'cpu';
  return eligible && parameterCount(config) <= largestInTwoSessions;
}

/**
 * The parts of a batch, the one with more work first; null where it does not come apart well. Every sequence must have something to
 * learn, which is the caller's duty: planEpoch leaves the others out.
 */
export function splitBatch(batch: PackedBatch, config: ModelConfig): [PackedBatch, PackedBatch] | null {
  if (batch.B < 2) return null;
  const sequences = unpackBatch(batch);
  const parts = splitSequences(sequences, config);
  if (!parts) return null;
  const [larger, smaller] = parts.map((indices) => packBatch(sequences, indices, config.contextLength));
  return larger && smaller ? [larger, smaller] : null;
}

/**
 * Indices of the sequences in two parts of about equal work, more of it in the first: the longest sequences first, each into the part
 * that has less (Graham 1969, LPT). That every
 * sequence, and so each part, has something to learn is not checked: see {@link splitBatch}. null where one part has too much.
 */
export function splitSequences(
  sequences: readonly TrainingSequence[],
  config: ModelConfig,
): [number[], number[]] | null {
  const work = sequences.map(({ ids, learned }) =>
    trainingFlops(
      config,
      [ids.length],
      learned.reduce((sum, one) => sum + one, 0),
    ),
  );
  const order = work.map((_, index) => index).sort((a, b) => (work[b] ?? 0) - (work[a] ?? 0) || a - b);
  const one = { indices: [] as number[], work: 0 };
  const other = { indices: [] as number[], work: 0 };
  for (const index of order) {
    const part = one.work <= other.work ? one : other;
    part.indices.push(index);
    part.work += work[index] ?? 0;
  }
  const [larger, smaller] = one.work >= other.work ? [one, other] : [other, one];
  const isWorthIt = larger.work <= largestShare * (larger.work + smaller.work);
  const ascending = ({ indices }: typeof one) => indices.sort((a, b) => a - b);
  return isWorthIt ? [ascending(larger), ascending(smaller)] : null;
}

/** The sequences of a batch again: {@link packBatch} backwards, with ids of their own and nothing learned that was not in it. */
export function unpackBatch({
  B,
  T,
  tokens,
  tokenIds,
  positions,
  selected,
}: PackedBatch): TrainingSequence[] {
  const ids = lowWords(tokenIds);
  const places = lowWords(positions);
  const learned = new Uint8Array(tokens);
  for (const row of lowWords(selected)) learned[row + 1] = 1;
  const sequences: TrainingSequence[] = [];
  for (let start = 0; start < tokens; ) {
    let end = start + 1;
    while (end < tokens && places[end] !== 0) end += 1;
    sequences.push({
      id: `${sequences.length}`,
      ids: ids.slice(start, end),
      learned: learned.slice(start, end),
    });
    start = end;
  }
  assert(sequences.length === B, `a batch of ${B} sequences (T ${T}) unpacks to ${sequences.length}`);
  return sequences;
}

/** What small int64s say, as int32. */
function lowWords(values: BigInt64Array): Int32Array {
  const words = new Int32Array(values.buffer, values.byteOffset, 2 * values.length); // little-endian
  return Int32Array.from({ length: values.length }, (_, i) => words[2 * i] as number);
}

/** About the shapes of the parts of a batch whose sequences are of similar length, the larger first; null where it stays whole. */
export function partShapes({ N, B, T, K }: BatchShape): [BatchShape, BatchShape] | null {
  const larger = Math.ceil(B / 2);
  if (B < 2 || larger / B > largestShare) return null;
  const part = (sequences: number) => ({
    N: Math.ceil((N * sequences) / B),
    B: sequences,
    T,
    K: Math.ceil((K * sequences) / B),
  });
  return [part(larger), part(B - larger)];
}
