// A hyphen behind a letter is no minus sign, a compound with "negative" has no sign, and the digits of a name are no answer beside others.
import { describe } from 'vitest';
import { checkRows } from './check-rows.fixture.ts';

describe('no sign', () => {
  checkRows('number', [
    ['The answer is non-negative 5.', '5'],
    ['#### non-negative 5', '5'],
    ['\\boxed{\\text{non-negative } 5}', '5'],
    ['non\u2011negative 5', '5'],
    ['non–negative 5', '5'],
    ['nonnegative 5', '5'],
    ['non negative 5', '5'],
    ['The answer is non-negative five.', '5'],
    ['The answer is a non-zero 5.', '5'],
    ['It is Rh-negative 5.', '5'],
    ['So she tested negative 3 times.', '3'],
    ['anti-5', '5'],
    ['anti–5', '5'],
    ['The answer is pre-2000.', '2000'],
    ['The answer is mid-30.', '30'],
    ['The answer is post-5.', '5'],
    ['The answer is pre-tax $50.', '50'],
    ['The answer is T-5.', '5'],
    ['Answer: USD-5', '5'],
    ['The answer is --5.', '5'],
    ['The answer is -- 5 pens.', '5'],
    ['The answer---5.', '5'],
    ['#### --5', null],
    ['\\boxed{--5}', null],
    ['-(-5)', null],
    ['\\boxed{-(-5)}', null],
  ]);
});

describe('a sign', () => {
  checkRows('number', [
    ['The answer is negative 5.', '-5'],
    ['The answer is negative five.', '-5'],
    ['negative 5', '-5'],
    ['The answer is negative-5.', '-5'],
    ['The answer is minus 5.', '-5'],
    ['The answer is minus-5.', '-5'],
    ['The temperature fell to negative 5 degrees.', '-5'],
    ['The answer is non-negative: -5', '-5'],
    ['The answer is pre-tax -$50.', '-50'],
    ['The answer is Celsius -5.', '-5'],
    ['The answer is-5.', '-5'],
    ['The answer is—5.', '-5'],
    ['The answer is –5.', '-5'],
    ['- 5', '5'],
    ['x = -5', '-5'],
    ['Answer: USD -5', '-5'],
    ['5 - (-5) = 10', '10'],
    ['x = -(-5) = 5', '5'],
  ]);
});

describe('the digits of a name', () => {
  checkRows('number', [
    ['So COVID-19 killed 5 people.', '5'],
    ['The F-16 flew 500 miles.', '500'],
    ['So she flew 500 miles in the F-16.', '500'],
    ['She has 5 B-12 pills.', '5'],
    ['He bought A-4 paper for $5.', '5'],
    ['In the mid-1990s she had 5 cats.', '5'],
    ['He had 5 cats in the mid-1990s.', '5'],
    ['The pre-2000 cars are 12.', '12'],
    ['Boeing-747 carries 400 people.', '400'],
    ['So Apollo-11 had 3 people.', '3'],
    ['On Route-66 he drove 200 miles.', '200'],
    ['A top-10 team won 7 games.', '7'],
    // the only number, lists and differences
    ['Pens-12, cups-8, total 20', '20'],
    ['It is a K-9.', '9'],
    ['A-5 = 10', '10'],
    ['P = 12 and P-5 = 7', '7'],
    ['X-5 = 12, so X = 17', '17'],
    ['It cost USD-5, not 12.', '5'],
  ]);
});

describe('an output that breaks off in a calculation', () => {
  checkRows('number', [
    ['The answer is 3 +', null],
    ['The answer is 3 *', null],
    ['\\boxed{3 +', null],
    ['#### 3/', null],
    ['The answer is 3*.', '3'],
    ['The answer is 3 -', '3'],
  ]);
});
