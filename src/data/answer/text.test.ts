// Text answers: signs and relations count, spelling does not; gold and output are cleaned alike.
import { describe, expect, test } from 'vitest';
import { canonicalAnswer } from './canonical.ts';
import { checkMatches } from './check-rows.fixture.ts';
import { answersMatch } from './match.ts';

describe('letters of options', () => {
  checkMatches('text', [
    ['B', 'B', true],
    ['(B)', 'B', true],
    ['b', 'B', true],
    ['The answer is A.', 'A', true],
    ['The answer is (A).', 'A', true],
    ['#### A', 'A', true],
    ['\\boxed{A}', 'A', true],
    ['\\boxed{\\text{A}}', 'A', true],
    ['**A**', 'A', true],
    ['Option C', 'C', true],
    ['The correct option is (C).', 'C', true],
    ['The best choice is C.', 'C', true],
    ['The answer is C) 14 km.', 'C', true],
    ['The answer is C: 14 km', 'C', true],
    ['C. 14 km', 'C', true],
    ['(C) 14 km', '(C)', true],
    ['The answer is C because 7 * 2 = 14.', 'C', true],
    ['\\boxed{(C)\\ 14}', 'C', true],
    ['C', 'C) 14 km', true],
    ['The answer is B and D.', 'B, D', true],
    ['B, D', 'B and D', true],
    ['D', 'C', false],
    ['The answer is D) 14 km.', 'C', false],
    ['The answer is a cat.', 'A', false],
    ['A cat', 'A', false],
    ['B', 'B, D', false],
  ]);
});

describe('signs, operators and relations', () => {
  checkMatches('text', [
    ['#### −8 °C', '-8 °C', true],
    ['#### 8 °C', '-8 °C', false],
    ['#### - 8 °C', '-8 °C', true],
    ['#### y + 3', 'y - 3', false],
    ['#### y-3', 'y - 3', true],
    ['#### y 3', 'y - 3', false],
    ['#### p*q', 'p/q', false],
    ['#### p / q', 'p/q', true],
    ['#### 3/5 mile', '3:5 mile', false],
    ['#### > 7', '< 7', false],
    ['#### <7', '< 7', true],
    ['\\boxed{x \\leq 7}', 'x ≤ 7', true],
    ['\\boxed{x \\leq 7}', 'x ≥ 7', false],
    ['#### x^2', 'x2', false],
    ['#### x²', 'x^2', true],
    ['#### 2:3', '2:3', true],
    ['The answer is $2:3$.', '2:3', true],
    ['#### 2:3', '3:2', false],
    ['#### 6:30 pm', '6:30 PM', true],
    ['#### 12.5', '125', false],
    ['#### -z', 'z', false],
    ['#### (4, 7)', '(4,7)', true],
    ['#### (4, 7)', '(7, 4)', false],
    ['\\boxed{[4,7)}', '(4,7]', false],
    ['\\boxed{[4, \\infty)}', '[4,∞)', true],
    ['#### z >= 7', 'z ≥ 7', true],
    ['#### +7', '7', true],
    ['#### York (city, north)', 'York city north', true],
    ['#### 1.5', '1 5', false],
  ]);
});

describe('numbers, currencies, units and spelling', () => {
  checkMatches('text', [
    ['#### $25', '25 dollars', true],
    ['#### €25', '25 euros', true],
    ['#### 25%', '25 percent', true],
    ['#### 2,500 seats', '2500 seats', true],
    ['#### 2.5', '2½', true],
    ['#### 0.25', '\\frac{1}{4}', true],
    ['\\boxed{\\frac{1}{4}}', '1/4', true],
    ['#### 2,500,000', '2.5 million', true],
    ['#### 25 euros', '25 dollars', false],
    ['#### mother in law', 'mother-in-law', true],
    ['#### The Beatles', 'beatles', true],
    ['#### Apollo-11', 'Apollo 11', true],
    ["#### Moore's law", 'Moore’s Law', true],
    ['#### **Monday**', 'Monday', true],
    ['#### Mon&nbsp;day', 'Mon day', true],
    ['The answer is Monday, because 3 days have passed.', 'Monday', true],
    ['#### café', 'café', true],
    ['#### 10-year bond', '10 year bond', true],
    ['#### Tuesday', 'Monday', false],
  ]);
  test.each([
    'A',
    'B, D',
    '-8 °C',
    'x - 3',
    '2/3 cup',
    '1.5 million',
    '$25',
    '50%',
    'a/b',
    '<5',
    'The Who',
    'a',
    '007',
  ])('the canonical form of %j is canonical', (text) => {
    const once = canonicalAnswer(text, 'text');
    expect(once).not.toBeNull();
    expect(canonicalAnswer(once ?? '', 'text')).toBe(once);
  });
});

