// Comparisons: collections of people, each described by the one before.
import { divisor, start } from '../draws.ts';
import { type Scenario, step } from '../grammar.ts';
import { boys, collectibles, girls, several, twoOf } from '../lexicon.ts';
import { type ChainWording, chainEnd, chainMoves, chainOpenings } from './chains.ts';

const ownerWording: ChainWording = {
  ask: 'How many {things} does {cur} have?',
  say: '{Cur} has {=} {things}.',
  opening: [
    '{First} has {total} {things}.',
    '{First} owns {total} {things}.',
    "There are {total} {things} in {first}'s box.",
  ],
  more: ['{Cur} has {n} more {things} than {prev}.', 'Compared with {prev}, {cur} has {n} more {things}.'],
  fewer: ['{Cur} has {n} fewer {things} than {prev}.', 'Compared with {prev}, {cur} has {n} fewer {things}.'],
  twice: [
    '{Cur} has twice as many {things} as {prev}.',
    '{Cur} has double the number of {things} that {prev} has.',
  ],
  times: [
    '{Cur} has {k} times as many {things} as {prev}.',
    'The number of {things} that {cur} has is {k} times that of {prev}.',
  ],
  half: [
    '{Cur} has half as many {things} as {prev}.',
    '{Cur} has half the number of {things} that {prev} has.',
  ],
  part: [
    '{Cur} has 1/{k} as many {things} as {prev}.',
    '{Cur} has 1/{k} of the number of {things} that {prev} has.',
  ],
  twiceMore: [
    '{Cur} has {n} more than twice as many {things} as {prev}.',
    '{Cur} has {n} {things} more than double the number that {prev} has.',
  ],
  twiceAsk: 'What is twice the number of {things} that {prev} has?',
  twiceSay: 'Twice that number is {=} {things}.',
  together: [
    '{Cur} has as many {things} as {first} and {prev} together.',
    'Together, {first} and {prev} have as many {things} as {cur}.',
  ],
  start: start(4, 0.25),
  end: [
    'How many {things} does {cur} have?',
    'What is the number of {things} that {cur} has?',
    'How many {things} belong to {cur}?',
  ],
  endAsk: 'How many {things} does {cur} have?',
};

export const owners: Scenario = {
  id: 'owners',
  words: (random) => {
    const [things, others] = twoOf(random, collectibles);
    return { things, others };
  },
  chain: (random) => several(random, [...girls, ...boys], 9),
  openings: chainOpenings(ownerWording),
  moves: chainMoves(ownerWording),
  closings: [
    chainEnd(ownerWording),
    {
      id: 'sum',
      texts: [
        'How many {things} do {first} and {cur} have together?',
        'What is the total number of {things} that {first} and {cur} have?',
      ],
      steps: [
        step(
          'total = first + total',
          'How many {things} do {first} and {cur} have together?',
          'Together they have {=} {things}.',
        ),
      ],
    },
    {
      id: 'more',
      minMoves: 2,
      texts: [
        'How many more {things} does {cur} have than {first}?',
        'By how many {things} is the collection of {cur} larger than that of {first}?',
      ],
      steps: [
        step(
          'total = total - first',
          'How many more {things} does {cur} have than {first}?',
          '{Cur} has {=} more {things}.',
        ),
      ],
    },
    {
      id: 'fewer',
      minMoves: 2,
      texts: [
        'How many fewer {things} does {cur} have than {first}?',
        'By how many {things} is the collection of {cur} smaller than that of {first}?',
      ],
      steps: [
        step(
          'total = first - total',
          'How many fewer {things} does {cur} have than {first}?',
          '{Cur} has {=} fewer {things}.',
        ),
      ],
    },
    {
      id: 'bags',
      texts: [
        "{Cur}'s {things} are put into {k} bags, the same number in each. How many {things} are in each bag?",
        "How many {things} are in each bag if {cur}'s {things} are put equally into {k} bags?",
      ],
      draw: divisor(),
      steps: [step('total = total / k', 'How many {things} are in each bag?', 'Each bag has {=} {things}.')],
    },
    {
      id: 'all',
      texts: [
        'How many {things} do they have altogether?',
        'What is the number of {things} that they have altogether?',
      ],
      steps: [],
      addsAll: {
        first: 'How many {things} do {first} and {cur} have together?',
        next: 'How many {things} is that together with {cur}?',
        say: 'Together they have {=} {things}.',
      },
      ask: 'How many {things} do they have altogether?',
    },
  ],
  asides: [
    ['{First} has {d} {others}.', 2, 60],
    ['{First} is {d} years old.', 7, 14],
    ["{First}'s street has {d} houses.", 10, 60],
    ['{First} lives {d} minutes from the school.', 4, 40],
    ["There are {d} books on {first}'s shelf.", 5, 50],
  ],
};
