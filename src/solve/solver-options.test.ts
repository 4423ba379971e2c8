// What `createSolver` is asked for reaches the process that solves.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { trainedRecord } from '../../test/support/trained-record.ts';
import { problemsAtOnce } from './outside-options.ts';
import type { SolveOptions } from './solve-options.ts';
import { createSolver } from './solver.ts';

const asked = vi.hoisted(() => ({ tasks: [] as object[], options: [] as object[], calls: [] as unknown[] }));
vi.mock('./solver-process.ts', () => ({
  SolverProcess: class {
    constructor(task: object) {
      asked.tasks.push(task);
    }
    async loaded(): Promise<void> {}
    async solve(_problem: object, options: object, call: object): Promise<object> {
      asked.calls.push(call);
      asked.options.push(options);
      return { prediction: { answer: '7', steps: [] }, seconds: 1, promptTokens: 3, contextLength: 9 };
    }
    async close(): Promise<void> {}
  },
}));

const folder = mkdtempSync(join(tmpdir(), 'solver-options-'));
beforeAll(() =>
  writeFileSync(join(folder, 'run.json'), JSON.stringify({ ...trainedRecord, strategy: 'socratic' })),
);
afterAll(() => rmSync(folder, { recursive: true }));

test('every option reaches the process or its problems', async () => {
  const cuts = { topK: 8, topP: 0.9, minP: 0.1 };
  const sampling = { samples: 4, repetitionPenalty: 1.2, temperature: 0.3, ...cuts, seed: 6 };
  const solving: SolveOptions = {
    calculator: true,
    maxSteps: 3,
    repeats: 'stop',
    resampleSteps: 2,
    maxNewTokens: 17,
    ...sampling,
  };
  const solver = await createSolver({ run: folder, threads: 5, slots: 7, ...solving });
  const call = { signal: new AbortController().signal, onProgress: () => undefined };
  await solver.solve('What is 3 + 4?', call);
  expect(asked.tasks).toMatchObject([
    { threads: 5, slots: 7, spec: { strategy: 'socratic', namedBy: 'run' } },
  ]);
  expect(asked.options).toEqual([solving]);
  expect(asked.calls).toEqual([call]);
});

test('a strategy that writes no calculations has no lines to write again', async () => {
  writeFileSync(join(folder, 'run.json'), JSON.stringify({ ...trainedRecord, strategy: 'answer' }));
  await expect(createSolver({ run: folder, resampleSteps: 1 })).rejects.toMatchObject({
    code: 'option-unused',
    subject: { option: 'resampleSteps' },
    message:
      '`resampleSteps` writes lines with a wrong calculation again, and the strategy answer writes no calculations. Leave it out.',
  });
  await expect(createSolver({ run: folder, resampleSteps: 0 })).resolves.toBeDefined();
});

test('sub-questions of a run that plans first cannot come from a server of a student', async () => {
  const record = { ...trainedRecord, strategy: 'socratic', guidance: 'steps' };
  writeFileSync(join(folder, 'run.json'), JSON.stringify(record));
  const from = 'completions:http://127.0.0.1:9/v1#qg';
  await expect(createSolver({ run: folder, questionsFrom: from })).rejects.toMatchObject({
    code: 'option-unused',
    subject: { option: 'questionsFrom' },
    message: expect.stringContaining('was trained to write a plan first'),
  });
});

test('one model that asks and answers lets another one answer only where it is unsure', async () => {
  writeFileSync(join(folder, 'run.json'), JSON.stringify({ ...trainedRecord, strategy: 'socratic-unified' }));
  const answersFrom = 'openai-compatible:http://127.0.0.1:9/v1#m';
  await expect(createSolver({ run: folder, answersFrom })).rejects.toMatchObject({
    code: 'option-unused',
    message: expect.stringContaining('Set `unsureBelow` as well'),
  });
  await expect(createSolver({ run: folder, questionsFrom: answersFrom })).rejects.toMatchObject({
    subject: { option: 'questionsFrom' },
  });
  const store = join(folder, 'store');
  const solver = await createSolver({ run: folder, answersFrom, unsureBelow: 0.9, store });
  expect(solver.outsideUse()).toMatchObject({ unsureBelow: 0.9, answers: { answered: 0 } });
  await solver.close();
});

test.each([
  [{}, undefined],
  [{ answersFrom: 'openai:m', unsureBelow: 0.9 }, undefined],
  [{ answersFrom: 'openai:m' }, 64],
  [{ answersFrom: 'openai:m', concurrency: 32 }, 128],
  [{ questionsFrom: 'openai:m', slots: 8 }, 32],
  [{ questionsFrom: 'openai:m', answersFrom: 'openai:m' }, 32],
  [{ questionsFrom: 'openai:m', answersFrom: 'openai:m', concurrency: 1 }, 4],
  [{ answersFrom: 'openai:m', samples: 16 }, 4],
])('%j: %d problems at once', (options, count) => {
  expect(problemsAtOnce(options)).toBe(count);
});
