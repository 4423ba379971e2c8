// When a run that leaves the form of answers to us asks again as text: never after what may have been paid for.
import { expect, test } from 'vitest';
import type { Problem } from '../data/index.ts';
import type { Answer, CallFailure } from './call/index.ts';
import { decideOutput } from './output-form.ts';
import { readPrompts, taskFor } from './prompts/index.ts';

async function* problems(): AsyncGenerator<Problem> {
  yield { id: '1', question: 'What is 1 + 1?', answer: '2', answerType: 'number' };
}

/** The forms that a teacher is asked in which fails so when asked for JSON. */
async function formsAsked(failure: Pick<CallFailure, 'kind' | 'billed'>): Promise<string[]> {
  const forms: string[] = [];
  await decideOutput({
    output: 'auto',
    prompts: readPrompts(['cot']),
    taskOf: (problem) => taskFor('cot', false, problem),
    problems: problems(),
    isStored: () => false,
    ask: async ({ schema }): Promise<Answer> => {
      forms.push(schema === undefined ? 'text' : 'json');
      return { kind: 'unanswered', failure: { ...failure, message: 'no' } };
    },
    warn: () => undefined,
  });
  return forms;
}

test.each<[CallFailure['kind'], CallFailure['billed'], string[]]>([
  ['rejected', 'no', ['json', 'text']],
  ['server-error', 'no', ['json', 'text']],
  ['server-error', 'maybe', ['json']], // a gateway's 504
  ['timeout', 'maybe', ['json']],
  ['rate-limited', 'no', ['json']],
])('after %s, billed %s, the forms asked for are %j', async (kind, billed, forms) => {
  expect(await formsAsked({ kind, billed })).toEqual(forms);
});
