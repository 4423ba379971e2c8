// Comparison chains: collections of people, sales by month, lengths of ribbons.
import { divisor, start } from '../draws.ts';
import { type Scenario, step } from '../grammar.ts';
import { boys, collectibles, girls, several, twoOf } from '../lexicon.ts';
import { type ChainWording, chainEnd, chainMoves, chainOpenings } from './chains.ts';

const ownerWording: ChainWording = {
  ask: 'How many {things} does {cur} have?',
  say: '{Cur} has {=} {things}.',
  opening: ['{First} has {total} {things}.', '{First} owns {total} {things}.', "There are {total} {things} in {first}'s box."],
  more: ['{Cur} has {n} more {things} than {prev}.', 'Compared with {prev}, {cur} has {n} more {things}.'],
  fewer: ['{Cur} has {n} fewer {things} than {prev}.', 'Compared with {prev}, {cur} has {n} fewer {things}.'],
  twice: ['{Cur} has twice as many {things} as {prev}.', '{Cur} has double the number of {things} that {prev} has.'],
  times: ['{Cur} has {k} times as many {things} as {prev}.', 'The number of {things} that {cur} has is {k} times that of {prev}.'],
  half: ['{Cur} has half as many {things} as {prev}.', '{Cur} has half the number of {things} that {prev} has.'],
  part: ['{Cur} has 1/{k} as many {things} as {prev}.', '{Cur} has 1/{k} of the number of {things} that {prev} has.'],
  twiceMore: ['{Cur} has {n} more than twice as many {things} as {prev}.', '{Cur} has {n} {things} more than double the number that {prev} has.'],
  twiceAsk: 'What is twice the number of {things} that {prev} has?',
  twiceSay: 'Twice that number is {=} {things}.',
  together: ['{Cur} has as many {things} as {first} and {prev} together.', 'Together, {first} and {prev} have as many {things} as {cur}.'],
  start: start(4, 0.25),
  end: ['How many {things} does {cur} have?', 'What is the number of {things} that {cur} has?', 'How many {things} belong to {cur}?'],
  endAsk: 'How many {things} does {cur} have?',
};

const owners: Scenario = {
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
      texts: ['How many {things} do {first} and {cur} have together?', 'What is the total number of {things} that {first} and {cur} have?'],
      steps: [step('total = first + total', 'How many {things} do {first} and {cur} have together?', 'Together they have {=} {things}.')],
    },
    {
      id: 'more',
      minMoves: 2,
      texts: ['How many more {things} does {cur} have than {first}?', 'By how many {things} is the collection of {cur} larger than that of {first}?'],
      steps: [step('total = total - first', 'How many more {things} does {cur} have than {first}?', '{Cur} has {=} more {things}.')],
    },
    {
      id: 'fewer',
      minMoves: 2,
      texts: ['How many fewer {things} does {cur} have than {first}?', 'By how many {things} is the collection of {cur} smaller than that of {first}?'],
      steps: [step('total = first - total', 'How many fewer {things} does {cur} have than {first}?', '{Cur} has {=} fewer {things}.')],
    },
    {
      id: 'bags',
      texts: ['{Cur} puts all these {things} into {k} bags, the same number in each. How many {things} are in each bag of {cur}?', 'How many {things} are in each bag if {cur} fills {k} bags equally with all of them?'],
      draw: divisor(),
      steps: [step('total = total / k', 'How many {things} are in each bag?', 'Each bag has {=} {things}.')],
    },
    {
      id: 'all',
      texts: ['How many {things} do they have altogether?', 'What is the number of {things} that they have altogether?'],
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
    ['{First} also has {d} {others}.', 2, 60],
    ['{First} is {d} years old.', 7, 14],
    ["{First}'s street has {d} houses.", 10, 60],
    ['{First} lives {d} minutes from the school.', 4, 40],
    ["There are {d} books on {first}'s shelf.", 5, 50],
  ],
};

