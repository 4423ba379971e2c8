// A place that states the answer: what of its text is read.
import { describe } from 'vitest';
import { checkRows } from './check-rows.fixture.ts';

describe('its first sentence with a number', () =>
  checkRows('number', [
    ['#### 18. It takes 3 days', '18', 'marker'],
    ['#### 18.5. It takes 3 days', '18.5', 'marker'],
    ['#### Well done! 18 of them', '18', 'marker'],
    ['The answer is 18! It took 3 steps', '18', 'phrase'],
    ['Answer: she has 18 pens. Well done!', '18', 'label'],
    // a chain of reasoning may begin as a label does
    ['Answer: she has 6 pens. Then 6 * 3 = 18', '18', 'sentence'],
  ]));

describe('a label before the end says its number in digits and alone', () =>
  checkRows('number', [
    ['Answer: eighteen', '18', 'label'],
    ['Answer: eighteen\nshe has 3', '3', 'sentence'],
    ['Answer: 18\nshe has 3', '18', 'label'],
    ['Answer: 3 + 4 is 7\nThen 8 * 2 = 16', '16', 'sentence'],
  ]));

describe('the bold number in it, unless the place begins with its number', () =>
  checkRows('number', [
    ['The answer is that she has 3 days and **18** eggs', '18', 'phrase'],
    ['Then: the answer is that on day 3 there are **18** of 20 eggs', '18', 'phrase'],
    ['#### So in 3 days, it is **18**', '18', 'marker'],
    ['#### 18 eggs in **3** days', '18', 'marker'],
  ]));

describe('no bound', () =>
  checkRows('number', [
    ['#### over 12', null],
    ['<answer>over 12</answer>', null],
    ['Answer: over 12', null],
  ]));

describe('`one` is a number where nothing but a unit follows it', () =>
  checkRows('number', [
    ['#### one', '1', 'marker'],
    ['#### One.', '1', 'marker'],
    ['#### one apple', '1', 'marker'],
    ['#### one apple!', '1', 'marker'],
    ['#### one of these', null],
    ['#### one red apple', null],
    ['#### two red apples', '2', 'marker'],
  ]));

describe('an exclamation mark is a factorial in a box or behind a marker', () =>
  checkRows('number', [
    ['#### 5!', null],
    ['\\boxed{5!}', null],
    ['The answer is 5!', '5', 'phrase'],
    ['Answer: 5!', '5', 'label'],
  ]));
