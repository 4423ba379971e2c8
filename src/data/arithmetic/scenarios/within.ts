// Fractions and percentages: groups within groups.
import {
  addend,
  divisor,
  factor,
  fraction,
  groups,
  groupsAdded,
  percent,
  start,
  takeaway,
} from '../draws.ts';
import { type Clause, type Draw, type Scenario, step } from '../grammar.ts';

const count = 'There are {=} {cur}.';
const askCount = 'How many {cur} are there?';

function narrow(id: string, texts: readonly string[], formula: string, limit: number, draw?: Draw): Clause {
  const clause = { id, texts, steps: [step(formula, askCount, count)], limit, advances: true };
  return draw === undefined ? clause : { ...clause, draw };
}

/** Groups within groups, each a part of the one before it; everything after a narrowing is about the smaller group. */
const worlds = [
  {
    place: 'school',
    preposition: 'at',
    chain: ['students', 'club members', 'musicians', 'drummers', 'beginners'],
  },
  { place: 'town', preposition: 'in', chain: ['visitors', 'sports fans', 'runners', 'women', 'students'] },
  {
    place: 'company',
    preposition: 'in',
    chain: ['workers', 'engineers', 'team leaders', 'parents', 'cyclists'],
  },
  {
    place: 'zoo',
    preposition: 'in',
    chain: ['animals', 'birds', 'parrots', 'green parrots', 'young green parrots'],
  },
  {
    place: 'farm',
    preposition: 'on',
    chain: ['animals', 'chickens', 'hens', 'brown hens', 'young brown hens'],
  },
] as const;

export const within: Scenario = {
  id: 'within',
  words: (random) => {
    const { place, preposition } = random.pick(worlds);
    return { place, at: preposition };
  },
  chain: (_, { place }) => worlds.find((world) => world.place === place)?.chain ?? [],
  openings: [
    {
      id: 'are',
      texts: [
        'There are {total} {first} {at} a {place}.',
        'A {place} has {total} {first}.',
        'A {place} counts {total} {first}.',
      ],
      draw: start(30, 0.9),
      steps: [],
    },
    {
      id: 'groups',
      texts: [
        'A {place} has {k} groups of {n} {first}.',
        'There are {k} groups with {n} {first} each {at} a {place}.',
      ],
      draw: groups(9, 80),
      steps: [step('total = k * n', 'How many {first} are there?', 'There are {=} {first}.')],
    },
  ],
  moves: [
    narrow(
      'part',
      ['Of the {prev}, 1/{k} are {cur}.', 'The {cur} are 1/{k} of the {prev}.'],
      'total = total / k',
      1,
      divisor(6, 3),
    ),
    narrow(
      'half',
      ['Half of the {prev} are {cur}.', 'Of the {prev}, half are {cur}.'],
      'total = total / two',
      1,
    ),
    narrow(
      'percent',
      ['Of the {prev}, {p}% are {cur}.', 'Exactly {p}% of the {prev} are {cur}.'],
      'total = total % p',
      1,
      percent(),
    ),
    narrow(
      'fraction',
      ['Of the {prev}, {i}/{j} are {cur}.', 'Exactly {i}/{j} of the {prev} are {cur}.'],
      'total = total */ i',
      1,
      fraction,
    ),
    {
      id: 'come',
      texts: ['Then {n} more {cur} arrive.', 'Later {n} new {cur} come.'],
      draw: addend,
      limit: 2,
      steps: [step('total = total + n', 'How many {cur} are there after the new ones arrive?', count)],
    },
    {
      id: 'leave',
      texts: ['Then {n} {cur} leave.', 'After a week {n} of the {cur} leave.'],
      draw: takeaway,
      limit: 2,
      steps: [step('total = total - n', 'How many {cur} are there after some leave?', count)],
    },
    {
      id: 'groups-come',
      texts: ['On Monday {k} groups of {n} {cur} arrive.', 'Then {k} buses bring {n} {cur} each.'],
      draw: groupsAdded(8, 15),
      steps: [
        step('part = k * n', 'How many new {cur} arrive?', 'There are {=} new {cur}.'),
        step('total = total + part', 'How many {cur} are there with the new ones?', count),
      ],
    },
    {
      id: 'percent-leave',
      texts: ['In summer {p}% of the {cur} leave.', 'At the end of summer {p}% of the {cur} leave.'],
      draw: percent(60),
      steps: [
        step('part = total % p', 'How many {cur} leave in summer?', 'In summer {=} {cur} leave.'),
        step('total = total - part', 'How many {cur} are there after the summer?', count),
      ],
    },
  ],
  closings: [
    {
      id: 'end',
      texts: [
        'How many {cur} are there?',
        'How many {cur} are there in the end?',
        'What is the number of {cur} now?',
      ],
      ask: 'How many {cur} are there in the end?',
      steps: [],
    },
    {
      id: 'ill',
      texts: [
        'Today {p}% of the {cur} are ill. How many {cur} are ill?',
        'How many of the {cur} are ill if {p}% of the {cur} are ill today?',
      ],
      draw: percent(60),
      steps: [step('total = total % p', 'How many of the {cur} are ill?', 'There are {=} ill {cur}.')],
    },
    {
      id: 'teams',
      texts: [
        'The {cur} are divided into {k} equal groups. How many {cur} are in each group?',
        'How many {cur} are in each group if the {cur} form {k} equal groups?',
      ],
      draw: divisor(10),
      steps: [step('total = total / k', 'How many {cur} are in each group?', 'Each group has {=} {cur}.')],
    },
    {
      id: 'meals',
      texts: [
        'Each of the {cur} gets {k} meals. How many meals is that?',
        'How many meals are needed if each of the {cur} gets {k} meals?',
      ],
      draw: factor(5),
      steps: [step('total = total * k', 'How many meals do the {cur} get?', 'The {cur} get {=} meals.')],
    },
  ],
  asides: [
    ['It is {d} degrees outside.', 12, 32],
    ['The {place} is {d} years old.', 10, 90],
    ['The next bus stop is {d} meters away.', 20, 90],
    ['Parking at the {place} costs {$d}.', 2, 9],
    ['The {place} was painted {d} months ago.', 2, 40],
  ],
};
