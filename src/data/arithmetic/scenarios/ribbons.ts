// Comparisons: lengths of colored ribbons, ropes and boards.
import { divisor, start } from '../draws.ts';
import { type Scenario, step } from '../grammar.ts';
import { several } from '../lexicon.ts';
import { type ChainWording, chainEnd, chainMoves, chainOpenings } from './chains.ts';

const ribbonWording: ChainWording = {
  ask: 'How long is the {cur} {ribbon}?',
  say: 'The {cur} {ribbon} is {=} {cm} long.',
  opening: [
    'The {first} {ribbon} is {total} {cm} long.',
    'The length of the {first} {ribbon} is {total} {cm}.',
    'The {first} {ribbon} has a length of {total} {cm}.',
  ],
  more: [
    'The {cur} {ribbon} is {n} {cm} longer than the {prev} {ribbon}.',
    'The {cur} {ribbon} is longer than the {prev} {ribbon} by {n} {cm}.',
  ],
  fewer: [
    'The {cur} {ribbon} is {n} {cm} shorter than the {prev} {ribbon}.',
    'The {cur} {ribbon} is shorter than the {prev} {ribbon} by {n} {cm}.',
  ],
  twice: [
    'The {cur} {ribbon} is twice as long as the {prev} {ribbon}.',
    'The {cur} {ribbon} has twice the length of the {prev} {ribbon}.',
  ],
  times: [
    'The {cur} {ribbon} is {k} times as long as the {prev} {ribbon}.',
    'The {cur} {ribbon} has {k} times the length of the {prev} {ribbon}.',
  ],
  half: [
    'The {cur} {ribbon} is half as long as the {prev} {ribbon}.',
    'The {cur} {ribbon} has half the length of the {prev} {ribbon}.',
  ],
  part: [
    'The {cur} {ribbon} is 1/{k} as long as the {prev} {ribbon}.',
    'The {cur} {ribbon} has 1/{k} of the length of the {prev} {ribbon}.',
  ],
  twiceMore: [
    'The {cur} {ribbon} is {n} {cm} longer than twice the length of the {prev} {ribbon}.',
    'Twice the length of the {prev} {ribbon} plus {n} {cm} is the length of the {cur} {ribbon}.',
  ],
  twiceAsk: 'What is twice the length of the {prev} {ribbon}?',
  twiceSay: 'Twice that length is {=} {cm}.',
  together: [
    'The {cur} {ribbon} is as long as the {first} and {prev} {ribbons} together.',
    'Put together, the {first} and {prev} {ribbons} are as long as the {cur} {ribbon}.',
  ],
  start: start(4, 0.25),
  end: [
    'How long is the {cur} {ribbon}?',
    'What is the length of the {cur} {ribbon}?',
    'How many {cm} long is the {cur} {ribbon}?',
  ],
  endAsk: 'How long is the {cur} {ribbon}?',
};

export const ribbons: Scenario = {
  id: 'ribbons',
  words: (random) => {
    const [ribbon, plural, cm] = random.pick([
      ['ribbon', 'ribbons', 'cm'],
      ['rope', 'ropes', 'meters'],
      ['stick', 'sticks', 'cm'],
      ['board', 'boards', 'cm'],
      ['cable', 'cables', 'meters'],
      ['thread', 'threads', 'cm'],
    ] as const);
    return { ribbon, ribbons: plural, cm };
  },
  chain: (random) =>
    several(random, 'red blue green yellow white black pink brown gray orange'.split(' '), 9),
  openings: chainOpenings(ribbonWording),
  moves: chainMoves(ribbonWording),
  closings: [
    chainEnd(ribbonWording),
    {
      id: 'sum',
      texts: [
        'How long are the {first} and {cur} {ribbons} together?',
        'What is the total length of the {first} and {cur} {ribbons}?',
      ],
      steps: [
        step(
          'total = first + total',
          'How long are the {first} and {cur} {ribbons} together?',
          'Together they are {=} {cm} long.',
        ),
      ],
    },
    {
      id: 'more',
      minMoves: 2,
      texts: [
        'How much longer is the {cur} {ribbon} than the {first} {ribbon}?',
        'By how many {cm} is the {cur} {ribbon} longer than the {first} {ribbon}?',
      ],
      steps: [
        step(
          'total = total - first',
          'How much longer is the {cur} {ribbon} than the {first} {ribbon}?',
          'It is {=} {cm} longer.',
        ),
      ],
    },
    {
      id: 'fewer',
      minMoves: 2,
      texts: [
        'How much shorter is the {cur} {ribbon} than the {first} {ribbon}?',
        'By how many {cm} is the {cur} {ribbon} shorter than the {first} {ribbon}?',
      ],
      steps: [
        step(
          'total = first - total',
          'How much shorter is the {cur} {ribbon} than the {first} {ribbon}?',
          'It is {=} {cm} shorter.',
        ),
      ],
    },
    {
      id: 'pieces',
      texts: [
        'The {cur} {ribbon} is cut into {k} equal pieces. How long is each piece?',
        'How long is each piece if the {cur} {ribbon} is cut into {k} equal pieces?',
      ],
      draw: divisor(),
      steps: [
        step(
          'total = total / k',
          'How long is each piece of the {cur} {ribbon}?',
          'Each piece is {=} {cm} long.',
        ),
      ],
    },
    {
      id: 'all',
      texts: [
        'How long are all these {ribbons} together?',
        'What is the total length of all these {ribbons}?',
      ],
      steps: [],
      addsAll: {
        first: 'How long are the {first} and {cur} {ribbons} together?',
        next: 'How long is that together with the {cur} {ribbon}?',
        say: 'Together they are {=} {cm} long.',
      },
      ask: 'How long are all these {ribbons} together?',
    },
  ],
  asides: [
    ['The {first} {ribbon} cost {$d}.', 2, 40],
    ['The {first} {ribbon} is {d} weeks old.', 2, 50],
    ['The shop with these {ribbons} opened {d} years ago.', 3, 80],
    ['The {first} {ribbon} lay in a drawer for {d} days.', 2, 60],
    ['The table below the {ribbons} has {d} scratches.', 2, 20],
  ],
};
