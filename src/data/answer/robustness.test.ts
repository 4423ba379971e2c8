// Any text at all: no exception, spans inside the text, canonical values, numbers that the text holds, and time in step with the length.
// `npm run -s bench -- extract` does the same with a million strings.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { extractAnswer } from './extract.ts';
import { answerTypes, brokenProperty, hostile, pieces, repeated } from './fuzz.ts';

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

describe('twice the length takes about twice the time', () => {
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
  // Four times the length: about 4 where the time is linear, 16 where it is quadratic. The constant covers what is measured inexactly.
  test.each([...hostile])('%j', (piece) => {
    for (const type of answerTypes) {
      const [once, fourTimes] = [
        leastTime(repeated(piece, 10_000), type),
        leastTime(repeated(piece, 40_000), type),
      ];
      expect(fourTimes).toBeLessThan(8 * once + 60);
    }
  });
});
