// Comparisons: sales by month.
import { start } from '../draws.ts';
import { type Scenario, step } from '../grammar.ts';
import { type ChainWording, chainEnd, chainMoves, chainOpenings } from './chains.ts';

const monthWording: ChainWording = {
  ask: 'How many {goods} are sold in {cur}?',
  say: 'In {cur}, {=} {goods} are sold.',
  opening: ['In {first} a {shop} sells {total} {goods}.', 'A {shop} sells {total} {goods} in {first}.'],
  more: [
    'In {cur} the {shop} sells {n} more {goods} than in {prev}.',
    'The {shop} sells {n} more {goods} in {cur} than in {prev}.',
  ],
  fewer: [
    'In {cur} the {shop} sells {n} fewer {goods} than in {prev}.',
    'The {shop} sells {n} fewer {goods} in {cur} than in {prev}.',
  ],
  twice: [
    'In {cur} the {shop} sells twice as many {goods} as in {prev}.',
    'From {prev} to {cur} the number of {goods} sold doubles.',
  ],
  times: [
    'In {cur} the {shop} sells {k} times as many {goods} as in {prev}.',
    'The {shop} sells {k} times as many {goods} in {cur} as in {prev}.',
  ],
  half: [
    'In {cur} the {shop} sells half as many {goods} as in {prev}.',
    'From {prev} to {cur} the number of {goods} sold is cut in half.',
  ],
  part: [
    'In {cur} the {shop} sells 1/{k} as many {goods} as in {prev}.',
    'The {shop} sells 1/{k} as many {goods} in {cur} as in {prev}.',
  ],
  twiceMore: [
    'In {cur} the {shop} sells {n} more than twice as many {goods} as in {prev}.',
    'The number of {goods} sold in {cur} is {n} more than twice the number sold in {prev}.',
  ],
  twiceAsk: 'What is twice the number of {goods} sold in {prev}?',
  twiceSay: 'Twice that number is {=} {goods}.',
  together: [
    'In {cur} the {shop} sells as many {goods} as in {first} and {prev} together.',
    'The {shop} sells as many {goods} in {cur} as in {first} and {prev} combined.',
  ],
  start: start(4, 0.25),
  end: [
    'How many {goods} does the {shop} sell in {cur}?',
    'How many {goods} are sold in {cur}?',
    'What is the number of {goods} sold in {cur}?',
  ],
  endAsk: 'How many {goods} are sold in {cur}?',
};

const calendar =
  'January February March April May June July August September October November December'.split(' ');

export const months: Scenario = {
  id: 'months',
  words: (random) => {
    const [shop, goods] = random.pick([
      ['bakery', 'cakes'],
      ['bakery', 'pies'],
      ['store', 'lamps'],
      ['shop', 'phones'],
      ['shop', 'bikes'],
      ['store', 'sofas'],
      ['garage', 'cars'],
      ['market', 'melons'],
    ] as const);
    return { shop, goods };
  },
  chain: (random) => calendar.slice(random.integer(0, 3)),
  openings: chainOpenings(monthWording).map((opening) =>
    opening.place === undefined
      ? opening
      : {
          ...opening,
          texts: [
            'In {first} the {shop} sells {total} {goods}.',
            'The {shop} sells {total} {goods} in {first}.',
          ],
        },
  ),
  moves: chainMoves(monthWording),
  closings: [
    chainEnd(monthWording),
    {
      id: 'sum',
      texts: [
        'How many {goods} does the {shop} sell in {first} and {cur} together?',
        'What is the total number of {goods} sold in {first} and {cur}?',
      ],
      steps: [
        step(
          'total = first + total',
          'How many {goods} are sold in {first} and {cur} together?',
          'Together that is {=} {goods}.',
        ),
      ],
    },
    {
      id: 'more',
      minMoves: 2,
      texts: [
        'How many more {goods} are sold in {cur} than in {first}?',
        'How many more {goods} does the {shop} sell in {cur} than in {first}?',
      ],
      steps: [
        step(
          'total = total - first',
          'How many more {goods} are sold in {cur} than in {first}?',
          'In {cur}, {=} more {goods} are sold.',
        ),
      ],
    },
    {
      id: 'fewer',
      minMoves: 2,
      texts: [
        'How many fewer {goods} are sold in {cur} than in {first}?',
        'How many fewer {goods} does the {shop} sell in {cur} than in {first}?',
      ],
      steps: [
        step(
          'total = first - total',
          'How many fewer {goods} are sold in {cur} than in {first}?',
          'In {cur}, {=} fewer {goods} are sold.',
        ),
      ],
    },
    {
      id: 'money',
      texts: [
        'Each of the {goods} brings {$k} of profit. How much profit does {cur} bring?',
        'How much profit does {cur} bring if the {shop} earns {$k} on each of the {goods}?',
      ],
      draw: (draft) => {
        const most = Math.min(9, Math.floor(draft.max / (draft.numbers.total ?? 1)));
        if (most < 2) return false;
        draft.numbers.k = draft.random.integer(2, most);
        return true;
      },
      steps: [step('total = total * k', 'How much profit does {cur} bring?', 'The profit is {=} dollars.')],
    },
    {
      id: 'all',
      texts: [
        'How many {goods} does the {shop} sell in all these months?',
        'What is the number of {goods} sold in all these months?',
      ],
      steps: [],
      addsAll: {
        first: 'How many {goods} are sold in {first} and {cur} together?',
        next: 'How many {goods} is that together with {cur}?',
        say: 'Together that is {=} {goods}.',
      },
      ask: 'How many {goods} are sold in all these months?',
    },
  ],
  asides: [
    ['The {shop} is {d} years old.', 3, 90],
    ['The owner of the {shop} lives {d} km away.', 2, 40],
    ['The {shop} has {d} workers.', 3, 40],
    ['Each month the {shop} is closed for {d} days.', 2, 9],
    ['The door of the {shop} was painted {d} weeks ago.', 2, 30],
  ],
};
