// Purchases: a bill that grows and shrinks.
import {
  above,
  added,
  addend,
  divisor,
  factor,
  groups,
  groupsAdded,
  percent,
  start,
  takeaway,
  twoGroups,
} from '../draws.ts';
import { type Scenario, step } from '../grammar.ts';
import { shopping } from '../lexicon.ts';

const bill = 'The bill is {=} dollars.';

export const cart: Scenario = {
  id: 'cart',
  words: shopping,
  openings: [
    {
      id: 'single',
      texts: [
        '{Name} buys {a single0} for {$total}.',
        'At the {shop}, {name} buys {a single0} that costs {$total}.',
        '{Name} goes to the {shop} and takes {a single0} for {$total}.',
      ],
      draw: start(4, 0.3),
      steps: [],
    },
    {
      id: 'goods',
      texts: [
        '{Name} buys {k} {goods1} at {$n} each.',
        '{Name} goes to the {shop} and buys {k} {goods1} for {$n} each.',
        'At the {shop}, {name} takes {k} {goods1} that cost {$n} each.',
      ],
      draw: groups(9, 40),
      steps: [step('total = k * n', 'How much do the {goods1} cost?', 'The {goods1} cost {=} dollars.')],
    },
    {
      id: 'two-goods',
      texts: [
        '{Name} buys {k} {goods1} at {$n} each and {j} {goods2} at {$m} each.',
        'At the {shop}, {name} takes {k} {goods1} for {$n} each and {j} {goods2} for {$m} each.',
      ],
      draw: twoGroups(8, 30),
      steps: [
        step('part = k * n', 'How much do the {goods1} cost?', 'The {goods1} cost {=} dollars.'),
        step('other = j * m', 'How much do the {goods2} cost?', 'The {goods2} cost {=} dollars.'),
        step('total = part + other', 'How much is the bill with the {goods2}?', bill),
      ],
    },
  ],
  moves: [
    {
      id: 'also',
      texts: [
        '{She} also buys {a single1} for {$n}.',
        '{Name} adds {a single1} that costs {$n}.',
        'Then {name} takes {a single1} for {$n}.',
      ],
      draw: addend,
      steps: [step('total = total + n', 'How much is the bill with the {single1}?', bill)],
    },
    {
      id: 'more-goods',
      texts: [
        '{She} also buys {k} {goods3} at {$n} each.',
        '{Name} adds {k} {goods3} that cost {$n} each.',
        'Then {name} takes {k} {goods3} for {$n} each.',
      ],
      draw: groupsAdded(9, 30),
      steps: [
        step('part = k * n', 'How much do the {goods3} cost?', 'The {goods3} cost {=} dollars.'),
        step('total = total + part', 'How much is the bill with the {goods3}?', bill),
      ],
    },
    {
      id: 'coupon',
      texts: [
        'A coupon takes {$n} off the bill.',
        '{She} uses a coupon that is worth {$n}.',
        'With a coupon {name} saves {$n}.',
      ],
      draw: takeaway,
      steps: [step('total = total - n', 'How much is the bill with the coupon?', bill)],
    },
    {
      id: 'card',
      texts: [
        'For {his} old club card {name} gets {$n} off the bill.',
        'A club card makes the bill {$n} smaller.',
      ],
      draw: takeaway,
      steps: [step('total = total - n', 'How much is the bill with the club card?', bill)],
    },
    {
      id: 'wrapping',
      texts: [
        'Gift wrapping adds {$n} to the bill.',
        '{She} pays {$n} extra for gift wrapping.',
        'Gift wrapping costs another {$n}.',
      ],
      draw: added(20),
      steps: [step('total = total + n', 'How much is the bill with the wrapping?', bill)],
    },
    {
      id: 'discount',
      texts: [
        'The {shop} takes {p}% off the bill so far.',
        '{Name} gets a discount of {p}% on the bill so far.',
      ],
      draw: percent(50),
      steps: [
        step('part = total % p', 'How much is the discount?', 'The discount is {=} dollars.'),
        step('total = total - part', 'How much is the bill with the discount?', bill),
      ],
    },
    {
      id: 'fee',
      texts: [
        'A service fee adds {p}% to the bill so far.',
        'There is a service fee of {p}% on the bill so far.',
      ],
      draw: percent(50, true),
      steps: [
        step('part = total % p', 'How much is the service fee?', 'The service fee is {=} dollars.'),
        step('total = total + part', 'How much is the bill with the service fee?', bill),
      ],
    },
    {
      id: 'prize',
      texts: [
        '{She} wins a prize that cuts the bill so far in half.',
        'As a lucky customer, {name} pays only half of the bill so far.',
      ],
      steps: [step('total = total / two', 'How much is the bill with the prize?', bill)],
    },
    {
      id: 'rooms',
      texts: [
        '{She} needs all this for {k} rooms, so the bill so far becomes {k} times as large.',
        '{Name} then orders everything so far {k} times instead of once.',
      ],
      draw: factor(5, 2),
      steps: [step('total = total * k', 'How much is the bill for the larger order?', bill)],
    },
  ],
  closings: [
    {
      id: 'pay',
      texts: [
        'How much does {name} pay?',
        "How much is {name}'s bill in the end?",
        'How many dollars does {name} pay in total?',
      ],
      ask: 'How much does {name} pay in the end?',
      steps: [],
    },
    {
      id: 'change',
      texts: [
        '{Name} pays with {$n}. How much change does {she} get?',
        'How much change does {name} get if {she} pays with {$n}?',
      ],
      draw: above,
      steps: [step('total = n - total', 'How much change does {name} get?', 'The change is {=} dollars.')],
    },
    {
      id: 'left',
      texts: [
        '{Name} brought {$n}. How much money does {she} have left?',
        'How much money is left if {name} brought {$n}?',
      ],
      draw: above,
      steps: [
        step('total = n - total', 'How much money does {name} have left?', '{Name} has {=} dollars left.'),
      ],
    },
    {
      id: 'split',
      texts: [
        'The final bill is split equally among {k} people. How much does each person pay?',
        'How much does each person pay if {k} people share the final bill equally?',
      ],
      draw: divisor(10),
      steps: [step('total = total / k', 'How much does each person pay?', 'Each person pays {=} dollars.')],
    },
  ],
  asides: [
    ['The {shop} opened {d} years ago.', 2, 60],
    ['The way to the {shop} takes {d} minutes.', 4, 50],
    ['There are {d} other people at the {shop}.', 3, 60],
    ['{Name} is {d} years old.', 18, 60],
    ['The {shop} closes in {d} minutes.', 10, 60],
    ['{Name} carries a bag with {d} pockets.', 2, 8],
  ],
};
