// What parts of solutions take of a teacher: answers, failures, tokens, dollars.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { fakeModel, http, type Reply } from '../../src/teacher/call/fake-teacher.fixture.ts';
import {
  instructedParts,
  namedPartTeacher,
  type PartRequest,
  PartTeacher,
  partCaller,
} from '../../src/teacher/part-teacher.ts';
import { ResponseStore } from '../../src/teacher/store/index.ts';

const opened: ResponseStore[] = [];
const folder = mkdtempSync(join(tmpdir(), 'parts-'));
afterAll(async () => {
  for (const store of opened) await store.close();
  rmSync(folder, { recursive: true, force: true });
});

async function teacherOf(reply: (prompt: string) => Reply) {
  const { model } = fakeModel((_, prompt) => reply(prompt));
  const calls = { retries: 0 };
  const named = await namedPartTeacher({ teacher: model, option: 'answersFrom', calls });
  const store = await ResponseStore.open(join(folder, `${opened.length}`));
  opened.push(store);
  const priced = { ...named, price: { input: 1000, output: 1000 } };
  return new PartTeacher(priced, await partCaller(priced, { store, account: 'a' }), instructedParts());
}
const solutionOf = (subQuestion: string): PartRequest => ({
  wanted: 'solution',
  question: 'Ann has 3 bags with 4 pens each. She gives away 5. How many are left?',
  answerType: 'number',
  steps: [],
  subQuestion,
});

test('a question counts once, however often it is asked', async () => {
  const teacher = await teacherOf(() => ({ text: '1 + 1 = 2 pens.', tokens: 5 }));
  for (const question of ['a?', 'a?', 'b?', 'a?']) await teacher.ask(solutionOf(question));
  expect(teacher.usage).toEqual({
    answered: 2,
    reused: 0,
    failed: 0,
    unusable: 0,
    example: null,
    inputTokens: 10,
    outputTokens: 10,
    cost: 0.02,
    newCost: 0.02,
  });
});

test('calls that fail, and answers that cannot be used, are told apart', async () => {
  const teacher = await teacherOf((prompt) => {
    if (prompt.includes('a?')) return http(500);
    if (prompt.includes('b?')) return { text: '1 + 1 = 3 pens.' };
    return prompt.includes('c?') ? { text: 'One plus', finish: 'length' } : { text: '1 + 1 = 2 pens.' };
  });
  const replies = [];
  for (const question of ['b?', 'a?', 'c?', 'd?']) replies.push(await teacher.ask(solutionOf(question)));
  expect(replies).toMatchObject([
    { lines: null, failure: { kind: 'unusable' } },
    { lines: null, failure: { kind: 'server-error' } },
    { lines: null, failure: { kind: 'unusable', message: 'The answer is cut off: One plus' } },
    { lines: ['1 + 1 = 2 pens.'] },
  ]);
  expect(teacher.usage).toMatchObject({ answered: 3, failed: 1, unusable: 2, reused: 0 });
  expect(teacher.usage.example).toContain('1 + 1 = 3 pens.');
});
