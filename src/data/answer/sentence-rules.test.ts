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
