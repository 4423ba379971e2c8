// What a teacher that solves problems by itself is shown, and which examples it may not have.
import { describe, expect, test } from 'vitest';
import type { Problem } from '../data/index.ts';
import { assertUnknownProblems, assertUnknownStream, blindPrompt, blindTasks, renderBlind } from './blind.ts';
import { parseTemplate } from './prompts/index.ts';

const problem: Problem = {
  id: 'p',
  question: 'A farmer has 3 cows\nand buys 39 more. How many?',
  answer: '42',
  answerType: 'number',
  steps: [{ question: 'How many in all?', solution: '3 + 39 = 42' }],
};

test.each(blindTasks)('%s takes the first examples, and the whole of the file without a number', (task) => {
  const whole = blindPrompt(task);
  expect(whole.turns).toHaveLength(9);
  expect(blindPrompt(task, 4)).toEqual(whole);
  const two = blindPrompt(task, 2);
  expect(two.turns).toEqual([...whole.turns.slice(0, 4), ...whole.turns.slice(-1)]);
  expect(two.sha256).toBe(whole.sha256);
  expect(blindPrompt(task, 0).turns).toEqual(whole.turns.slice(-1));
  expect(() => blindPrompt(task, 5)).toThrow(expect.objectContaining({ code: 'too-many-shots' }));
});

test('a prompt file with places for the solution would get nothing to put there', () => {
  const solved = parseTemplate('version: x\n=== user\n{{question}}\n{{answer}}', 'x.md', 'cot');
  const steps = parseTemplate('version: x\n=== user\n{{question}}\n{{steps}}', 'x.md', 'sub-questions');
  for (const template of [solved, steps]) {
    const [message] = renderBlind(template, problem).messages;
    expect(message?.content).toBe('A farmer has 3 cows and buys 39 more. How many?\n');
  }
});

describe('an example that asks what a problem asks', () => {
  const template = parseTemplate(
    'version: x\n=== user\nProblem:  a FARMER has 3 cows and buys 39 more.  How many?\n=== assistant\n#### 42\n=== user\n{{question}}',
    'x.md',
    'answer',
  );

  test('is refused with the name of the problem, capitals and spacing aside', () => {
    expect(() =>
      assertUnknownProblems(template, [{ ...problem, id: 'q', question: 'Another one?' }, problem]),
    ).toThrow(expect.objectContaining({ code: 'example-evaluated', details: { problem: 'p' } }));
  });

  const asks = problem.question.replace('\n', ' ');
  test.each([
    ['the system text', `=== system\nLike this: ${asks} 42.\n=== user\n{{question}}`],
    ["an assistant's turn", `=== user\nOne.\n=== assistant\n${asks} 42.\n=== user\n{{question}}`],
    ['the last turn', `=== user\n${asks}\n#### 42\nNow: {{question}}`],
  ])('is refused in %s too', async (_, text) => {
    const hidden = parseTemplate(`version: x\n${text}`, 'x.md', 'answer');
    const refusal = expect.objectContaining({ code: 'example-evaluated', details: { problem: 'p' } });
    expect(() => assertUnknownProblems(hidden, [problem])).toThrow(refusal);
    const stream = async function* () {
      yield problem;
    };
    await expect(assertUnknownStream([hidden], stream())).rejects.toEqual(refusal);
  });

  test('is none where the problem is another, or the question so short that any text may have it', () => {
    expect(() =>
      assertUnknownProblems(template, [
        { ...problem, question: 'A farmer has 4 cows and buys 39 more. How many?' },
      ]),
    ).not.toThrow();
    expect(() => assertUnknownProblems(template, [{ ...problem, question: 'How many?' }])).not.toThrow();
  });
});
