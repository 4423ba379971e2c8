// Any text at all: no exception, spans inside the text, canonical values, numbers that the text holds. `npm run -s bench -- extract` does the
// same with a million strings, and measures that the time grows with the length and no faster.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { answerTypes, brokenProperty, pieces } from './fuzz.fixture.ts';

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
