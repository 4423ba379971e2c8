import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Equation,
  equationSteps,
  goldSteps,
  naturalNumber,
  parseInfix,
  parsePrefix,
} from './equations.ts';

const numbers = (...values: number[]) => values.map((value) => new Decimal(value));
const solutions = (equation: Equation) => equationSteps(equation).steps.map((step) => step.solution);

describe('prefix equations become one step an operation, in order of evaluation', () => {
  test.each([
    ['+ number0 number1', [7, 6], ['7 + 6 = <<7+6=13>>13']],
    [
      '- number0 * number1 number2',
      [25000, 1500, 8],
      ['1500 * 8 = <<1500*8=12000>>12000', '25000 - 12000 = <<25000-12000=13000>>13000'],
    ],
    ['* number0 0.05', [3], ['3 * 0.05 = <<3*0.05=0.15>>0.15']],
    ['+ number0 number0', [1 / 6], ['(1/6) + (1/6) = <<(1/6)+(1/6)=0.333333>>0.333333']],
    ['* number0 number1', [-2, 7 / 3], ['(-2) * (2+1/3) = <<(-2)*(2+1/3)=-4.666667>>-4.666667']],
  ])('%s', (text, values, steps) => {
    expect(solutions(parsePrefix(text, numbers(...values)))).toEqual(steps);
  });
});

test('infix equations become the same steps', () => {
  expect(solutions(parseInfix('( ( 4.0 - 2.0 ) + 3.0 )'))).toEqual([
    '4 - 2 = <<4-2=2>>2',
    '2 + 3 = <<2+3=5>>5',
  ]);
});

test.each([
  ['+ number0', 'the equation ends too early'],
  ['+ number0 number7', "the equation's number7 has no value"],
  ['number0 number0', 'the equation goes on after its end: "number0"'],
  ['^ number0 number0', 'has "^" where a number should stand'],
  ['', 'has no equation'],
  ['+ '.repeat(100_000), 'has 100000 parts, more than 500'],
])('the prefix equation %o is refused', (text, reason) => {
  expect(() => parsePrefix(text.slice(0, 300_000), numbers(1))).toThrow(reason);
});

test.each([
  ['( 1 + 2', 'a bracket that is not closed'],
  ['( 1 ? 2 )', 'has "?" where + - * / should stand'],
  ['1 + 2', 'goes on after its end: "+"'],
])('the infix equation %o is refused', (text, reason) => expect(() => parseInfix(text)).toThrow(reason));

test('gold steps must give the stated answer to within 0.001', () => {
  const third = parsePrefix('/ number0 number1', numbers(10, 3));
  expect(goldSteps(third, new Decimal('3.333'))).toHaveLength(1);
  expect(() => goldSteps(third, new Decimal('3.33'))).toThrow(
    'its equation gives 3.333333, its answer is 3.33',
  );
  expect(() => goldSteps(parseInfix('8.0'), new Decimal(8))).toThrow('its equation has no operation');
  expect(() => goldSteps(parseInfix('( 1 / 0 )'), new Decimal(8))).toThrow('divides by zero');
});

test.each([
  [56, '56'],
  [4.8, '4.8'],
  [0.3333, '0.3333'],
  [1 / 12, '1/12'],
  [19 + 5 / 6, '19 5/6'],
  [-2 / 3, '-2/3'],
  [Math.PI, '3.141593'],
])('%d reads %s', (value, text) => expect(naturalNumber(new Decimal(value))).toBe(text));

test('every step computes from the numbers that it shows', () => {
  const leaf = fc.integer({ min: -50, max: 50 }).map((n) => parsePrefix(String(n), []));
  const operator = fc.constantFrom<'+' | '-' | '*'>('+', '-', '*');
  const { equation } = fc.letrec<{ equation: Equation }>((tie) => ({
    equation: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.record({ operator, left: tie('equation'), right: tie('equation') }),
    ),
  }));
  fc.assert(
    fc.property(equation, (tree) => {
      const { steps, value } = equationSteps(tree);
      for (const { solution } of steps) {
        const [, left, sign, right, result] =
          /^\(?(-?\d+)\)? ([+*-]) \(?(-?\d+)\)? = .*>>(-?\d+)$/.exec(solution) ?? [];
        const [a, b] = [BigInt(left ?? ''), BigInt(right ?? '')];
        expect(BigInt(result ?? '')).toBe(sign === '+' ? a + b : sign === '-' ? a - b : a * b);
      }
      if (steps.length > 0) expect(steps.at(-1)?.solution.split('>>')[1]).toBe(value.toFixed());
    }),
  );
});
