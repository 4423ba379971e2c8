// When answers that are paid for and useless end a run, and what the error holds.
import { describe, expect, test } from 'vitest';
import { AnswerWatch } from './answer-watch.ts';

const cutOff = (text: string) => ({ finishReason: 'length', text });

describe('answers that are cut off', () => {
  test.each<[string, readonly string[], string]>([
    [
      'thoughts alone',
      ['', ' ', '\n', '', ''],
      'while the teacher was still thinking: its thoughts took all of them',
    ],
    ['texts', ['a', 'b', 'c', 'd', 'e'], 'before their end'],
    ['a text among thoughts', ['', '', 'c', '', ''], 'before their end'],
  ])('of %s: the fifth ends the run', (_, texts, what) => {
    const watch = new AnswerWatch(100);
    const errors = texts.map((text) => watch.answered(cutOff(text)));
    expect(errors.slice(0, 4)).toEqual([null, null, null, null]);
    expect(errors[4]).toMatchObject({
      code: 'answers-cut-off',
      message: expect.stringContaining(`All 5 answers so far were cut off at 100 tokens, ${what}. Raise`),
      subject: { option: 'maxTokens' },
      details: { cutOff: 5, maxTokens: 100 },
    });
  });

  test('behind one that was not, end nothing', () => {
    const watch = new AnswerWatch(100);
    watch.answered({ finishReason: 'stop', text: 'a' });
    for (let i = 0; i < 9; i++) expect(watch.answered(cutOff('a'))).toBeNull();
  });
});

test('the fifth empty answer ends the run', () => {
  const watch = new AnswerWatch(100);
  const errors = [1, 2, 3, 4, 5].map(() => watch.empty('nothing'));
  expect(errors.slice(0, 4)).toEqual([null, null, null, null]);
  expect(errors[4]).toMatchObject({ code: 'answers-empty', details: { empty: 5 } });
});

test.each([
  [true, ' Each of them may have been paid for. The last was: page'],
  [false, 'in what it sent. The last was: page'],
])('the fifth body without an answer ends the run; likely paid: %s', (isLikelyPaid, text) => {
  const watch = new AnswerWatch(100);
  const failure = { kind: 'unreadable' as const, billed: 'maybe' as const, message: 'page', isLikelyPaid };
  const errors = [1, 2, 3, 4, 5].map(() => watch.unreadable(failure));
  expect(errors.slice(0, 4)).toEqual([null, null, null, null]);
  expect(errors[4]).toMatchObject({
    code: 'answers-unreadable',
    message: expect.stringContaining(text),
    details: { unreadable: 5 },
  });
});

test('texts that are continued may be cut off: they end nothing', () => {
  const watch = new AnswerWatch(100);
  for (let i = 0; i < 9; i++) expect(watch.answered(cutOff('a'), true)).toBeNull();
});
