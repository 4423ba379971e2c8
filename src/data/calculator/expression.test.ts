import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluateExpression } from './expression.ts';

describe('evaluateExpression', () => {
  const rows: [string, string | null][] = [
    ['16-3-4', '9'],
    ['9*2', '18'],
    ['2+3*4', '14'],
    ['(2+3)*4', '20'],
    ['100/2/5', '10'],
    ['10-(2-(3-4))', '7'],
    ['-5+8', '3'],
    ['3*-2', '-6'],
    ['--4', '4'],
    ['+4', '4'],
    ['0.1+0.2', '0.3'],
    ['.5*10', '5'],
    ['5.*2', '10'],
    ['1/3', '0.3333333333'],
    ['2/3', '0.6666666667'],
    ['1/8', '0.125'],
    ['20%*50', '10'],
    ['50*(1-20%)', '40'],
    ['1,000 x 3', '3000'],
    ['1,234,567+1', '1234568'],
    ['6×7', '42'],
    ['84÷2', '42'],
    ['9 − 4', '5'],
    ['$5+$3', '8'],
    ['3(4)', '12'],
    ['(2)(3)', '6'],
    ['1e3', null],
    ['10000000000*10000000000*10', '1000000000000000000000'],
    ['9999999999999999999999999*3', '29999999999999999999999997'],
    ['1/3*3', '1'],
    ['0.00000000001', '0'],
    ['0-0', '0'],
    ['18', '18'],
    ['1/0', null],
    ['1/(2-2)', null],
    ['', null],
    ['   ', null],
    ['(', null],
    ['()', null],
    ['(1+2', null],
    ['1+2)', null],
    ['1+', null],
    ['*2', null],
    ['1 2', null],
    ['1,2', null],
    ['a+1', null],
    ['16-3=13', null],
    ['2^3', null],
    ['7//2', null],
    ['1+1;', null],
    ['constructor', null],
    ['1 + 2 ', '3'],
    ['0/0', null],
    ['1/(1/0)', null],
    [`1${'+1'.repeat(99)} `, '100'], // 200 characters
    [`1${'+1'.repeat(100)}`, null],
    [`${'('.repeat(40)}7${')'.repeat(40)}`, '7'],
    [`${'('.repeat(41)}7${')'.repeat(41)}`, null],
    [`(1)${'+(1)'.repeat(44)}`, '45'], // beside one another, not within
  ];
  test.each(rows)('%j gives %j', (text, value) => expect(evaluateExpression(text)).toBe(value));

  test('what is too long, too deep or too large is refused', () => {
    expect(evaluateExpression('1'.repeat(201))).toBe(null);
    expect(evaluateExpression(`${'('.repeat(60)}1${')'.repeat(60)}`)).toBe(null);
    expect(evaluateExpression(`${'('.repeat(30)}1${')'.repeat(30)}`)).toBe('1');
    expect(evaluateExpression('9'.repeat(31))).toBe(null);
    expect(evaluateExpression('-'.repeat(199).concat('1'))).toBe('-1');
  });

  test('agrees with JavaScript on random integer expressions', () => {
    const leaf = fc.integer({ min: 0, max: 99 }).map(String);
    const { expression } = fc.letrec((tie) => ({
      expression: fc.oneof(
        { depthSize: 'small' },
        leaf,
        fc
          .tuple(tie('expression'), fc.constantFrom('+', '-', '*'), tie('expression'))
          .map(([a, operator, b]) => `(${a}${operator}${b})`),
      ),
    }));
    fc.assert(
      fc.property(expression as fc.Arbitrary<string>, (text) => {
        fc.pre(text.length <= 60);
        expect(Number(evaluateExpression(text))).toBe(Number(new Function(`return ${text}`)()) + 0);
      }),
      { numRuns: 200 },
    );
  });

  test('any text gives null or a plain decimal', () => {
    const unit = fc.constantFrom(...'0123456789+-*/()%.,x× $');
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 24 }), (text) => {
        expect(evaluateExpression(text) ?? '0').toMatch(/^-?\d+(\.\d*[1-9])?$/);
      }),
      { numRuns: 1000 },
    );
  });
});
