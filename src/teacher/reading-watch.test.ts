// Answers that cannot be read as chains: after how many of them it is said, and after how many the run ends.
import { expect, test } from 'vitest';
import type { Message } from '../common/index.ts';
import { ReadingWatch } from './reading-watch.ts';

function watch() {
  const said: string[] = [];
  const readings = new ReadingWatch((message: string | Message) => said.push(String(message)));
  const judged = (detail: string | null, output: 'json' | 'text' = 'json') =>
    readings.judged(
      {
        verdict: {
          correct: detail === null,
          verified: detail === null,
          reasons: detail === null ? [] : [{ code: 'unreadable', detail }],
        },
        ...(detail === null ? {} : { text: `{"steps":\n${'x'.repeat(300)}` }),
      },
      output,
    );
  return { said, judged };
}
const repeat = <T>(count: number, work: () => T) => Array.from({ length: count }, work);

test('five in a row for one reason are said once, ten from the first on end the run', () => {
  const { said, judged } = watch();
  expect(repeat(9, () => judged('it is JSON without the steps'))).toEqual(repeat(9, () => null));
  expect(said).toHaveLength(1);
  expect(judged('it is JSON without the steps')).toMatchObject({
    code: 'answers-unreadable',
    message: expect.stringMatching(
      /^The last 10 answers .* for the same reason: it is JSON without the steps\. The last began with: \{"steps": x{190}…\n`output: .text.` asks/,
    ),
  });
});

test('steps that differ in their number alone are one reason, and the other form is named', () => {
  const { said, judged } = watch();
  let step = 0;
  repeat(5, () => judged(`step ${++step} contains <b>`, 'text'));
  expect(said[0]).toContain('step 5 contains <b>');
  expect(said[0]).toContain('json');
});

test('other reasons, and answers that are read, begin anew; behind one that was read the run goes on', () => {
  const { said, judged } = watch();
  let number = 0;
  repeat(20, () => judged(++number % 2 === 0 ? 'it is empty' : 'it is JSON without the steps'));
  expect(said).toEqual([]);
  judged(null);
  expect(repeat(40, () => judged('it is empty')).every((error) => error === null)).toBe(true);
  expect(said).toHaveLength(1);
});
