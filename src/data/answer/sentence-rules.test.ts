// Which of the quantities of a sentence its own form states.
import { describe } from 'vitest';
import { checkRows } from './check-rows.fixture.ts';

describe('a number and what it is rounded to: the second', () =>
  checkRows('number', [
    ['They need 4.2, or 5, boxes.', '5'],
    ['They need 4.2 or 5 boxes.', '5'],
    ['They need 4.2, i.e. 5 boxes.', '5'],
    ['They need 4.2, i.e., 5 boxes.', '5'],
    ['They walk 4.2, or about 4 km.', '4'],
    ['They walk 4.2, or around 4 km.', '4'],
    ['They walk 4.2, or approximately 4 km.', '4'],
    ['They put 4.2, or 5, boxes on 2 shelves.', '5'],
    ['They buy 2 and want 4.2, or 5, boxes.', '5'],
    // two numbers, of which the first is stated
    ['They walk 4.2, or 5.2 km.', '4.2'],
    ['They walk 5, or 4.2 km.', '5'],
    ['They walk 4, or 5 km.', '4'],
    ['They need 4.2, or 9, boxes.', '4.2'],
    ['They walk 4.5, or say 5 km.', '4.5'],
  ]));

describe('the product or the sum of all the others: the last', () =>
  checkRows('number', [
    ['6 boxes with 7 pens, 42 pens', '42'],
    ['20 red pens with 22 blue pens, 42 pens', '42'],
    ['5 shelves with 2.5 kg, 12.5 kg', '12.5'],
    ['2 rows with 3 trays with 7 pens, 42 pens', '42'],
    ['2 rows with 3 trays with 7 pens, 12 things', '12'],
    // something else, or only one other
    ['5 boxes with 7 pens, 42 pens', '5'],
    ['6 boxes with 7 pens', '6'],
    ['2 rows with 3 trays with 7 pens, 43 pens', '2'],
  ]));

describe('behind the last colon', () =>
  checkRows('number', [
    ['To find the cost of 5 pens at 44 cents: 230', '230'],
    ['5 pens for 44 friends:230', '230'],
    ['5 pens for 44 friends:  230', '230'],
    ['5 pens for 44 friends: ~230', '230'],
    ['5 pens: she sold 44 to 22 friends', '5'],
    ['She has 5 pens for 44 friends: 220 pens in 3 boxes', '5'],
    ['5 pens for 44 friends: x 220', '5'],
  ]));

describe('the total', () =>
  checkRows('number', [
    ['Another 2 years, for 14 years in total', '14'],
    ['5 rows of 3 hold 14 in all', '14'],
    ['5 rows with 14 red pens altogether', '14'],
    ['5 rows with 14 big red pens altogether', '14'],
    ['5 rows with 14 in total with 3', '14'],
    ['5 men with 14km in total', '14'],
    ["5 men with 14 mum's pies in total", '14'],
    ['In total 5 rows with 14 pens', '5'],
    ['5 rows with 14 in totality', '5'],
    ['5 rows with 14, then there are in all boxes', '5'],
  ]));

describe('a subject that is a number: its predicate or its object', () =>
  checkRows('number', [
    ['6 boxes at $7 each cost $45', '45'],
    ['So the 6 boxes at $7 each cost $45', '45'],
    ['The 6 boxes with 7 pens each have 45 pens', '45'],
    ['So those 6 with 7 pens pay 45 dollars', '45'],
    ['5 hens lay 35 eggs in 7 days', '35'],
    ['"5 hens lay 35 eggs in 7 days', '35'],
    ['5 hens lay $35', '35'],
    ['5 big red hens often lay 35 eggs', '35'],
    // the subject itself
    ['6 pens are 7 more than 2', '6'],
    ['5 hens lay 35 more than 7 ducks', '5'],
    ['5 men walk every 7 days', '5'],
    ['5 men and 6 women walk 35 km', '5'],
    ['5 hens that lay 35 eggs', '5'],
    ['In the barn 5 hens lay 35 eggs', '5'],
  ]));

describe('a subject that is no number: its predicate', () =>
  checkRows('number', [
    ['The number of coins after giving away 15 is 120', '120'],
    ['So the number of coins after giving away 15 is 120', '120'],
    ['So, the number of coins after giving away 15 is 120', '120'],
    ['"The number of coins after giving away 15 was 120', '120'],
    ['Her coins for 15 days were 120', '120'],
    ['The coins for 15 men in 7 bags are only 120 now', '120'],
    ['The price is 15 and with tax it is 120', '15'],
    ['A number of coins after giving away 15 is 120', '15'],
    ['The coins for 15 days in 120 bags', '15'],
    ['Theo gave 15 to Ann, who is 120', '15'],
  ]));

describe('the price of a trade', () =>
  checkRows('number', [
    ['Ben sells 6 boxes for 42 dollars', '42'],
    ['Ben sells 6 boxes for $42', '42'],
    ['Ben sold 6 boxes for only $42', '42'],
    ['Ben buys 6 boxes with 7 pens for $42', '42'],
    // no trade, no money, or the price of each
    ['Ben opens 6 boxes for $42', '6'],
    ['Ben opens 6 boxes and sells them for $42', '6'],
    ['Ben sells 6 boxes for 42 days', '6'],
    ['Ben sells 6 boxes with $42', '6'],
    ['Ben sells 6 boxes for $42 each', '6'],
    ['Ben sells $6 boxes for $42', '6'],
  ]));

describe('operands: what they give', () =>
  checkRows('number', [
    ['The sum of 20 and 22 is 42', '42'],
    ['If you add 20 and 22 you get 42', '42'],
    ['Half of 20 pens and 22 cups is 21', '21'],
    ['In 3 days the sum of 20 and 23 is 43 for 5 men', '43'],
    ['In 3 days the average of 20 and 24 is 22 for 5 men', '22'],
    // an operand that begins with the word itself
    ['The answer is that half a dozen pens cost twelve dollars for three men.', '12'],
    // the first operand
    ['Ben has 3 pens left after dividing what was 20 by 5', '3'],
  ]));

describe('the second predicate', () =>
  checkRows('number', [
    ['Ben gave 3 pens to Ann and has 42 left', '42'],
    ['Ben gave 3 pens to Ann and they still have 42', '42'],
    ['Ben gave 3 pens to Ann, who has 42', '3'],
  ]));
