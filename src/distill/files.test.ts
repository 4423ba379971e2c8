// The files of a run: sequences, metrics and the record, written and read back, whole or torn.
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StepMetrics, TrainingSequence } from '../engine/train/index.ts';
import { given, learned } from '../strategy/index.ts';
import { MetricsWriter, readMetrics, readStartMetrics } from './metrics.ts';
import { plainFormat } from './prompt-format.ts';
import { readSequences, tokenizeSegments, writeSequences } from './sequence-files.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'run-files-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('sequences', () => {
  const letters = {
    endOfText: 0,
    endOfTextIds: new Set([0]),
    prefixIds: [],
    encode: (text: string) => [...Buffer.from(text)],
    encodeStart: (parts: readonly { text: string }[]) => [
      ...Buffer.from(parts.map(({ text }) => text).join('')),
    ],
    decode: (ids: readonly number[]) => Buffer.from(ids).toString(),
  };

  test('segments are tokenized one by one; the end of the text is supervised', () => {
    expect(
      tokenizeSegments({ tokenizer: letters, prompt: plainFormat(letters) }, 'x', [
        given('ab'),
        learned('c'),
        given(''),
        learned('d'),
      ]),
    ).toEqual({
      id: 'x',
      ids: Int32Array.of(97, 98, 99, 100, 0),
      learned: Uint8Array.of(0, 0, 1, 1, 1),
    });
  });

  test('are read back as they were written', () => {
    const tokens = fc.array(fc.record({ id: fc.nat(60_000), learned: fc.nat(1) }), {
      minLength: 1,
      maxLength: 30,
    });
    const path = join(folder, 'sequences.jsonl');
    fc.assert(
      fc.property(fc.array(tokens, { maxLength: 5 }), (list) => {
        const sequences: TrainingSequence[] = list.map((items, index) => ({
          id: `s${index}`,
          ids: Int32Array.from(items, ({ id }) => id),
          learned: Uint8Array.from(items, (item) => item.learned),
        }));
        writeSequences(path, sequences);
        expect(readSequences(path)).toEqual(sequences);
      }),
      { numRuns: 30 },
    );
  });

  test.each([
    ['{"id": "a", "ids": [1', /:1: not JSON/],
    ['{"id": "a", "ids": [-1], "learned": []}', /:1: not a training sequence/],
    ['{"id": "a", "ids": [1], "learned": []}\n{"id": "b"}', /:2: not a training sequence/],
  ])('that are damaged are refused with their line: %s', (text, message) => {
    const path = join(folder, 'damaged.jsonl');
    writeFileSync(path, text);
    expect(() => readSequences(path)).toThrow(expect.objectContaining({ code: 'sequences-unreadable' }));
    expect(() => readSequences(path)).toThrow(message);
  });
});

describe('metrics', () => {
  const metrics = (step: number): StepMetrics => ({
    step,
    epoch: 0,
    loss: 1 / 3 / step,
    learningRate: 1e-3,
    gradientNorm: 1,
    tokens: step,
    supervisedTokens: step,
    flops: step,
    seconds: step,
    ...(step === 2 ? { validationLoss: Math.PI } : {}),
  });

  test('are appended as they happen, every digit kept, and cut back to the step that a run goes on from', () => {
    const path = join(folder, 'metrics.jsonl');
    expect(readMetrics(path)).toEqual([]);
    const write = (model: 'qg' | 'qa', after: number, steps: readonly number[]) => {
      const writer = new MetricsWriter(path, model);
      writer.startAfter(after);
      for (const step of steps) writer.write(metrics(step));
      writer.close();
    };
    write('qg', 0, [1, 2, 3]);
    write('qa', 0, [1, 2, 3]);
    appendFileSync(path, '{"model":"qa","step":4,"los');
    expect(readMetrics(path).map(({ model, step }) => `${model}${step}`)).toEqual([
      ...['qg1', 'qg2', 'qg3', 'qa1', 'qa2', 'qa3'],
    ]);
    write('qa', 2, [3, 4]);
    const lines = readMetrics(path);
    expect(lines.map(({ model, step }) => `${model}${step}`)).toEqual([
      ...['qg1', 'qg2', 'qg3', 'qa1', 'qa2', 'qa3', 'qa4'],
    ]);
    expect(lines[4]).toEqual({ model: 'qa', ...metrics(2) });
    expect(readFileSync(path, 'utf8')).not.toContain('"los\n');
  });

  test('of step 0 are read apart, stay when a run goes on, and go when it begins anew', () => {
    const path = join(folder, 'start-metrics.jsonl');
    const write = (model: 'qg' | 'qa', after: number, start: number | null, steps: readonly number[]) => {
      const writer = new MetricsWriter(path, model);
      writer.startAfter(after);
      if (start !== null) writer.write({ step: 0, seconds: 1, validationLoss: start });
      for (const step of steps) writer.write(metrics(step));
      writer.close();
    };
    const lines = () =>
      readFileSync(path, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
        .map(({ model, step }) => `${model}${step}`);
    write('qg', 0, 5.5, [1, 2]);
    write('qa', 0, 5.6, [1, 2]);
    write('qa', 1, null, [2]);
    expect(lines()).toEqual(['qg0', 'qg1', 'qg2', 'qa0', 'qa1', 'qa2']);
    expect(readStartMetrics(path)).toEqual([
      { model: 'qg', step: 0, seconds: 1, validationLoss: 5.5 },
      { model: 'qa', step: 0, seconds: 1, validationLoss: 5.6 },
    ]);
    expect(readMetrics(path).map(({ model, step }) => `${model}${step}`)).toEqual([
      'qg1',
      'qg2',
      'qa1',
      'qa2',
    ]);
    write('qa', 0, 5.7, [1]);
    expect(lines()).toEqual(['qg0', 'qg1', 'qg2', 'qa0', 'qa1']);
    expect(readStartMetrics(path).at(-1)?.validationLoss).toBe(5.7);
  });
});
