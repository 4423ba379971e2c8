import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { annotateCalculations, checkAnnotations, pendingCalculation } from '../../data/index.ts';
import { checkArithmetic } from './index.ts';

test.each([
  ['She makes 6 * 12 = 72 rolls.', 'She makes 6 * 12 = <<6*12=72>>72 rolls.'],
  ['$5 × 3 = $15 a day', '$5 × 3 = $<<5*3=15>>15 a day'],
  ['It is 1,200 x 2 = 2,400.', 'It is 1,200 x 2 = <<1200*2=2400>>2,400.'],
  ['16 - 3 = 13 - 4 = 9', '16 - 3 = <<16-3=13>>13 - 4 = <<13-4=9>>9'],
  ['10/20 * 100 = 50%', '10/20 * 100 = <<10/20*100=50>>50%'],
  ['50% + 20% = 70% of it', '50% + 20% = <<50+20=70>>70% of it'],
  ['20% * 50 = 10', '20% * 50 = <<20%*50=10>>10'],
  ['10 / 3 = 3.33 each', '10 / 3 = <<10/3=3.3333333333>>3.33 each'],
  ['3 - 5 = -2', '3 - 5 = <<3-5=-2>>-2'],
  ['(3 + 4) * 2 = 14', '(3 + 4) * 2 = <<(3+4)*2=14>>14'],
  ['First 2 + 3 = 5.\nThen 5 + 1 = 6.', 'First 2 + 3 = <<2+3=5>>5.\nThen 5 + 1 = <<5+1=6>>6.'],
  ['84 ÷ 4 = 21, then 21 − 1 = 20', '84 ÷ 4 = <<84/4=21>>21, then 21 − 1 = <<21-1=20>>20'],
  ['3 boxes * 4 pens = 12 pens', '3 boxes * 4 pens = <<3*4=12>>12 pens'],
  ['For 2 walls he has a total of 12 + 24 = 36.', 'For 2 walls he has a total of 12 + 24 = <<12+24=36>>36.'],
  ['140 oz / 10 oz/serving = 14 servings', '140 oz / 10 oz/serving = <<140/10=14>>14 servings'],
  ['16 cars x 4 wheels/car = 64', '16 cars x 4 wheels/car = <<16*4=64>>64'],
  ['30 inches - 2 * 4 inches = 22', '30 inches - 2 * 4 inches = <<30-2*4=22>>22'],
  ['12(6) = 72; (12)(6) = 72', '12(6) = <<12(6)=72>>72; (12)(6) = <<(12)(6)=72>>72'],
  ['He has (3 + 4 = 7)', 'He has (3 + 4 = <<3+4=7>>7)'],
  // a clause begins behind a full stop, a comma, a colon or a semicolon, not behind the point or comma of a number
  ['He has 3 pens. - 4 pens * 5 = 20', 'He has 3 pens. - 4 pens * 5 = <<4*5=20>>20'],
  ['He has 3 pens, - 4 pens * 5 = 20', 'He has 3 pens, - 4 pens * 5 = <<4*5=20>>20'],
  ['In box 3: - 4 pens * 5 = 20', 'In box 3: - 4 pens * 5 = <<4*5=20>>20'],
  ['He has 3; - 4 pens * 5 = 20', 'He has 3; - 4 pens * 5 = <<4*5=20>>20'],
  ['1.5 boxes * 4 pens = 6 pens', '1.5 boxes * 4 pens = <<1.5*4=6>>6 pens'],
  ['1,200 boxes * 4 pens = 4,800', '1,200 boxes * 4 pens = <<1200*4=4800>>4,800'],
  // an x between numbers multiplies, as words stand between them or not
  ['3 boxes x 4 pens = 12 pens', '3 boxes x 4 pens = <<3*4=12>>12 pens'],
  ['3 boxes X  $4 = $12', '3 boxes X  $4 = $<<3*4=12>>12'],
  ['3 boxes x4 pens = 12 pens', '3 boxes x4 pens = <<3*4=12>>12 pens'],
  ['3x4 pens each = 12 pens', '3x4 pens each = <<3*4=12>>12 pens'],
  ['3 boxes x (4 + 1) pens = 15', '3 boxes x (4 + 1) pens = <<3*(4+1)=15>>15'],
  // the signs of words are none of the calculation
  ['60 miles / hour * 3 hours = 180', '60 miles / hour * 3 hours = <<60*3=180>>180'],
  ['3 hours * 60 miles / hour = 180', '3 hours * 60 miles / hour = <<3*60=180>>180'],
  ['60/hour * 2 hours = 120', '60/hour * 2 hours = <<60*2=120>>120'],
  ['(50 + 10) / hour * 2 = 120', '(50 + 10) / hour * 2 = 120'],
  ['60 miles-per-hour-a-day * 3 = 180', '60 miles-per-hour-a-day * 3 = <<60*3=180>>180'],
  ["the child's 3 pens * 4 = 12", "the child's 3 pens * 4 = <<3*4=12>>12"],
  ["3 kids' pens * 4 = 12", "3 kids' pens * 4 = <<3*4=12>>12"],
  // signs of many kinds
  ['20 pens − 3 pens – 2 pens = 15', '20 pens − 3 pens – 2 pens = <<20-3-2=15>>15'],
  ['20 pens ÷ 4 = €5, 5 pens · 4 = 20', '20 pens ÷ 4 = €<<20/4=5>>5, 5 pens · 4 = <<5*4=20>>20'],
  ['3 pens × £4 = £ 12', '3 pens × £4 = £ <<3*4=12>>12'],
  ['3 pens - 5 pens = -$2', '3 pens - 5 pens = <<3-5=-2>>-$2'],
  ['50% here + 20% there = 70%', '50% here + 20% there = <<50+20=70>>70%'],
  ['4 pens / 3 kids = 1.33 pens', '4 pens / 3 kids = <<4/3=1.3333333333>>1.33 pens'],
])('%j becomes %j', (text, annotated) => {
  expect(annotateCalculations(text)).toBe(annotated);
  // a second time nothing is added
  expect(annotateCalculations(annotated)).toBe(annotated);
});

