import { expect, test } from 'vitest';
import { reportOf } from '../teacher/index.ts';
import { annotationText } from './annotation-text.ts';

const summary = {
  problems: 10,
  covered: 8,
  notAsked: 0,
  repaired: 0,
  unrepaired: 0,
  chains: 20,
  kept: 12,
  rejected: [
    { code: 'wrong-answer', count: 7, examples: [{ problemId: 'p3', sample: 1, detail: '7, not 42' }] },
    { code: 'refused', count: 1, examples: [{ problemId: 'p5', sample: 0, detail: 'no' }] },
  ],
  unanswered: [
    {
      kind: 'rejected',
      count: 2,
      setAside: 0,
      problems: ['p9'],
      example: { problemId: 'p9', message: 'HTTP 400' },
    },
  ],
  reused: 5,
  answered: 15,
  estimated: 0,
  used: { inputTokens: 1200, outputTokens: 360, cost: 0.003 },
} as const;
const account = {
  spent: 3_000_000,
  unresolved: 500_000,
  unresolvedCalls: 1,
  inputTokens: 1200,
  outputTokens: 360,
  reserved: 0,
  batched: 0,
  batchedCalls: 0,
  answers: 15,
};
const place = { out: 'chains.jsonl', data: 'data/x', kind: 'cot' };

test('the summary says what is covered, kept, rejected for what, used and spent, also for each chain that is kept', () => {
  const report = reportOf(summary, account, { input: 1, output: 2 });
  expect(report.usage).toEqual({
    inputTokens: 1200,
    outputTokens: 360,
    estimated: 0,
    perKeptChain: { inputTokens: 100, outputTokens: 30 },
  });
  expect(report.cost).toEqual({
    spent: 0.003,
    unresolved: 0.0005,
    unresolvedCalls: 1,
    inBatches: 0,
    callsInBatches: 0,
    perKeptChain: 0.00025,
  });
  expect(
    annotationText(report, place),
  ).toBe(`problems  10 that the teacher answered, 8 with a chain that is kept (80.0 %)
chains    12 kept of 20 (60.0 %)
answers   15 paid for now, 5 from the store
tokens    1,200 in, 360 out, over all starts; 100 and 30 a chain that is kept
cost      $0.003, $0.00025 a chain that is kept; 1 call with an unknown outcome, at most $0.0005

rejected for  chains  for example
────────────  ──────  ─────────────
wrong-answer       7  p3: 7, not 42
refused            1  p5: no

2 requests without an answer (rejected); the next start asks again: p9: HTTP 400

The annotations are in chains.jsonl, the record in chains.jsonl.run.json.
Next:
  socratic annotations review chains.jsonl --data data/x
  socratic train --data data/x --annotations chains.jsonl --strategy cot --student scratch:tiny --out runs/annotated`);
});

test.each([
  [{ input: 1, output: 2 }, 'answers   15 paid for now, 5 from the store\n'],
  [{ input: 0, output: 2 }, 'answers   15 paid for now, 5 from the store\n'],
  [{ input: 0, output: 0, source: 'a student of yours' }, 'answers   15 asked now, 5 from the store\n'],
  [null, 'answers   15 asked now, 5 from the store\n'],
])('answers are paid for only where there is a price: %j', (price, line) => {
  expect(annotationText(reportOf(summary, account, price), place)).toContain(line);
});

test('what the annotations took is said beside what was paid through this --out, where these differ', () => {
  const used = { inputTokens: 1600, outputTokens: 480, cost: 0.004 };
  const line = (name: string, text: string) => text.split('\n').find((each) => each.startsWith(name));
  const price = { input: 1, output: 2, source: 'price of p.json' };
  const report = reportOf({ ...summary, used }, account, price);
  expect(report).toMatchObject({ used, usage: { inputTokens: 1200 }, cost: { spent: 0.003 } });
  const text = annotationText(report, place);
  expect(line('tokens', text)).toBe(
    'tokens    1,600 in, 480 out; 133 and 40 a chain that is kept; asked for through this --out, over all starts: 1,200 in, 360 out',
  );
  expect(line('cost', text)).toBe(
    'cost      $0.004, $0.000333 a chain that is kept (price of p.json); paid through this --out, over all starts: $0.003; 1 call with an unknown outcome, at most $0.0005',
  );
  const merged = annotationText(report, { ...place, shards: '3 of 4' });
  expect(line('cost', merged)).toContain('; paid by these shards, over all starts: $0.003;');
  const unknown = reportOf({ ...summary, used: { ...used, cost: null } }, account, price);
  expect(line('cost', annotationText(unknown, place))).toMatch(/^cost {6}\$0\.003, \$0\.00025 a chain/);
});

test('the commands to run next quote paths that a shell would split', () => {
  const report = reportOf(summary, account, null);
  const text = annotationText(report, { ...place, out: 'my chains.jsonl', data: "Ann's data" });
  expect(text).toContain(`annotations review 'my chains.jsonl' --data 'Ann'\\''s data'\n`);
  expect(text).toContain(`train --data 'Ann'\\''s data' --annotations 'my chains.jsonl' --strategy cot`);
});

test('tokens that the teacher did not report are said', () => {
  const report = reportOf({ ...summary, estimated: 2 }, account, null);
  expect(report.usage.estimated).toBe(2);
  expect(report).not.toHaveProperty('estimated');
  expect(annotationText(report, place)).toContain(
    'a chain that is kept; of 2 answers the most possible, since the teacher did not say\n',
  );
});

test('without a price and without a kept chain nothing is divided; merged shards are counted', () => {
  const report = reportOf({ ...summary, kept: 0, covered: 0 }, account, null);
  expect(report.usage.perKeptChain).toBeNull();
  expect(report.cost.perKeptChain).toBeNull();
  const text = annotationText(report, { ...place, shards: '3 of 4' });
  expect(text).toContain('cost      unknown: no price (see --prices)');
  expect(text).toContain('shards    3 of 4');
  expect(text).not.toContain('paid for now');
  expect(text).not.toContain('socratic train');
});

test('what was read again is said, with what was kept before and changes', () => {
  const line = (name: string, text: string) => text.split('\n').find((each) => each.startsWith(name));
  const report = reportOf(summary, account, null);
  const rereading = {
    before: null,
    answers: 12,
    newlyKept: 3,
    noLongerKept: 1,
    keptOtherwise: 2,
    examples: [
      { problemId: 'p7', sample: 0, change: 'no longer kept (unreadable: step 1 contains </think>)' },
    ],
  };
  const text = annotationText({ ...report, reader: '2+2.0.0', rereading, answersMissing: 4 }, place);
  expect(line('read again', text)).toBe(
    'read again  12 answers, by reader 2+2.0.0, before by an earlier one: 3 newly kept, 1 no longer kept, 2 kept with other steps',
  );
  expect(line('not there', text)).toBe(
    'not there   4 answers that the store does not have; without --reread, the command asks for them',
  );
  expect(text).toMatch(
    /kept before +sample +now\n.*\np7 +0 +no longer kept \(unreadable: step 1 contains <\/think>\)/,
  );
  expect(annotationText({ ...report, reader: '2+2.0.0', rereading: null, answersMissing: 0 }, place)).toBe(
    annotationText(report, place),
  );
});
