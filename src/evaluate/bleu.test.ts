// The scores and tokens are sacrebleu's (2.5.1): test/parity/bleu.parity.ts asks it for others.
import { describe, expect, test } from 'vitest';
import { corpusBleu, tokens13a } from './bleu.ts';

describe('corpusBleu', () => {
  test.each([
    [
      'a text that is too short',
      ['How many eggs did Janet sell?'],
      ['How many eggs does she sell on 3 days?'],
      18.094495,
    ],
    ['four in a row, and others', ['a b c d x y z'], ['a b c d e f g h i'], 30.895758],
    ['one run smoothed', ['a b x c d y e f z g'], ['a b c d e f g h'], 15.106877],
    ['two runs smoothed', ['a b e d'], ['a b c d'], 35.355339],
    ['three runs smoothed', ['a x b y c z d'], ['a b c d'], 9.287529],
    ['the beginning of the reference', ['a b c d e f'], ['a b c d e f g h i j'], 51.341712],
    ['longer than the reference', ['a b c d e f g h'], ['a b c d e f'], 68.037493],
    ['two pairs together', ['a b c d e f', 'x'], ['a b c d e f', 'x y z'], 75.147729],
    ['nothing in common', ['no'], ['yes'], 0],
    ['nothing in common, and longer than the longest run', ['a b c d e'], ['v w x y z'], 0],
    ['equal, but shorter than the longest run', ['a b c'], ['a b c'], 0],
    ['equal', ['costs $4.50, or 1,000.5-3 - so'], ['costs $4.50, or 1,000.5-3 - so'], 100],
  ])('%s', (_, texts, references, score) => {
    const pairs = texts.map((text, index) => ({ text, reference: references[index] ?? '' }));
    expect(corpusBleu(pairs)).toBeCloseTo(score, 5);
  });

  test('no pairs', () => {
    expect(corpusBleu([])).toBe(0);
  });
});

describe('tokens13a', () => {
  test.each([
    ['costs $4.50, or 1,000.5-3 half-way.  (3).', 'costs $ 4.50 , or 1,000.5 - 3 half-way . ( 3 ) .'],
    ['a.b,c 5.', 'a . b , c 5 .'],
    ['.5 and 5,', '. 5 and 5 ,'],
    ['12-3 a-b 7-', '12 - 3 a-b 7 -'],
  ])('%s', (text, tokens) => {
    expect(tokens13a(text)).toEqual(tokens.split(' '));
  });
});
