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

test('words that every object has are words like others', () => {
  const names = Object.getOwnPropertyNames(Object.prototype);
  const written = names.flatMap((name) => [
    `&${name}; 5`,
    `\\${name} 5`,
    `\\${name}{5}`,
    `#### ${name}`,
    `${name} million`,
    `half of 5 ${name}`,
    `${name} 5 times 9`,
  ]);
  for (const text of written) {
    for (const type of answerTypes) expect(brokenProperty(text, type)).toBeNull();
  }
});

test.each([
  '"\\frac{ about ² "}',
  'so π the answer is 7 - \\frac{ of -;}',
  '[INST] 18\\frac{5½1 000_ \\frac{ "}',
  '-\\frac{½ both',
  '- \\frac{\\frac34 but',
  '&#36;\\frac{007}–',
])('an output that breaks off in a fraction is read within its bounds: %j', (text) => {
  for (const type of answerTypes) expect(brokenProperty(text, type)).toBeNull();
});