test.each([
  ['what is annotated already', 'He pays 3 * 5 = $<<3*5=15>>15, or 3 * 5 = <<3*5=15>>$15.'],
  ['a result that is a fraction or another unit', '7 / 2 = 3 1/2, and 1 / 4 = 25%'],
  ['what is wrong', '6 * 12 = 73'],
  ['what is no plain arithmetic', 'Let x = 3, and 60 + 90 = 2 hours and 30 minutes'],
  ['a part of a calculation in words', 'Half of 20 + 5 = 15, and 3 hundred + 4 = 304'],
  ['a mixed number among words', '4 pens / 3 kids = 1 1/3 pens'],
  ['what the calculator would give otherwise', '4 pens * 3 kids = 13 pens'],
  ['a double sign', '1 pen + 2 pens == 3 pens'],
  ['a number without a calculation', 'Let 3 pens = 3'],
  ['a result that is a calculation itself', '4 * 3 = 6 * 2 pens'],
])('%s stays as it is', (_name, text) => {
  expect(annotateCalculations(text)).toBe(text);
});

test('the rest of a line with annotations gets its own', () => {
  expect(annotateCalculations('2 + 3 = <<2+3=5>>5, then 5 * 4 = 20; 20 - 1 = <<20-1=19>>19')).toBe(
    '2 + 3 = <<2+3=5>>5, then 5 * 4 = <<5*4=20>>20; 20 - 1 = <<20-1=19>>19',
  );
});

test('an annotation in another place is none of the calculation before or behind it', () => {
  expect(annotateCalculations('2 * 3 = 6 <<2*3=6>> and <<1=1>> 6 * 2 = 12')).toBe(
    '2 * 3 = 6 <<2*3=6>> and <<1=1>> 6 * 2 = <<6*2=12>>12',
  );
});

describe('of any calculations', () => {
  const amount = fc.oneof(
    fc.nat(2000).map(String),
    fc.integer({ min: 1000, max: 9_999_999 }).map((value) => value.toLocaleString('en-US')),
    fc.tuple(fc.nat(500), fc.integer({ min: 1, max: 99 })).map(([a, b]) => `${a}.${b}`),
  );
  const term = fc
    .tuple(fc.constantFrom('', '$'), amount, fc.constantFrom('', '', '%'))
    .map((t) => t.join(''));
  const sign = fc.constantFrom('+', '-', '*', '/', '×', '÷', 'x', '−');
  const line = fc
    .array(fc.tuple(term, sign, term, fc.constantFrom('', '$'), amount, fc.constantFrom('', '%', ' pens.')), {
      maxLength: 3,
    })
    .map((parts) =>
      parts.map(([a, op, b, unit, c, end]) => `it is ${a} ${op} ${b} = ${unit}${c}${end}`).join('; '),
    );

  test('the text stays the same apart from annotations, each of which is what the calculator writes', () => {
    fc.assert(
      fc.property(line, (text) => {
        const annotated = annotateCalculations(text);
        expect(annotated.replace(/<<[^<>\n]*>>/g, '')).toBe(text);
        expect(checkAnnotations(annotated).filter(({ agrees }) => !agrees)).toEqual([]);
        for (const { index, 1: open = '', 2: value = '' } of annotated.matchAll(/(<<[^<>=]*=)([^<>]*)>>/g)) {
          expect(pendingCalculation(annotated.slice(0, index) + open)).toBe(`${value}>>`);
        }
        expect(checkArithmetic(annotated).wrong).toEqual(checkArithmetic(text).wrong);
      }),
    );
  });

  test('every calculation that is right gets one', () => {
    const whole = fc.integer({ min: 1, max: 5000 });
    fc.assert(
      fc.property(
        whole,
        whole,
        fc.constantFrom('+', '*', '-'),
        fc.constantFrom('', '$'),
        (a, b, op, unit) => {
          const value = op === '+' ? a + b : op === '*' ? a * b : a - b;
          const result = value < 0 ? String(value) : unit + value.toLocaleString('en-US');
          const text = `So ${unit}${a} ${op} ${b} = ${result} in all.`;
          expect(checkAnnotations(annotateCalculations(text))).toEqual([
            { expression: `${a}${op}${b}`, value: String(value), computed: String(value), agrees: true },
          ]);
        },
      ),
    );
  });
});
