// Any text at all: no exception, spans inside the text, canonical values, and linear time on hostile inputs.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AnswerType } from '../problem.ts';
import { canonicalAnswer } from './canonical.ts';
import { extractAnswer } from './extract.ts';

const types: readonly AnswerType[] = ['number', 'boolean', 'text'];
const pieces = fc.constantFrom(
  ...[
    '18',
    '1,234',
    '3/4',
    '½',
    '²',
    '-',
    '$',
    '\\$',
    '####',
    ' ',
    '\n',
    '\n\n',
    '**',
    '__',
    '<<3*2=6>>',
    '<<',
    '>>',
  ],
  ...[
    '\\boxed{',
    '\\frac{',
    '}',
    '{',
    '\\text{',
    '\\',
    'the answer is ',
    'Answer: ',
    '<answer>',
    '</answer>',
    '<b>',
    '</b>',
  ],
  ...[
    '<think>',
    '</think>',
    'yes',
    'no',
    '. ',
    ',',
    '=',
    ' * ',
    '×',
    '10^3',
    'e5',
    '%',
    ' million',
    'eighteen ',
    'Q: ',
    '|',
  ],
);

describe('extractAnswer on any text', () => {
  test('never throws, keeps its span inside, and gives values that are canonical already', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.array(pieces, { maxLength: 30 }).map((a) => a.join('')),
    );
    fc.assert(
      fc.property(anything, fc.constantFrom(...types), (text, type) => {
        const extraction = extractAnswer(text, type);
        if (extraction === null) return;
        expect(extraction.start).toBeGreaterThanOrEqual(0);
        expect(extraction.end).toBeGreaterThan(extraction.start);
        expect(extraction.end).toBeLessThanOrEqual(text.length);
        expect(canonicalAnswer(extraction.value, type)).toBe(extraction.value);
        if (type === 'number') expect(extraction.value).toMatch(/^-?\d+(\.\d*[1-9])?$/);
      }),
      { numRuns: 600 },
    );
  });
});

/** 100,000 characters of each. */
const hostile: Readonly<Record<string, string>> = {
  digits: '7',
  'comma groups': ',111',
  'spaced digits': '1 ',
  'decimal points': '1.',
  'fraction bars': '1/',
  minuses: '-',
  words: 'word ',
  'number words': 'twenty ',
  'unclosed boxes': '\\boxed{',
  'unclosed fractions': '\\frac{1}{',
  'open braces': '{',
  backslashes: '\\',
  bold: '**',
  'bold numbers': '**18** ',
  'open annotations': '<<',
  annotations: '<<9*2=18>>18 ',
  'open tags': '<b ',
  'answer tags': '<answer>',
  markers: '#### ',
  hashes: '#',
  'answer phrases': 'the answer is ',
  answers: 'answer ',
  labels: 'Answer: 1+',
  equations: '1 + 1 = 2 ',
  newlines: '\n',
  'numbered lines': '1. 2\n',
  'marked problems': '#### 1\nQ: ',
  yes: 'yes. ',
  'yes or no': 'yes or no ',
  thoughts: '<think>1</think>',
  'spaces then one word': ' ',
  'end tokens': '<|im_end|>',
  'sentence ends': 'It is 3. ',
  'hyphen words': 'one-',
};

describe('100,000 hostile characters', () => {
  // About 10 ms on a quiet machine; anything that is not linear would take seconds.
  test.each(Object.entries(hostile))('%s', (_, piece) => {
    const text = `${piece.repeat(Math.ceil(100_000 / piece.length)).slice(0, 100_000)}x`;
    for (const type of types) {
      let least = Number.POSITIVE_INFINITY;
      for (let run = 0; run < 3 && least > 50; run++) {
        const start = performance.now();
        extractAnswer(text, type);
        least = Math.min(least, performance.now() - start);
      }
      expect(least).toBeLessThan(150);
    }
  });
});
