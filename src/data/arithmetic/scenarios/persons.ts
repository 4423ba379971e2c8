// Ages: people, with questions about the past and the future.
import { addend, start, takeaway } from '../draws.ts';
import { type Scenario, step } from '../grammar.ts';
import { boys, girls, several } from '../lexicon.ts';
import { type ChainWording, chainEnd, chainMoves, chainOpenings, shifts } from './chains.ts';

const peopleWording: ChainWording = {
  ask: 'How old is {cur}?',
  say: '{Cur} is {=} years old.',
  opening: ['{First} is {total} years old.', '{First} is {total}.', 'The age of {first} is {total}.'],
  more: ['{Cur} is {n} years older than {prev}.', '{Cur} was born {n} years before {prev}.'],
  fewer: ['{Cur} is {n} years younger than {prev}.', '{Cur} was born {n} years after {prev}.'],
  twice: ['{Cur} is twice as old as {prev}.', 'The age of {cur} is double the age of {prev}.'],
  times: ['{Cur} is {k} times as old as {prev}.', 'The age of {cur} is {k} times the age of {prev}.'],
  half: ['{Cur} is half as old as {prev}.', 'The age of {cur} is half the age of {prev}.'],
  part: ['{Cur} is 1/{k} as old as {prev}.', 'The age of {cur} is 1/{k} of the age of {prev}.'],
  twiceMore: [
    '{Cur} is {n} years older than twice the age of {prev}.',
    'The age of {cur} is {n} more than twice the age of {prev}.',
  ],
  twiceAsk: 'What is twice the age of {prev}?',
  twiceSay: 'Twice that age is {=} years.',
  together: [
    '{Cur} is as old as {first} and {prev} together.',
    'The ages of {first} and {prev} add up to the age of {cur}.',
  ],
  start: start(4, 0.4),
  end: ['How old is {cur}?', 'What is the age of {cur}?', 'How many years old is {cur}?'],
  endAsk: 'How old is {cur}?',
};

export const persons: Scenario = {
  id: 'persons',
  cap: 100,
  words: () => ({}),
  chain: (random) => several(random, [...girls, ...boys], 9),
  openings: chainOpenings(peopleWording),
  moves: [
    ...chainMoves(peopleWording),
    ...shifts(
      peopleWording,
      [
        '{Cur} is as old now as {prev} will be in {n} years.',
        'In {n} years {prev} will be as old as {cur} is now.',
      ],
      [
        '{Cur} is as old now as {prev} was {n} years ago.',
        '{Prev} was as old {n} years ago as {cur} is now.',
      ],
    ),
  ],
  closings: [
    chainEnd(peopleWording),
    {
      id: 'sum',
      texts: ['What is the sum of the ages of {first} and {cur}?', 'How old are {first} and {cur} together?'],
      steps: [
        step(
          'total = first + total',
          'What is the sum of the ages of {first} and {cur}?',
          'The sum is {=} years.',
        ),
      ],
    },
    {
      id: 'older',
      minMoves: 2,
      texts: [
        'How many years older is {cur} than {first}?',
        'By how many years is {cur} older than {first}?',
      ],
      steps: [
        step(
          'total = total - first',
          'How many years older is {cur} than {first}?',
          '{Cur} is {=} years older.',
        ),
      ],
    },
    {
      id: 'younger',
      minMoves: 2,
      texts: [
        'How many years younger is {cur} than {first}?',
        'By how many years is {cur} younger than {first}?',
      ],
      steps: [
        step(
          'total = first - total',
          'How many years younger is {cur} than {first}?',
          '{Cur} is {=} years younger.',
        ),
      ],
    },
    {
      id: 'future',
      texts: ['How old will {cur} be in {n} years?', 'What will be the age of {cur} in {n} years?'],
      draw: addend,
      steps: [
        step('total = total + n', 'How old will {cur} be in {n} years?', '{Cur} will be {=} years old.'),
      ],
    },
    {
      id: 'past',
      texts: ['How old was {cur} {n} years ago?', 'What was the age of {cur} {n} years ago?'],
      draw: takeaway,
      steps: [step('total = total - n', 'How old was {cur} {n} years ago?', '{Cur} was {=} years old.')],
    },
    {
      id: 'all',
      texts: ['What is the sum of all their ages?', 'How old are they all together?'],
      steps: [],
      addsAll: {
        first: 'What is the sum of the ages of {first} and {cur}?',
        next: 'What is the sum together with {cur}?',
        say: 'The sum is {=} years.',
      },
      ask: 'What is the sum of all their ages?',
    },
  ],
  asides: [
    ['{First} lives in house number {d}.', 2, 90],
    ['{First} has {d} cousins.', 2, 20],
    ['{First} owns {d} books.', 5, 90],
    ['The house of {first} has {d} windows.', 4, 30],
    ['{First} runs {d} km a week.', 2, 40],
  ],
};
