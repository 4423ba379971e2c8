// Transfers: a container of water, filled and emptied.
import { above, addend, divisor, groups, groupsAdded, groupsTaken, start, takeaway } from '../draws.ts';
import { type Scenario, step } from '../grammar.ts';

const contains = 'The {vessel} contains {=} liters.';

export const tank: Scenario = {
  id: 'tank',
  words: (random) => ({ vessel: random.pick(['tank', 'pool', 'pond', 'barrel', 'basin']) }),
  openings: [
    {
      id: 'contains',
      texts: [
        '{A vessel} contains {total} liters of water.',
        'There are {total} liters of water in {a vessel}.',
        'In the morning {a vessel} contains {total} liters of water.',
      ],
      draw: start(),
      steps: [],
    },
    {
      id: 'filled',
      texts: [
        'A hose runs for {k} minutes and fills {n} liters a minute into an empty {vessel}.',
        'Workers pour {k} buckets of {n} liters each into an empty {vessel}.',
      ],
      draw: groups(9, 50),
      steps: [step('total = k * n', 'How many liters does the {vessel} contain at first?', contains)],
    },
  ],
  moves: [
    {
      id: 'rain',
      texts: [
        'Rain adds {n} liters to the {vessel}.',
        'Overnight, rain brings {n} more liters into the {vessel}.',
        'A storm adds {n} liters of water to the {vessel}.',
      ],
      draw: addend,
      steps: [
        step('total = total + n', 'How many liters does the {vessel} contain after the rain?', contains),
      ],
    },
    {
      id: 'neighbor',
      texts: [
        'A neighbor pours {n} liters into the {vessel}.',
        'Then a neighbor adds {n} liters of water to the {vessel}.',
      ],
      draw: addend,
      steps: [
        step(
          'total = total + n',
          'How many liters does the {vessel} contain with the water of the neighbor?',
          contains,
        ),
      ],
    },
    {
      id: 'leak',
      texts: [
        'Through a leak the {vessel} loses {n} liters.',
        'A leak lets {n} liters run out of the {vessel}.',
        'The {vessel} has a leak and loses {n} liters.',
      ],
      draw: takeaway,
      steps: [
        step('total = total - n', 'How many liters does the {vessel} contain after the leak?', contains),
      ],
    },
    {
      id: 'cows',
      texts: [
        'Some cows drink {n} liters from the {vessel}.',
        'A farmer takes {n} liters out of the {vessel} for the cows.',
      ],
      draw: takeaway,
      steps: [
        step(
          'total = total - n',
          'How many liters does the {vessel} contain after the cows drink?',
          contains,
        ),
      ],
    },
    {
      id: 'pump',
      texts: [
        'A pump adds {n} liters a minute to the {vessel} for {k} minutes.',
        'For {k} minutes a pump adds {n} liters a minute to the {vessel}.',
      ],
      draw: groupsAdded(9, 40),
      steps: [
        step('part = k * n', 'How many liters does the pump add?', 'The pump adds {=} liters.'),
        step(
          'total = total + part',
          'How many liters does the {vessel} contain after the pump runs?',
          contains,
        ),
      ],
    },
    {
      id: 'cans',
      texts: [
        'A gardener fills {k} cans with {n} liters each from the {vessel}.',
        'A gardener takes {k} cans of {n} liters each out of the {vessel}.',
      ],
      draw: groupsTaken(9, 20),
      steps: [
        step('part = k * n', 'How many liters does the gardener take?', 'The gardener takes {=} liters.'),
        step(
          'total = total - part',
          'How many liters does the {vessel} contain after the gardener takes water?',
          contains,
        ),
      ],
    },
    {
      id: 'half',
      texts: [
        'Half of the water in the {vessel} is used to wash cars.',
        'A car wash takes half of the water in the {vessel}.',
      ],
      steps: [
        step('part = total / two', 'How many liters does the car wash use?', 'The car wash uses {=} liters.'),
        step(
          'total = total - part',
          'How many liters does the {vessel} contain after the car wash?',
          contains,
        ),
      ],
    },
    {
      id: 'sun',
      texts: [
        'In the sun, 1/{k} of the water in the {vessel} dries up.',
        'On a hot day the {vessel} loses 1/{k} of its water to the sun.',
      ],
      draw: divisor(8, 3),
      steps: [
        step('part = total / k', 'How many liters dry up in the sun?', 'In the sun {=} liters dry up.'),
        step('total = total - part', 'How many liters does the {vessel} contain after the sun?', contains),
      ],
    },
  ],
  closings: [
    {
      id: 'end',
      texts: [
        'How many liters of water does the {vessel} contain now?',
        'How many liters of water are in the {vessel} in the end?',
        'How much water, in liters, is left in the {vessel}?',
      ],
      ask: 'How many liters does the {vessel} contain in the end?',
      steps: [],
    },
    {
      id: 'jugs',
      texts: [
        'All the water in the {vessel} is poured equally into {k} drums. How many liters does each drum get?',
        'The {vessel} is emptied into {k} drums, with the same amount in each. How many liters are in each drum?',
      ],
      draw: divisor(),
      steps: [step('total = total / k', 'How many liters does each drum get?', 'Each drum gets {=} liters.')],
    },
    {
      id: 'bottles',
      texts: [
        'All the water in the {vessel} goes into bottles of {k} liters each. How many bottles are filled?',
        'How many bottles of {k} liters each can be filled with all the water in the {vessel}?',
      ],
      draw: divisor(10),
      steps: [step('total = total / k', 'How many bottles are filled?', 'The water fills {=} bottles.')],
    },
    {
      id: 'room',
      texts: [
        'The {vessel} can hold {n} liters. How many more liters fit into the {vessel} now?',
        'How many more liters fit into the {vessel} now if it can hold {n} liters?',
      ],
      draw: above,
      steps: [
        step(
          'total = n - total',
          'How many more liters fit into the {vessel}?',
          'There is room for {=} liters.',
        ),
      ],
    },
  ],
  asides: [
    ['The {vessel} is {d} years old.', 2, 40],
    ['The nearest village is {d} km away.', 2, 30],
    ['The garden has {d} apple trees.', 3, 50],
    ['It is {d} degrees outside.', 12, 32],
    ['The fence around the garden is {d} meters long.', 20, 90],
    ['The {vessel} was painted {d} months ago.', 2, 30],
  ],
};
