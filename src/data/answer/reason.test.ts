// A reason behind an answer that works it out and checks it takes nothing from the answer.
import { describe } from 'vitest';
import { checkRows } from './check-rows.fixture.ts';

describe('the answer before its reason', () =>
  checkRows('number', [
    ['9 men are needed, since 63 / 7 = 9 and 9 * 7 = 63', '9'],
    ['So she needs 9 men, since 63 / 7 = 9 and 9 * 7 = 63', '9'],
    ['9 men are needed because 63 / 7 ≈ 9 and 9 * 7 = 63', '9'],
    ['$9 is enough, as $63 / 7 = $9 and $9 * 7 = $63', '9'],
    ['She needs 9 (63 / 7 = 9, 9 * 7 = 63)', '9'],
    ['9 men for 7 jobs, as 63 / 7 = 9 and 9 * 7 = 63', '9'],
    ['Work is done as a team: 9 men are needed, since 63 / 7 = 9 and 9 * 7 = 63', '9'],
    ['9 men are needed, since 6 + 3 = 9:30 and 63 / 7 = 9 and 9 * 7 = 63', '9'],
  ]));

describe('what does not work it out', () =>
  checkRows('number', [
    // another number
    ['8 men are needed, since 63 / 7 = 9 and 9 * 7 = 63', '63'],
    // a result that an operator follows is a part of a calculation
    ['9 men, since 63 = 9 * 7 = 63', '63'],
    // the reason goes on to another answer
    ['9 men are needed, since 63 / 7 = 9, so 9 * 7 = 63', '63'],
    ['9 men are needed, since 63 / 7 = 9, which makes 9 * 7 = 63', '63'],
    // the sentence calculates before its reason
    ['2 + 7 = 9 men, since 63 / 7 = 9 and 9 * 7 = 63', '63'],
  ]));