test.each([
  ['C++', 'C'],
  ['C#', 'C'],
  ['A+', 'A'],
  ['A-', 'A'],
  ['¬p', 'p'],
  ['~p', 'p'],
  ['p ∧ q', 'p ∨ q'],
  ['a → b', 'a ← b'],
  ['p ⇒ q', 'p ⇔ q'],
  ['A ⊂ B', 'A ⊃ B'],
  ['x ∉ A', 'x ∈ A'],
  ['a & b', 'a | b'],
  ['∀x', '∃x'],
  ['AB ∥ CD', 'AB ⊥ CD'],
  ['△ABC', '∠ABC'],
  ['5‰', '5'],
  ['5¢', '5'],
  ['¥5', '5'],
])('a sign that means something is kept: %j is not %j', (output, gold) => {
  expect(answersMatch(output, gold, 'text')).toBe(false);
  expect(answersMatch(gold, output, 'text')).toBe(false);
  expect(answersMatch(output, output, 'text')).toBe(true);
});

test.each([
  ['(C)', 'C'],
  ['**C**', 'C'],
  ['"C"', 'C'],
  ['$C$', 'C'],
  ['| Paris |', 'Paris'],
  ['→ Paris', 'Paris'],
  ['# Paris', 'Paris'],
  ['~5 km', '5 km'],
  ['Tom & Jerry', 'Tom and Jerry'],
])('a decoration is not: %j is %j', (output, gold) => {
  expect(answersMatch(output, gold, 'text')).toBe(true);
});

describe('a text that its writer corrects', () => {
  checkMatches('text', [
    ['A. Wait, no, B.', 'B', true],
    ['A. Wait, no, B.', 'A', false],
    ['The answer is A. Wait, no, B.', 'B', true],
    ['The answer is A. Wait, it is B.', 'B', true],
    ['A? No, B.', 'B', true],
    ['A, no, B', 'B', true],
    ['#### A... actually B', 'B', true],
    ['The answer is (A). Correction: (B).', 'B', true],
    ['The answer is (A). Correction: (B).', 'A', false],
    ['Not A but B', 'B', true],
    ['The answer is not A but B.', 'B', true],
    ['#### not Paris, but Rome', 'Rome', true],
    ['B, not A', 'B', true],
    ['B, not A', 'A', false],
    ['B rather than A', 'B', true],
    ['Rome, not Paris.', 'Rome', true],
    ['Paris. No wait, Rome.', 'Rome', true],
    ['The answer is Paris. Actually, it is Rome.', 'Rome', true],
    ['The answer is Paris. Actually, it is Rome.', 'Paris', false],
    ['The answer is Paris — I mean Rome.', 'Rome', true],
    ['The answer is Paris, or rather Rome.', 'Rome', true],
    // nothing is corrected
    ['The answer is Paris. Actually, it is the capital of France.', 'Paris', true],
    ['Wait for Godot', 'Wait for Godot', true],
    ['No Country for Old Men', 'No Country for Old Men', true],
    ['Not Without My Daughter', 'Not Without My Daughter', true],
    ['Love, Actually', 'Love Actually', true],
    ["#### Not Penny's Boat", "Not Penny's Boat", true],
    ['Knock, knock', 'Knock knock', true],
    [
      'The members of that old and famous band of the seventies were musicians, not law officers.',
      'The members of that old and famous band of the seventies were musicians, not law officers.',
      true,
    ],
    [
      'People who see themselves as overweight though they are, in fact, underweight, are ill',
      'underweight, are ill',
      false,
    ],
    ['The answer is B) not enough data.', 'B', true],
  ]);
});

describe('a letter that a sentence chooses', () => {
  checkMatches('text', [
    ['It is B', 'B', true],
    ['So B.', 'B', true],
    ['I would go with B.', 'B', true],
    ['I choose option B', 'B', true],
    ['Option: B', 'B', true],
    ['Final choice: B', 'B', true],
    ['My choice is B.', 'B', true],
    ['B - dog', 'B', true],
    ['C is wrong, so B.', 'B', true],
    ['B\n\nB is right since dogs bark.', 'B', true],
    ['B is wrong, so C.', 'B', false],
    ['It is a', 'A', false],
    ['It is a dog', 'A', false],
    ['So C.', 'B', false],
    ['A*', 'A', false],
    ['A', 'A*', false],
    ['*A*', 'A', true],
    ['A+', 'A', false],
  ]);
});

describe('spacing aside', () => {
  checkMatches('text', [
    ['\\boxed{x+3}', 'x + 3', true],
    ['5 km', '5km', true],
    ['p.m.', 'pm', true],
    ['U.S.A.', 'USA', true],
    ['USA', 'U.S.A.', true],
    ['x+3', 'x - 3', false],
    ['5 km', '5 m', false],
    ['1 2', '12', false],
    ['pm', 'am', false],
  ]);
});

describe('a letter is an option, several are a text of their own', () =>
  checkMatches('text', [
    ['#### A', 'A) 6 pens', true],
    ['#### (A)', 'A', true],
    ['#### A and C', 'A, C', true],
    ['#### A, C', 'A) 6 pens', false],
    ['#### A and C', 'A', false],
    ['#### (A) (C)', 'A, C', true],
  ]));
