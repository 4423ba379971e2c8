// Ages: old buildings of a town.
import { addend, start, takeaway } from '../draws.ts';
import { type Scenario, step } from '../grammar.ts';
import { several } from '../lexicon.ts';
import { type ChainWording, chainEnd, chainMoves, chainOpenings, shifts } from './chains.ts';

const thingWording: ChainWording = {
  ask: 'How old is the {cur}?',
  say: 'The {cur} is {=} years old.',
  opening: ['The {first} in {town} is {total} years old.', '{Town} has a {first} that is {total} years old.'],
  more: ['The {cur} is {n} years older than the {prev}.', 'The {cur} was built {n} years before the {prev}.'],
  fewer: [
    'The {cur} is {n} years younger than the {prev}.',
    'The {cur} was built {n} years after the {prev}.',
  ],
  twice: ['The {cur} is twice as old as the {prev}.', 'The age of the {cur} is double that of the {prev}.'],
  times: [
    'The {cur} is {k} times as old as the {prev}.',
    'The age of the {cur} is {k} times that of the {prev}.',
  ],
  half: ['The {cur} is half as old as the {prev}.', 'The age of the {cur} is half that of the {prev}.'],
  part: ['The {cur} is 1/{k} as old as the {prev}.', 'The age of the {cur} is 1/{k} of that of the {prev}.'],
  twiceMore: [
    'The {cur} is {n} years older than twice the age of the {prev}.',
    'The age of the {cur} is {n} more than twice that of the {prev}.',
  ],
  twiceAsk: 'What is twice the age of the {prev}?',
  twiceSay: 'Twice that age is {=} years.',
  together: [
    'The {cur} is as old as the {first} and the {prev} together.',
    'The ages of the {first} and the {prev} add up to that of the {cur}.',
  ],
  start: start(6, 0.3),
  end: ['How old is the {cur}?', 'What is the age of the {cur}?', 'How many years old is the {cur}?'],
  endAsk: 'How old is the {cur}?',
};

export const buildings: Scenario = {
  id: 'buildings',
  cap: 600,
  words: (random) => ({
    town: random.pick(['Milltown', 'Oakville', 'Riverton', 'Westfield', 'Newport', 'Ashford']),
  }),
  chain: (random) =>
    several(
      random,
      'bridge church school mill tower museum library theater station market hotel castle'.split(' '),
      9,
    ),
  openings: chainOpenings(thingWording),
  moves: [
    ...chainMoves(thingWording),
    ...shifts(
      thingWording,
      [
        'The {cur} is as old now as the {prev} will be in {n} years.',
        'In {n} years the {prev} will be as old as the {cur} is now.',
      ],
      [
        'The {cur} is as old now as the {prev} was {n} years ago.',
        'The {prev} was as old {n} years ago as the {cur} is now.',
      ],
    ),
  ],
  closings: [
    chainEnd(thingWording),
    {
      id: 'sum',
      texts: [
        'What is the sum of the ages of the {first} and the {cur}?',
        'How old are the {first} and the {cur} together?',
      ],
      steps: [
        step(
          'total = first + total',
          'What is the sum of the ages of the {first} and the {cur}?',
          'The sum is {=} years.',
        ),
      ],
    },
    {
      id: 'older',
      minMoves: 2,
      texts: [
        'How many years older is the {cur} than the {first}?',
        'By how many years is the {cur} older than the {first}?',
      ],
      steps: [
        step(
          'total = total - first',
          'How many years older is the {cur} than the {first}?',
          'The {cur} is {=} years older.',
        ),
      ],
    },
    {
      id: 'younger',
      minMoves: 2,
      texts: [
        'How many years younger is the {cur} than the {first}?',
        'By how many years is the {cur} younger than the {first}?',
      ],
      steps: [
        step(
          'total = first - total',
          'How many years younger is the {cur} than the {first}?',
          'The {cur} is {=} years younger.',
        ),
      ],
    },
    {
      id: 'future',
      texts: ['How old will the {cur} be in {n} years?', 'What will be the age of the {cur} in {n} years?'],
      draw: addend,
      steps: [
        step(
          'total = total + n',
          'How old will the {cur} be in {n} years?',
          'The {cur} will be {=} years old.',
        ),
      ],
    },
    {
      id: 'past',
      texts: ['How old was the {cur} {n} years ago?', 'What was the age of the {cur} {n} years ago?'],
      draw: takeaway,
      steps: [
        step('total = total - n', 'How old was the {cur} {n} years ago?', 'The {cur} was {=} years old.'),
      ],
    },
    {
      id: 'all',
      texts: [
        'What is the sum of the ages of all these buildings?',
        'How old are all these buildings together?',
      ],
      steps: [],
      addsAll: {
        first: 'What is the sum of the ages of the {first} and the {cur}?',
        next: 'What is the sum together with the {cur}?',
        say: 'The sum is {=} years.',
      },
      ask: 'What is the sum of the ages of all these buildings?',
    },
  ],
  asides: [
    ['{Town} has {d} bus lines.', 2, 20],
    ['The nearest town is {d} km from {town}.', 3, 60],
    ['The {first} has {d} rooms.', 3, 40],
    ['The mayor of {town} has {d} helpers.', 3, 30],
    ['The {first} is {d} meters tall.', 6, 60],
  ],
};
