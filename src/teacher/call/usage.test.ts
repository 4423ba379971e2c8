// What a call is booked with, for every way in which servers report their tokens.
import type { LanguageModelV3Usage } from '@ai-sdk/provider';
import { expect, test } from 'vitest';
import { bookedUsage, reportedUsage } from './usage.ts';

type Counts = readonly [input: number | undefined, output: number | undefined, reasoning?: number];

function usage([input, output, reasoning]: Counts, raw?: LanguageModelV3Usage['raw']): LanguageModelV3Usage {
  return {
    inputTokens: { total: input, noCache: input, cacheRead: undefined, cacheWrite: undefined },
    outputTokens: { total: output, text: output, reasoning },
    ...(raw === undefined ? {} : { raw }),
  };
}

test.each<[string, LanguageModelV3Usage, boolean, number | undefined, number | undefined]>([
  ['a full report', usage([600, 100], { total_tokens: 700 }), true, 600, 100],
  ['nothing', usage([undefined, undefined]), true, undefined, undefined],
  ['zeros for a text', usage([0, 0], { total_tokens: 0 }), true, undefined, undefined],
  ['zeros for output alone', usage([600, 0]), true, 600, undefined],
  ['no output for no text', usage([600, 0], { total_tokens: 600 }), false, 600, 0],
  ['thoughts in the total only', usage([600, 100], { total_tokens: 3700 }), true, 600, 3100],
  ["thoughts in Gemini's total only", usage([600, 100], { totalTokenCount: 3700 }), true, 600, 3100],
  ['thoughts in the details only', usage([600, 0, 3100]), true, 600, 3100],
  ['thoughts within the output', usage([600, 3200, 3100], { total_tokens: 3800 }), true, 600, 3200],
  ['a total below its parts', usage([600, 100], { total_tokens: 100 }), true, 600, 100],
  ['only a total', usage([0, 0], { total_tokens: 700 }), true, undefined, undefined],
  ['fractions', usage([600.5, 100.25]), true, 601, 101],
  ['no input', usage([undefined, 100], { total_tokens: 700 }), true, undefined, 100],
  ['infinite counts', usage([Number.POSITIVE_INFINITY, Number.NaN]), true, undefined, undefined],
  [
    'a total alone beside an output of zero',
    usage([undefined, 0], { total_tokens: 700 }),
    true,
    undefined,
    undefined,
  ],
  ['no output said for no text', usage([600, undefined], { total_tokens: 600 }), false, 600, undefined],
  ['a total as a text', usage([600, 100], { total_tokens: '3700' }), true, 600, 100],
  ['negative counts', usage([-1, -1]), true, undefined, undefined],
])('%s', (_name, given, wroteSomething, inputTokens, outputTokens) => {
  expect(reportedUsage(given, wroteSomething)).toEqual({ inputTokens, outputTokens });
});

test('what is not reported is booked with the most that it can have been', () => {
  const most = { inputTokens: 2000, outputTokens: 1024 };
  expect(bookedUsage({ inputTokens: 600, outputTokens: undefined }, most)).toEqual({
    inputTokens: 600,
    outputTokens: 1024,
    reported: false,
  });
  expect(bookedUsage({ inputTokens: undefined, outputTokens: 3100 }, most)).toEqual({
    inputTokens: 2000,
    outputTokens: 3100,
    reported: false,
  });
  expect(bookedUsage({ inputTokens: 600, outputTokens: 3100 }, most)).toEqual({
    inputTokens: 600,
    outputTokens: 3100,
    reported: true,
  });
});
