// For tests: how one version of the extractor reads many outputs and outputs close to them. `npm run readings` records that in readings.jsonl.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnswerType } from '../problem.ts';
import { canonicalAnswer } from './canonical.ts';
import { readAnswer } from './extract.ts';

/** What was read: the value and its rule, or null and the reason. The digest covers its span, its reading with decimal commas and as a gold answer, and what is read from `variantsOf` the output. */
export type RecordedReading = readonly [
  type: AnswerType,
  output: string,
  value: string | null,
  ruleOrReason: string,
  digest: string,
];

const variantsOfEach = 3;

/** Small changes, each at a place that `at` (0 to below 1) names: such as a model makes, or a bug in the reader would notice too late. */
const changes: readonly ((text: string, at: number) => string)[] = [
  (text, at) => cut(text, at, 1, ''),
  (text, at) => cut(text, at, 0, ' '),
  (text, at) => cut(text, at, 0, '7'),
  (text, at) => text.slice(0, Math.ceil(text.length * at)),
  (text, at) => cut(text, at, 1, text[Math.floor(text.length * at)]?.repeat(2) ?? ''),
  (text) => text.toUpperCase(),
  (text, at) => cut(text, at, 1, '\n'),
  (text, at) => cut(text, at, 0, '-'),
  (text, at) => cut(text, at, 0, '.'),
  (text) => `${text} or 5`,
  (text, at) => text.slice(Math.floor(text.length * at)),
  (text) => text.toLowerCase(),
];

function cut(text: string, at: number, count: number, put: string): string {
  const place = Math.floor(text.length * at);
  return text.slice(0, place) + put + text.slice(place + count);
}

/** A few outputs that differ from `text` a little: the same ones each time. */
export function variantsOf(text: string): string[] {
  const bytes = createHash('sha256').update(text).digest();
  return Array.from({ length: variantsOfEach }, (_, k) => {
    const change = changes[bytes.readUInt8(2 * k) % changes.length];
    return change?.(text, bytes.readUInt8(2 * k + 1) / 256) ?? text;
  });
}

/** How today's extractor reads `output` and its variants, and what `output` would be as a gold answer. */
export function recordReading(type: AnswerType, output: string): RecordedReading {
  const reading = readAnswer(output, type);
  const near = variantsOf(output).map((text) => readAnswer(text, type));
  const comma = readAnswer(output, type, { numberFormat: 'decimal-comma' });
  const gold = canonicalAnswer(output, type);
  const digest = createHash('sha256').update(JSON.stringify([reading, near, comma, gold]));
  const [value, rule] =
    reading.answer === null ? [null, reading.unreadable.why] : [reading.answer.value, reading.answer.rule];
  return [type, output, value, rule, digest.digest('hex').slice(0, 12)];
}

export const readingsFile = join(import.meta.dirname, 'readings.jsonl');

/** The first line is `{"extractor": "2.0.0"}`, each other one a reading. */
export function recordedReadings(): {
  readonly extractor: string;
  readonly readings: readonly RecordedReading[];
} {
  const [head = '', ...lines] = readFileSync(readingsFile, 'utf8').trimEnd().split('\n');
  const { extractor } = JSON.parse(head) as { extractor: string };
  return { extractor, readings: lines.map((line) => JSON.parse(line) as RecordedReading) };
}
