// Ages: chains of people or old things, with questions about the past, the future and sums.
import { addend, start, takeaway } from '../draws.ts';
import { type Clause, type Scenario, step } from '../grammar.ts';
import { boys, girls, several } from '../lexicon.ts';
import { type ChainWording, chainEnd, chainMoves, chainOpenings } from './chains.ts';

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
  twiceMore: ['{Cur} is {n} years older than twice the age of {prev}.', 'The age of {cur} is {n} more than twice the age of {prev}.'],
  twiceAsk: 'What is twice the age of {prev}?',
  twiceSay: 'Twice that age is {=} years.',
  together: ['{Cur} is as old as {first} and {prev} together.', 'The ages of {first} and {prev} add up to the age of {cur}.'],
  start: start(4, 0.4),
  end: ['How old is {cur}?', 'What is the age of {cur}?', 'How many years old is {cur}?'],
  endAsk: 'How old is {cur}?',
};

function shifts(wording: ChainWording, later: readonly string[], earlier: readonly string[]): Clause[] {
  const { ask, say } = wording;
  return [
    { id: 'as-later', texts: later, draw: addend, advances: true, steps: [step('total = total + n', ask, say)] },
    { id: 'as-earlier', texts: earlier, draw: takeaway, advances: true, steps: [step('total = total - n', ask, say)] },
  ];
}

const persons: Scenario = {
  id: 'persons',
  cap: 100,
  words: () => ({}),
  chain: (random) => several(random, [...girls, ...boys], 9),
  openings: chainOpenings(peopleWording),
  moves: [
    ...chainMoves(peopleWording),
    ...shifts(
      peopleWording,
      ['{Cur} is as old now as {prev} will be in {n} years.', 'In {n} years {prev} will be as old as {cur} is now.'],
      ['{Cur} is as old now as {prev} was {n} years ago.', '{Prev} was as old {n} years ago as {cur} is now.'],
    ),
  ],
  closings: [
    chainEnd(peopleWording),
    {
      id: 'sum',
      texts: ['What is the sum of the ages of {first} and {cur}?', 'How old are {first} and {cur} together?'],
      steps: [step('total = first + total', 'What is the sum of the ages of {first} and {cur}?', 'The sum is {=} years.')],
    },
    {
      id: 'older',
      minMoves: 2,
      texts: ['How many years older is {cur} than {first}?', 'By how many years is {cur} older than {first}?'],
      steps: [step('total = total - first', 'How many years older is {cur} than {first}?', '{Cur} is {=} years older.')],
    },
    {
      id: 'younger',
      minMoves: 2,
      texts: ['How many years younger is {cur} than {first}?', 'By how many years is {cur} younger than {first}?'],
      steps: [step('total = first - total', 'How many years younger is {cur} than {first}?', '{Cur} is {=} years younger.')],
    },
    {
      id: 'future',
      texts: ['How old will {cur} be in {n} years?', 'What will be the age of {cur} in {n} years?'],
      draw: addend,
      steps: [step('total = total + n', 'How old will {cur} be in {n} years?', '{Cur} will be {=} years old.')],
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

const thingWording: ChainWording = {
  ask: 'How old is the {cur}?',
  say: 'The {cur} is {=} years old.',
  opening: ['The {first} in {town} is {total} years old.', '{Town} has a {first} that is {total} years old.'],
  more: ['The {cur} is {n} years older than the {prev}.', 'The {cur} was built {n} years before the {prev}.'],
  fewer: ['The {cur} is {n} years younger than the {prev}.', 'The {cur} was built {n} years after the {prev}.'],
  twice: ['The {cur} is twice as old as the {prev}.', 'The age of the {cur} is double that of the {prev}.'],
  times: ['The {cur} is {k} times as old as the {prev}.', 'The age of the {cur} is {k} times that of the {prev}.'],
  half: ['The {cur} is half as old as the {prev}.', 'The age of the {cur} is half that of the {prev}.'],
  part: ['The {cur} is 1/{k} as old as the {prev}.', 'The age of the {cur} is 1/{k} of that of the {prev}.'],
  twiceMore: ['The {cur} is {n} years older than twice the age of the {prev}.', 'The age of the {cur} is {n} more than twice that of the {prev}.'],
  twiceAsk: 'What is twice the age of the {prev}?',
  twiceSay: 'Twice that age is {=} years.',
  together: ['The {cur} is as old as the {first} and the {prev} together.', 'The ages of the {first} and the {prev} add up to that of the {cur}.'],
  start: start(6, 0.3),
  end: ['How old is the {cur}?', 'What is the age of the {cur}?', 'How many years old is the {cur}?'],
  endAsk: 'How old is the {cur}?',
};

const buildings: Scenario = {
  id: 'buildings',
  cap: 600,
  words: (random) => ({ town: random.pick(['Milltown', 'Oakville', 'Riverton', 'Westfield', 'Newport', 'Ashford']) }),
  chain: (random) =>
    several(random, 'bridge church school mill tower museum library theater station market hotel castle'.split(' '), 9),
  openings: chainOpenings(thingWording),
  moves: [
    ...chainMoves(thingWording),
    ...shifts(
      thingWording,
      ['The {cur} is as old now as the {prev} will be in {n} years.', 'In {n} years the {prev} will be as old as the {cur} is now.'],
      ['The {cur} is as old now as the {prev} was {n} years ago.', 'The {prev} was as old {n} years ago as the {cur} is now.'],
    ),
  ],
  closings: [
    chainEnd(thingWording),
    {
      id: 'sum',
      texts: ['What is the sum of the ages of the {first} and the {cur}?', 'How old are the {first} and the {cur} together?'],
      steps: [step('total = first + total', 'What is the sum of the ages of the {first} and the {cur}?', 'The sum is {=} years.')],
    },
    {
      id: 'older',
      minMoves: 2,
      texts: ['How many years older is the {cur} than the {first}?', 'By how many years is the {cur} older than the {first}?'],
      steps: [step('total = total - first', 'How many years older is the {cur} than the {first}?', 'The {cur} is {=} years older.')],
    },
    {
      id: 'younger',
      minMoves: 2,
      texts: ['How many years younger is the {cur} than the {first}?', 'By how many years is the {cur} younger than the {first}?'],
      steps: [step('total = first - total', 'How many years younger is the {cur} than the {first}?', 'The {cur} is {=} years younger.')],
    },
    {
      id: 'future',
      texts: ['How old will the {cur} be in {n} years?', 'What will be the age of the {cur} in {n} years?'],
      draw: addend,
      steps: [step('total = total + n', 'How old will the {cur} be in {n} years?', 'The {cur} will be {=} years old.')],
    },
    {
      id: 'past',
      texts: ['How old was the {cur} {n} years ago?', 'What was the age of the {cur} {n} years ago?'],
      draw: takeaway,
      steps: [step('total = total - n', 'How old was the {cur} {n} years ago?', 'The {cur} was {=} years old.')],
    },
    {
      id: 'all',
      texts: ['What is the sum of the ages of all these buildings?', 'How old are all these buildings together?'],
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

export const ages: readonly Scenario[] = [persons, buildings];