const monthWording: ChainWording = {
  ask: 'How many {goods} are sold in {cur}?',
  say: 'In {cur}, {=} {goods} are sold.',
  opening: ['In {first} a {shop} sells {total} {goods}.', 'A {shop} sells {total} {goods} in {first}.'],
  more: ['In {cur} the {shop} sells {n} more {goods} than in {prev}.', 'The {shop} sells {n} more {goods} in {cur} than in {prev}.'],
  fewer: ['In {cur} the {shop} sells {n} fewer {goods} than in {prev}.', 'The {shop} sells {n} fewer {goods} in {cur} than in {prev}.'],
  twice: ['In {cur} the {shop} sells twice as many {goods} as in {prev}.', 'From {prev} to {cur} the number of {goods} sold doubles.'],
  times: ['In {cur} the {shop} sells {k} times as many {goods} as in {prev}.', 'The {shop} sells {k} times as many {goods} in {cur} as in {prev}.'],
  half: ['In {cur} the {shop} sells half as many {goods} as in {prev}.', 'From {prev} to {cur} the number of {goods} sold is cut in half.'],
  part: ['In {cur} the {shop} sells 1/{k} as many {goods} as in {prev}.', 'The {shop} sells 1/{k} as many {goods} in {cur} as in {prev}.'],
  twiceMore: ['In {cur} the {shop} sells {n} more than twice as many {goods} as in {prev}.', 'The number of {goods} sold in {cur} is {n} more than twice the number sold in {prev}.'],
  twiceAsk: 'What is twice the number of {goods} sold in {prev}?',
  twiceSay: 'Twice that number is {=} {goods}.',
  together: ['In {cur} the {shop} sells as many {goods} as in {first} and {prev} together.', 'The {shop} sells as many {goods} in {cur} as in {first} and {prev} combined.'],
  start: start(4, 0.25),
  end: ['How many {goods} does the {shop} sell in {cur}?', 'How many {goods} are sold in {cur}?', 'What is the number of {goods} sold in {cur}?'],
  endAsk: 'How many {goods} are sold in {cur}?',
};

const calendar = 'January February March April May June July August September October November December'.split(' ');

