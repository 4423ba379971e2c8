// Rates: what machines and workers make by the hour.
import {
  above,
  addend,
  divisor,
  factor,
  groups,
  groupsAdded,
  groupsTaken,
  rate,
  start,
  takeaway,
} from '../draws.ts';
import { type Scenario, step } from '../grammar.ts';

const stock = 'The factory has {=} {goods}.';

export const factory: Scenario = {
  id: 'factory',
  words: (random) => ({
    goods: random.pick(
      'toys bottles cups candles lamps chairs shoes pillows bricks spoons balls pens'.split(' '),
    ),
  }),
  openings: [
    {
      id: 'stock',
      texts: ['A factory has {total} {goods} in stock.', 'There are {total} {goods} in a factory.'],
      draw: start(6, 0.3),
      steps: [],
    },
    {
      id: 'runs',
      texts: [
        'A machine in a factory makes {n} {goods} an hour and runs for {k} hours.',
        'For {k} hours a factory makes {n} {goods} an hour.',
        'A factory makes {n} {goods} every hour and works for {k} hours.',
      ],
      draw: groups(9, 60),
      steps: [
        step(
          'total = k * n',
          'How many {goods} does the factory make at first?',
          'The factory makes {=} {goods}.',
        ),
      ],
    },
    {
      id: 'speed',
      texts: [
        'At a speed of {m} {goods} in {k} hours, a factory works for {j} hours.',
        'A factory that makes {m} {goods} every {k} hours works for {j} hours.',
      ],
      draw: rate(),
      steps: [
        step(
          'part = m / k',
          'How many {goods} does the factory make in one hour?',
          'In one hour it makes {=} {goods}.',
        ),
        step(
          'total = part * j',
          'How many {goods} does the factory make at first?',
          'The factory makes {=} {goods}.',
        ),
      ],
    },
  ],
  moves: [
    {
      id: 'broken',
      texts: [
        'The factory throws away {n} broken {goods}.',
        'A check finds {n} broken {goods}, which are thrown away.',
      ],
      draw: takeaway,
      steps: [
        step('total = total - n', 'How many {goods} does the factory have without the broken ones?', stock),
      ],
    },
    {
      id: 'store',
      texts: [
        'A store buys {n} {goods}.',
        'The factory sells {n} {goods} to a store.',
        'Then {n} {goods} are sent to a store.',
      ],
      draw: takeaway,
      steps: [
        step('total = total - n', 'How many {goods} does the factory have after the store gets some?', stock),
      ],
    },
    {
      id: 'partner',
      texts: ['A partner delivers {n} more {goods}.', 'The factory gets {n} more {goods} from a partner.'],
      draw: addend,
      steps: [
        step('total = total + n', 'How many {goods} does the factory have with those of the partner?', stock),
      ],
    },
    {
      id: 'machine',
      texts: [
        'A new machine makes {n} {goods} an hour for {k} hours.',
        'For {k} hours a new machine adds {n} {goods} an hour.',
        'A new machine runs for {k} hours and adds {n} {goods} each hour.',
      ],
      draw: groupsAdded(9, 40),
      steps: [
        step(
          'part = k * n',
          'How many {goods} does the new machine make?',
          'The new machine makes {=} {goods}.',
        ),
        step('total = total + part', 'How many {goods} does the factory have with the new machine?', stock),
      ],
    },
    {
      id: 'workers',
      texts: [
        'Then {k} workers make {n} {goods} each by hand.',
        'By hand, {k} workers make {n} more {goods} each.',
      ],
      draw: groupsAdded(9, 20),
      steps: [
        step(
          'part = k * n',
          'How many {goods} do the workers make by hand?',
          'The workers make {=} {goods}.',
        ),
        step(
          'total = total + part',
          'How many {goods} does the factory have with those made by hand?',
          stock,
        ),
      ],
    },
    {
      id: 'trucks',
      texts: ['Each of {k} trucks takes away {n} {goods}.', 'Then {k} trucks take away {n} {goods} each.'],
      draw: groupsTaken(9, 30),
      steps: [
        step('part = k * n', 'How many {goods} do the trucks take?', 'The trucks take {=} {goods}.'),
        step('total = total - part', 'How many {goods} does the factory have after the trucks leave?', stock),
      ],
    },
    {
      id: 'half',
      texts: [
        'Half of the {goods} in the factory go to a school.',
        'The factory gives half of its {goods} to a school.',
      ],
      steps: [
        step('part = total / two', 'How many {goods} does the school get?', 'The school gets {=} {goods}.'),
        step(
          'total = total - part',
          'How many {goods} does the factory have after the school gets half?',
          stock,
        ),
      ],
    },
    {
      id: 'double',
      texts: [
        'In a busy week the factory doubles its number of {goods}.',
        'A busy night shift doubles the number of {goods} in the factory.',
      ],
      steps: [
        step('total = total * two', 'How many {goods} does the factory have after doubling them?', stock),
      ],
    },
  ],
  closings: [
    {
      id: 'end',
      texts: [
        'How many {goods} does the factory have now?',
        'How many {goods} are in the factory in the end?',
        'What is the number of {goods} in the factory after all this?',
      ],
      ask: 'How many {goods} does the factory have in the end?',
      steps: [],
    },
    {
      id: 'boxes',
      texts: [
        'All the {goods} in the factory are packed in boxes of {k}. How many boxes are filled?',
        'How many boxes are filled if each box takes {k} of the {goods} now in the factory?',
      ],
      draw: divisor(),
      steps: [step('total = total / k', 'How many boxes are filled?', 'The {goods} fill {=} boxes.')],
    },
    {
      id: 'money',
      texts: [
        'The factory then sells all its {goods} at {$k} each. How much money does it get?',
        'How much money does the factory get if it now sells all its {goods} at {$k} each?',
      ],
      draw: factor(9),
      steps: [
        step('total = total * k', 'How much money does the factory get?', 'The factory gets {=} dollars.'),
      ],
    },
    {
      id: 'last',
      texts: [
        'From then on the factory only sells {k} {goods} a day. After how many days are all the {goods} sold?',
        'At {k} {goods} a day, how many days does it take to sell all the {goods} now in the factory?',
      ],
      draw: divisor(20),
      steps: [
        step(
          'total = total / k',
          'How many days does it take to sell all the {goods}?',
          'It takes {=} days.',
        ),
      ],
    },
    {
      id: 'order',
      texts: [
        'A customer orders {n} {goods}. How many {goods} must the factory still make?',
        'How many more {goods} must the factory make for an order of {n} {goods}?',
      ],
      draw: above,
      steps: [
        step(
          'total = n - total',
          'How many {goods} must the factory still make?',
          'It must make {=} more {goods}.',
        ),
      ],
    },
  ],
  asides: [
    ['The factory is {d} years old.', 3, 90],
    ['The boss lives {d} km from the factory.', 2, 50],
    ['The factory has {d} windows.', 10, 90],
    ['A coffee at the factory costs {$d}.', 2, 5],
    ['The factory was painted {d} months ago.', 2, 40],
    ['The lunch break lasts {d} minutes.', 20, 60],
  ],
};
