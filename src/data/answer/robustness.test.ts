// Any text at all: no exception, spans inside the text, canonical values, numbers that the text holds, and time in step with the length.
// `npm run -s bench -- extract` does the same with a million strings.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { extractAnswer } from './extract.ts';
import { answerTypes, brokenProperty, hostile, pieces, repeated } from './fuzz.fixture.ts';

test('nothing is thrown, and what is read is canonical and in the text', () => {
  const anything = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.array(fc.constantFrom(...pieces), { maxLength: 30 }).map((chosen) => chosen.join('')),
  );
  fc.assert(
    fc.property(anything, fc.constantFrom(...answerTypes), (text, type) => {
      expect(brokenProperty(text, type)).toBeNull();
    }),
    { numRuns: 5000 },
  );
});

describe('the time grows with the length and no faster', () => {
  // Milliseconds of processor time: other work on the machine hardly changes it.
  const leastTime = (text: string, type: (typeof answerTypes)[number]) => {
    let least = Number.POSITIVE_INFINITY;
    for (let run = 0; run < 3; run++) {
      const start = process.cpuUsage();
      extractAnswer(text, type);
      least = Math.min(least, process.cpuUsage(start).user / 1000);
    }
    return least;
  };
  // Eight times the length: about 8 times the time where it is linear, 64 where it is quadratic. The rest is for a busy machine.
  test.each([...hostile])('%j', (piece) => {
    for (const type of answerTypes) {
      const once = leastTime(repeated(piece, 10_000), type);
      expect(leastTime(repeated(piece, 80_000), type)).toBeLessThan(24 * once + 150);
    }
  });
});
