// Training sequences as files: what any engine trains on, one JSON object a line. The text is tokenized here, once, segment by
// segment, so that training and generation see the same token ids.

import { z } from 'zod';
import { jsonLinesOf, type SkippedLine, SocraticError, writeJsonLines } from '../common/index.ts';
import type { Tokenizer } from '../engine/tokenizer/index.ts';
import type { TrainingSequence } from '../engine/train/index.ts';
import type { Segment } from '../strategy/index.ts';
import { encodePrompt, type PromptFormat } from './prompt-format.ts';

/** Token ids of `segments` one after another, the prompt in its format, then the stop token, which is supervised too. */
export function tokenizeSegments(
  {
    tokenizer,
    prompt,
  }: { readonly tokenizer: Pick<Tokenizer, 'encode' | 'encodeStart'>; readonly prompt: PromptFormat },
  id: string,
  segments: readonly Segment[],
): TrainingSequence {
  const ids: number[] = [];
  const learned: number[] = [];
  for (const segment of segments) {
    const tokens = segment.prompt
      ? encodePrompt(tokenizer, prompt, segment.text)
      : tokenizer.encode(segment.text);
    for (const token of tokens) {
      ids.push(token);
      learned.push(segment.learned ? 1 : 0);
    }
  }
  ids.push(prompt.stop.id);
  learned.push(1);
  return { id, ids: Int32Array.from(ids), learned: Uint8Array.from(learned) };
}

const line = z.object({
  id: z.string(),
  ids: z.array(z.int().min(0)).min(1),
  /** Spans [start, end) of supervised tokens. */
  learned: z.array(z.tuple([z.int().min(0), z.int().min(0)])),
});

export function writeSequences(path: string, sequences: readonly TrainingSequence[]): void {
  writeJsonLines(path, linesFor(sequences));
}

function* linesFor(sequences: readonly TrainingSequence[]): Generator<z.infer<typeof line>> {
  for (const { id, ids, learned } of sequences) yield { id, ids: [...ids], learned: spansOf(learned) };
}

/** Throws `sequences-unreadable` at the first line that is not a sequence: our own file, so it must be whole. */
export function readSequences(path: string): TrainingSequence[] {
  const sequences: TrainingSequence[] = [];
  const onSkipped = ({ line, reason }: SkippedLine) => {
    throw new SocraticError('sequences-unreadable', `${path}:${line}: ${reason}`);
  };
  for (const { line: number, value } of jsonLinesOf(path, { onSkipped })) {
    const parsed = line.safeParse(value);
    if (!parsed.success) {
      throw new SocraticError(
        'sequences-unreadable',
        `${path}:${number}: not a training sequence: ${parsed.error.message}`,
      );
    }
    const { id, ids, learned: spans } = parsed.data;
    const learned = new Uint8Array(ids.length);
    for (const [start, end] of spans) learned.fill(1, start, end);
    sequences.push({ id, ids: Int32Array.from(ids), learned });
  }
  return sequences;
}

function spansOf(learned: Uint8Array): [number, number][] {
  const spans: [number, number][] = [];
  learned.forEach((value, index) => {
    const last = spans.at(-1);
    if (value === 0) return;
    if (last && last[1] === index) last[1] = index + 1;
    else spans.push([index, index + 1]);
  });
  return spans;
}
