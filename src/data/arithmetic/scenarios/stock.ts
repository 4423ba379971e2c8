// Fractions and percentages: a stock of goods.
import {
  addend,
  divisor,
  fraction,
  groups,
  groupsAdded,
  groupsTaken,
  percent,
  start,
  takeaway,
} from '../draws.ts';
import { type Scenario, step } from '../grammar.ts';

const has = 'The {farm} has {=} {goods}.';

export const stock: Scenario = {
  id: 'stock',
  words: (random) => {
    const [farm, goods] = random.pick([
      ['farm', 'eggs'],
      ['farm', 'apples'],
      ['bakery', 'rolls'],
      ['bakery', 'cookies'],
      ['florist', 'roses'],
      ['store', 'oranges'],
      ['farm', 'plums'],
      ['store', 'lemons'],
    ] as const);
    return { farm, goods };
  },
  openings: [
    {
      id: 'has',
      texts: [
        '{A farm} has {total} {goods}.',
        'There are {total} {goods} at {a farm}.',
        'In the morning {a farm} has {total} {goods}.',
      ],
      draw: start(20, 0.5),
      steps: [],
    },
    {
      id: 'baskets',
      texts: [
        '{A farm} has {k} baskets of {n} {goods} each.',
        'At {a farm} there are {k} baskets with {n} {goods} in each.',
      ],
      draw: groups(9, 60),
      steps: [step('total = k * n', 'How many {goods} does the {farm} have at first?', has)],
    },
  ],
  moves: [
    {
      id: 'sold-part',
      texts: ['The {farm} sells 1/{k} of its {goods}.', 'Customers buy 1/{k} of the {goods} at the {farm}.'],
      draw: divisor(8, 3),
      steps: [
        step('part = total / k', 'How many {goods} are sold?', 'The {farm} sells {=} {goods}.'),
        step('total = total - part', 'How many {goods} does the {farm} have after the sale?', has),
      ],
    },
    {
      id: 'bad',
      texts: [
        'The {farm} finds that {p}% of its {goods} are bad and throws them away.',
        'Then {p}% of the {goods} at the {farm} go bad and are thrown away.',
      ],
      draw: percent(60),
      steps: [
        step('part = total % p', 'How many {goods} are bad?', 'There are {=} bad {goods}.'),
        step('total = total - part', 'How many {goods} does the {farm} have without the bad ones?', has),
      ],
    },
    {
      id: 'hotel',
      texts: [
        'A hotel orders {i}/{j} of the {goods} at the {farm}.',
        'The {farm} sends {i}/{j} of its {goods} to a hotel.',
      ],
      draw: fraction,
      steps: [
        step('part = total */ i', 'How many {goods} does the hotel get?', 'The hotel gets {=} {goods}.'),
        step('total = total - part', 'How many {goods} does the {farm} have after the hotel gets some?', has),
      ],
    },
    {
      id: 'grows',
      texts: [
        'The next day the number of {goods} at the {farm} grows by {p}%.',
        'A delivery makes the number of {goods} at the {farm} {p}% larger.',
      ],
      draw: percent(80, true),
      steps: [
        step('part = total % p', 'How many {goods} are added?', 'There are {=} new {goods}.'),
        step('total = total + part', 'How many {goods} does the {farm} have after the number grows?', has),
      ],
    },
    {
      id: 'neighbor',
      texts: ['A neighbor brings {n} more {goods}.', 'The {farm} gets {n} more {goods} from a neighbor.'],
      draw: addend,
      steps: [
        step('total = total + n', 'How many {goods} does the {farm} have with those of the neighbor?', has),
      ],
    },
    {
      id: 'school',
      texts: ['The {farm} gives {n} {goods} to a school.', 'A school gets {n} {goods} from the {farm}.'],
      draw: takeaway,
      steps: [
        step('total = total - n', 'How many {goods} does the {farm} have after the school gets some?', has),
      ],
    },
    {
      id: 'crates',
      texts: [
        'A truck brings {k} crates of {n} {goods} each.',
        'Then {k} crates with {n} {goods} each arrive by truck.',
      ],
      draw: groupsAdded(8, 25),
      steps: [
        step('part = k * n', 'How many {goods} does the truck bring?', 'The truck brings {=} {goods}.'),
        step('total = total + part', 'How many {goods} does the {farm} have after the truck comes?', has),
      ],
    },
    {
      id: 'families',
      texts: ['Each of {k} families buys {n} {goods}.', 'Then {k} families buy {n} {goods} each.'],
      draw: groupsTaken(8, 15),
      steps: [
        step('part = k * n', 'How many {goods} do the families buy?', 'The families buy {=} {goods}.'),
        step(
          'total = total - part',
          'How many {goods} does the {farm} have after the families buy some?',
          has,
        ),
      ],
    },
  ],
  closings: [
    {
      id: 'end',
      texts: [
        'How many {goods} does the {farm} have now?',
        'How many {goods} are left at the {farm}?',
        'What is the number of {goods} at the {farm} in the end?',
      ],
      ask: 'How many {goods} does the {farm} have in the end?',
      steps: [],
    },
    {
      id: 'large-part',
      texts: [
        'Of the {goods} now at the {farm}, 1/{k} are large. How many large {goods} are there?',
        'How many large {goods} are there if 1/{k} of those now at the {farm} are large?',
      ],
      draw: divisor(10, 3),
      steps: [step('total = total / k', 'How many large {goods} are there?', 'There are {=} large {goods}.')],
    },
    {
      id: 'large-percent',
      texts: [
        'Of the {goods} now at the {farm}, {p}% are large. How many large {goods} are there?',
        'How many large {goods} are there if {p}% of those now at the {farm} are large?',
      ],
      draw: percent(),
      steps: [step('total = total % p', 'How many large {goods} are there?', 'There are {=} large {goods}.')],
    },
    {
      id: 'large-fraction',
      texts: [
        'Of the {goods} now at the {farm}, {i}/{j} are large. How many large {goods} are there?',
        'How many large {goods} are there if {i}/{j} of those now at the {farm} are large?',
      ],
      draw: fraction,
      steps: [
        step('total = total */ i', 'How many large {goods} are there?', 'There are {=} large {goods}.'),
      ],
    },
    {
      id: 'boxes',
      texts: [
        'All the {goods} at the {farm} are packed equally in {k} boxes. How many {goods} are in each box?',
        'How many {goods} are in each box if all those now at the {farm} fill {k} boxes equally?',
      ],
      draw: divisor(),
      steps: [step('total = total / k', 'How many {goods} are in each box?', 'Each box has {=} {goods}.')],
    },
  ],
  asides: [
    ['The {farm} is {d} years old.', 3, 80],
    ['The {farm} is {d} km from the town.', 2, 30],
    ['It is {d} degrees outside.', 12, 32],
    ['The owner of the {farm} has {d} grandchildren.', 2, 12],
    ['The {farm} opens at {d} in the morning.', 6, 10],
    ['Behind the {farm} there are {d} parking spaces.', 4, 40],
  ],
};