const months: Scenario = {
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
          texts: ['In {first} the {shop} sells {total} {goods}.', 'The {shop} sells {total} {goods} in {first}.'],
        },
  ),
  moves: chainMoves(monthWording),
  closings: [
    chainEnd(monthWording),
    {
      id: 'sum',
      texts: ['How many {goods} does the {shop} sell in {first} and {cur} together?', 'What is the total number of {goods} sold in {first} and {cur}?'],
      steps: [step('total = first + total', 'How many {goods} are sold in {first} and {cur} together?', 'Together that is {=} {goods}.')],
    },
    {
      id: 'more',
      minMoves: 2,
      texts: ['How many more {goods} are sold in {cur} than in {first}?', 'How many more {goods} does the {shop} sell in {cur} than in {first}?'],
      steps: [step('total = total - first', 'How many more {goods} are sold in {cur} than in {first}?', 'In {cur}, {=} more {goods} are sold.')],
    },
    {
      id: 'fewer',
      minMoves: 2,
      texts: ['How many fewer {goods} are sold in {cur} than in {first}?', 'How many fewer {goods} does the {shop} sell in {cur} than in {first}?'],
      steps: [step('total = first - total', 'How many fewer {goods} are sold in {cur} than in {first}?', 'In {cur}, {=} fewer {goods} are sold.')],
    },
    {
      id: 'money',
      texts: ['Each of the {goods} brings ${k} of profit. How much profit does {cur} bring?', 'How much profit does {cur} bring if the {shop} earns ${k} on each of the {goods}?'],
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
      texts: ['How many {goods} does the {shop} sell in all these months?', 'What is the number of {goods} sold in all these months?'],
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

const ribbonWording: ChainWording = {
  ask: 'How long is the {cur} {ribbon}?',
  say: 'The {cur} {ribbon} is {=} {cm} long.',
  opening: ['The {first} {ribbon} is {total} {cm} long.', 'The length of the {first} {ribbon} is {total} {cm}.', 'The {first} {ribbon} has a length of {total} {cm}.'],
  more: ['The {cur} {ribbon} is {n} {cm} longer than the {prev} {ribbon}.', 'The {cur} {ribbon} is longer than the {prev} {ribbon} by {n} {cm}.'],
  fewer: ['The {cur} {ribbon} is {n} {cm} shorter than the {prev} {ribbon}.', 'The {cur} {ribbon} is shorter than the {prev} {ribbon} by {n} {cm}.'],
  twice: ['The {cur} {ribbon} is twice as long as the {prev} {ribbon}.', 'The {cur} {ribbon} has twice the length of the {prev} {ribbon}.'],
  times: ['The {cur} {ribbon} is {k} times as long as the {prev} {ribbon}.', 'The {cur} {ribbon} has {k} times the length of the {prev} {ribbon}.'],
  half: ['The {cur} {ribbon} is half as long as the {prev} {ribbon}.', 'The {cur} {ribbon} has half the length of the {prev} {ribbon}.'],
  part: ['The {cur} {ribbon} is 1/{k} as long as the {prev} {ribbon}.', 'The {cur} {ribbon} has 1/{k} of the length of the {prev} {ribbon}.'],
  twiceMore: ['The {cur} {ribbon} is {n} {cm} longer than twice the length of the {prev} {ribbon}.', 'Twice the length of the {prev} {ribbon} plus {n} {cm} is the length of the {cur} {ribbon}.'],
  twiceAsk: 'What is twice the length of the {prev} {ribbon}?',
  twiceSay: 'Twice that length is {=} {cm}.',
  together: ['The {cur} {ribbon} is as long as the {first} and {prev} {ribbons} together.', 'Put together, the {first} and {prev} {ribbons} are as long as the {cur} {ribbon}.'],
  start: start(4, 0.25),
  end: ['How long is the {cur} {ribbon}?', 'What is the length of the {cur} {ribbon}?', 'How many {cm} long is the {cur} {ribbon}?'],
  endAsk: 'How long is the {cur} {ribbon}?',
};

const ribbons: Scenario = {
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
  chain: (random) => several(random, 'red blue green yellow white black pink brown gray orange'.split(' '), 9),
  openings: chainOpenings(ribbonWording),
  moves: chainMoves(ribbonWording),
  closings: [
    chainEnd(ribbonWording),
    {
      id: 'sum',
      texts: ['How long are the {first} and {cur} {ribbons} together?', 'What is the total length of the {first} and {cur} {ribbons}?'],
      steps: [step('total = first + total', 'How long are the {first} and {cur} {ribbons} together?', 'Together they are {=} {cm} long.')],
    },
    {
      id: 'more',
      minMoves: 2,
      texts: ['How much longer is the {cur} {ribbon} than the {first} {ribbon}?', 'By how many {cm} is the {cur} {ribbon} longer than the {first} {ribbon}?'],
      steps: [step('total = total - first', 'How much longer is the {cur} {ribbon} than the {first} {ribbon}?', 'It is {=} {cm} longer.')],
    },
    {
      id: 'fewer',
      minMoves: 2,
      texts: ['How much shorter is the {cur} {ribbon} than the {first} {ribbon}?', 'By how many {cm} is the {cur} {ribbon} shorter than the {first} {ribbon}?'],
      steps: [step('total = first - total', 'How much shorter is the {cur} {ribbon} than the {first} {ribbon}?', 'It is {=} {cm} shorter.')],
    },
    {
      id: 'pieces',
      texts: ['The {cur} {ribbon} is cut into {k} equal pieces. How long is each piece?', 'How long is each piece if the {cur} {ribbon} is cut into {k} equal pieces?'],
      draw: divisor(),
      steps: [step('total = total / k', 'How long is each piece of the {cur} {ribbon}?', 'Each piece is {=} {cm} long.')],
    },
    {
      id: 'all',
      texts: ['How long are all these {ribbons} together?', 'What is the total length of all these {ribbons}?'],
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
    ['The {first} {ribbon} cost ${d}.', 2, 40],
    ['The {first} {ribbon} is {d} weeks old.', 2, 50],
    ['The shop with these {ribbons} opened {d} years ago.', 3, 80],
    ['The {first} {ribbon} lay in a drawer for {d} days.', 2, 60],
    ['The table below the {ribbons} has {d} scratches.', 2, 20],
  ],
};

export const comparisons: readonly Scenario[] = [owners, months, ribbons];
