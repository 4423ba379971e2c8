// Steps in decimal commas become steps that the calculator reads.
import { expect, test } from 'vitest';
import { evaluateExpression } from '../calculator/index.ts';
import { withDecimalPoints } from './decimal-points.ts';

test.each([
  ['3 Hefte kosten 3*1,50 = <<3*1,50=4,50>>4,50 Euro.', '3 Hefte kosten 3*1.50 = <<3*1.50=4.50>>4.50 Euro.'],
  ['<<1.500+2.500=4.000>>4.000', '<<1500+2500=4000>>4000'],
  ['1.234.567,89 € und 1.234.567', '1234567.89 € und 1234567'],
  ['0,5*4,5kg=2,25kg', '0.5*4.5kg=2.25kg'],
  ["1'234,50 und 1\u202F234,50", '1234.50 und 1234.50'],
  ['$1{,}50 \\times 2 = 3{,}00$', '$1.50 \\times 2 = 3.00$'],
  ['1,234 ist eine Zahl mit drei Stellen', '1.234 ist eine Zahl mit drei Stellen'],
  ['1,234.56 and 1,234,567 are written otherwise', '1234.56 and 1234567 are written otherwise'],
])('%j is %j', (text, plain) => expect(withDecimalPoints(text)).toBe(plain));

test.each([
  'am 12.03.2024 um 12.30 Uhr',
  'Version 1.2.3',
  '3.5',
  '0.500',
  '1,2,3',
  'H2,5',
  '12, 13 und 14',
])('%j stays', (text) => expect(withDecimalPoints(text)).toBe(text));

test.each([
  ['3*1,50', '4.5'],
  ['1.500+2.500', '4000'],
  ['1.234,5*2', '2469'],
])('the calculator then gives %s = %s', (expression, value) => {
  expect(evaluateExpression(withDecimalPoints(expression))).toBe(value);
});
