// Transfers: people who get on and off.
import {
  above,
  addend,
  divisor,
  factor,
  groups,
  groupsAdded,
  groupsTaken,
  start,
  takeaway,
} from '../draws.ts';
import { type Scenario, step } from '../grammar.ts';
import { several } from '../lexicon.ts';

const aboard = 'There are {=} people on the {bus}.';

export const bus: Scenario = {
  id: 'bus',
  cap: 300,
  words: (random) => {
    const stops = [
      'market',
      'school',
      'museum',
      'park',
      'library',
      'beach',
      'zoo',
      'stadium',
      'theater',
      'airport',
    ];
    const [s1 = '', s2 = '', s3 = '', s4 = '', s5 = '', s6 = '', s7 = ''] = several(random, stops, 7);
    return { bus: random.pick(['bus', 'train', 'tram', 'coach']), s1, s2, s3, s4, s5, s6, s7 };
  },
  openings: [
    {
      id: 'leaves',
      texts: [
        'A {bus} starts with {total} people on board.',
        'There are {total} people on a {bus}.',
        'A {bus} leaves the station with {total} people.',
      ],
      draw: start(8, 0.4),
      steps: [],
    },
    {
      id: 'groups',
      texts: [
        'At the station, {k} groups of {n} people board an empty {bus}.',
        'A {bus} starts with {k} groups of {n} people.',
      ],
      draw: groups(8, 15),
      steps: [step('total = k * n', 'How many people are on the {bus} at first?', aboard)],
    },
  ],
  moves: [
    {
      id: 'on',
      texts: [
        'At the {s1}, {n} people get on.',
        'Then {n} people get on at the {s1}.',
        'At the {s1} the {bus} picks up {n} people.',
      ],
      draw: addend,
      steps: [step('total = total + n', 'How many people are on the {bus} after the {s1}?', aboard)],
    },
    {
      id: 'off',
      texts: [
        'At the {s2}, {n} people get off.',
        'Then {n} people get off at the {s2}.',
        'At the {s2} the {bus} drops off {n} people.',
      ],
      draw: takeaway,
      steps: [step('total = total - n', 'How many people are on the {bus} after the {s2}?', aboard)],
    },
    {
      id: 'both',
      texts: [
        'At the {s3}, {n} people get off and then {m} people get on.',
        'At the {s3} the {bus} drops off {n} people and picks up {m} others.',
      ],
      draw: (draft) => {
        if (!takeaway(draft)) return false;
        draft.numbers.m = draft.random.integer(2, Math.max(3, Math.floor(draft.max / 8)));
        return true;
      },
      steps: [
        step(
          'total = total - n',
          'How many people stay on the {bus} at the {s3}?',
          'At the {s3} {=} people stay on.',
        ),
        step('total = total + m', 'How many people are on the {bus} after the {s3}?', aboard),
      ],
    },
    {
      id: 'families',
      texts: [
        'At the {s4}, {k} families of {n} people get on.',
        'Then {k} families of {n} people each get on at the {s4}.',
      ],
      draw: groupsAdded(6, 8),
      steps: [
        step('part = k * n', 'How many people get on at the {s4}?', 'At the {s4} {=} people get on.'),
        step('total = total + part', 'How many people are on the {bus} after the {s4}?', aboard),
      ],
    },
    {
      id: 'teams',
      texts: [
        'At the {s5}, {k} teams of {n} people get off.',
        'Then {k} teams of {n} people each get off at the {s5}.',
      ],
      draw: groupsTaken(6, 12),
      steps: [
        step('part = k * n', 'How many people get off at the {s5}?', 'At the {s5} {=} people get off.'),
        step('total = total - part', 'How many people are on the {bus} after the {s5}?', aboard),
      ],
    },
    {
      id: 'half',
      texts: [
        'At the {s6}, half of the people on the {bus} get off.',
        'Half of the people on the {bus} get off at the {s6}.',
      ],
      steps: [
        step('part = total / two', 'How many people get off at the {s6}?', 'At the {s6} {=} people get off.'),
        step('total = total - part', 'How many people are on the {bus} after the {s6}?', aboard),
      ],
    },
    {
      id: 'double',
      texts: [
        'At the {s7}, the number of people on the {bus} doubles.',
        'The number of people on the {bus} doubles at the {s7}.',
      ],
      steps: [step('total = total * two', 'How many people are on the {bus} after the {s7}?', aboard)],
    },
  ],
  closings: [
    {
      id: 'end',
      texts: [
        'How many people are on the {bus} now?',
        'How many people are on the {bus} in the end?',
        'How many people does the {bus} carry after that?',
      ],
      ask: 'How many people are on the {bus} in the end?',
      steps: [],
    },
    {
      id: 'seats',
      texts: [
        'The {bus} has {n} seats, and everyone on board has a seat. How many seats are free now?',
        'How many of the {n} seats on the {bus} are free now if everyone on board has a seat?',
      ],
      draw: above,
      steps: [step('total = n - total', 'How many seats are free?', 'There are {=} free seats.')],
    },
    {
      id: 'tickets',
      texts: [
        'Everyone now on the {bus} pays {$k} for a ticket. How much do they pay in total?',
        'How much money is collected if everyone now on the {bus} pays {$k}?',
      ],
      draw: factor(8),
      steps: [
        step(
          'total = total * k',
          'How much do the people on the {bus} pay in total?',
          'They pay {=} dollars.',
        ),
      ],
    },
    {
      id: 'tours',
      texts: [
        'At the last stop everyone gets off and walks on in {k} equal groups. How many people are in each group?',
        'Everyone gets off at the castle and joins one of {k} equal tour groups. How many people are in each group?',
      ],
      draw: divisor(10),
      steps: [step('total = total / k', 'How many people are in each group?', 'Each group has {=} people.')],
    },
  ],
  asides: [
    ['The driver has worked for {d} years.', 2, 30],
    ['The {bus} is {d} years old.', 2, 25],
    ['A ride to the last stop takes {d} minutes.', 15, 80],
    ['The {bus} has {d} windows.', 12, 40],
    ['It is {d} degrees outside.', 12, 32],
    ['The first stop is {d} km from the last one.', 8, 60],
  ],
};
