// Containers and transfers: one quantity that things are put into and taken out of.
import {
  above,
  addend,
  divisor,
  factor,
  groups,
  groupsAdded,
  groupsTaken,
  pair,
  start,
  takeaway,
} from '../draws.ts';
import { type Scenario, step } from '../grammar.ts';
import { collectibles, people, several, twoOf } from '../lexicon.ts';

const has = '{Name} has {=} {things}.';
const boxes = [
  ['box', 'boxes'],
  ['bag', 'bags'],
  ['jar', 'jars'],
  ['tin', 'tins'],
  ['album', 'albums'],
] as const;

const collection: Scenario = {
  id: 'collection',
  cap: 600,
  words: (random) => {
    const [things, others] = twoOf(random, collectibles);
    const [box, plural] = random.pick(boxes);
    return { ...people(random), things, others, box, boxes: plural };
  },
  openings: [
    {
      id: 'has',
      texts: [
        '{Name} has {total} {things}.',
        '{Name} starts the day with {total} {things}.',
        "There are {total} {things} in {name}'s {box}.",
        '{Name} keeps {total} {things} in {a box}.',
      ],
      draw: start(),
      steps: [],
    },
    {
      id: 'boxes',
      texts: [
        '{Name} has {k} {boxes} with {n} {things} each.',
        '{Name} fills {k} {boxes} with {n} {things} each.',
        "In {name}'s room there are {k} {boxes}, each with {n} {things}.",
      ],
      draw: groups(),
      steps: [step('total = k * n', 'How many {things} does {name} have at first?', has)],
    },
    {
      id: 'places',
      texts: [
        '{Name} has {m} {things} at home and {n} {things} at school.',
        '{Name} has {m} {things} in one {box} and {n} {things} in another.',
      ],
      draw: pair,
      steps: [step('total = m + n', 'How many {things} does {name} have at first?', has)],
    },
  ],
  moves: [
    {
      id: 'gift',
      texts: [
        '{F1} gives {him} {n} more {things}.',
        '{Name} gets {n} {things} from {f1}.',
        'As a present, {name} receives {n} {things} from {f1}.',
      ],
      draw: addend,
      steps: [step('total = total + n', 'How many {things} does {name} have after the gift from {f1}?', has)],
    },
    {
      id: 'find',
      texts: [
        '{She} finds {n} more {things} in the attic.',
        '{Name} finds {n} {things} under the bed and keeps them.',
        'Behind a shelf {she} discovers {n} more {things}.',
      ],
      draw: addend,
      steps: [step('total = total + n', 'How many {things} does {name} have after finding some?', has)],
    },
    {
      id: 'give',
      texts: [
        '{She} gives {n} {things} to {f2}.',
        '{Name} hands {n} {things} to {f2}.',
        '{F2} gets {n} {things} from {name}.',
      ],
      draw: takeaway,
      steps: [step('total = total - n', 'How many {things} does {name} have after giving some to {f2}?', has)],
    },
    {
      id: 'lose',
      texts: [
        '{She} loses {n} {things} on the way home.',
        'On a trip {name} loses {n} {things}.',
        '{She} cannot find {n} of {his} {things} any more.',
      ],
      draw: takeaway,
      steps: [step('total = total - n', 'How many {things} does {name} have after losing some?', has)],
    },
    {
      id: 'packs',
      texts: [
        '{Name} buys {k} packs of {n} {things} each.',
        '{F3} brings {him} {k} packs with {n} {things} in each.',
        'The mail brings {name} {k} packs of {n} {things}.',
      ],
      draw: groupsAdded(9, 30),
      steps: [
        step('part = k * n', 'How many {things} are in the packs?', 'The packs hold {=} {things}.'),
        step('total = total + part', 'How many {things} does {name} have with the packs?', has),
      ],
    },
    {
      id: 'cousins',
      texts: [
        '{She} gives {n} {things} to each of {k} cousins.',
        "Each of {name}'s {k} cousins gets {n} {things} from {him}.",
      ],
      draw: groupsTaken(8, 20),
      steps: [
        step('part = k * n', 'How many {things} do the cousins get?', 'The cousins get {=} {things}.'),
        step('total = total - part', 'How many {things} does {name} have after giving to the cousins?', has),
      ],
    },
    {
      id: 'half',
      texts: [
        '{She} gives half of {his} {things} to {f4}.',
        "{F4} gets half of {name}'s {things}.",
        '{Name} gives {f4} half of the {things} that {she} has.',
      ],
      steps: [
        step('part = total / two', 'How many {things} does {f4} get?', '{F4} gets {=} {things}.'),
        step('total = total - part', 'How many {things} does {name} have after giving half to {f4}?', has),
      ],
    },
    {
      id: 'sale',
      texts: ['{She} sells 1/{k} of {his} {things}.', 'At a fair {name} sells 1/{k} of {his} {things}.'],
      draw: divisor(8, 3),
      steps: [
        step('part = total / k', 'How many {things} does {name} sell?', '{Name} sells {=} {things}.'),
        step('total = total - part', 'How many {things} does {name} have after the sale?', has),
      ],
    },
    {
      id: 'double',
      texts: [
        '{Name} trades well and doubles {his} number of {things}.',
        'After a lucky week {she} has twice as many {things} as before.',
      ],
      steps: [step('total = total * two', 'How many {things} does {name} have after doubling them?', has)],
    },
  ],
  closings: [
    {
      id: 'end',
      texts: [
        'How many {things} does {name} have now?',
        'How many {things} does {name} have in the end?',
        'What is the number of {things} that {name} has in the end?',
      ],
      ask: 'How many {things} does {name} have in the end?',
      steps: [],
    },
    {
      id: 'friends',
      texts: [
        'Then {name} shares all the {things} equally among {k} friends. How many {things} does each friend get?',
        '{Name} gives all {his} {things} to {k} friends, the same number to each. How many {things} does each friend get?',
      ],
      draw: divisor(),
      steps: [step('total = total / k', 'How many {things} does each friend get?', 'Each friend gets {=} {things}.')],
    },
    {
      id: 'more',
      texts: [
        '{F5} has {n} {things}. How many more {things} does {name} have than {f5} in the end?',
        'How many more {things} does {name} now have than {f5}, who has {n} {things}?',
      ],
      draw: takeaway,
      steps: [
        step('total = total - n', 'How many more {things} does {name} have than {f5}?', '{Name} has {=} more {things}.'),
      ],
    },
    {
      id: 'together',
      texts: [
        '{F5} has {n} {things}. How many {things} do {name} and {f5} have together in the end?',
        'How many {things} do {name} and {f5} now have together if {f5} has {n} {things}?',
      ],
      draw: addend,
      steps: [
        step('total = total + n', 'How many {things} do {name} and {f5} have together?', 'Together they have {=} {things}.'),
      ],
    },
    {
      id: 'goal',
      texts: [
        '{Name} wants to have {n} {things}. How many more {things} does {she} need?',
        'How many more {things} does {name} need now to have {n} {things}?',
      ],
      draw: above,
      steps: [step('total = n - total', 'How many more {things} does {name} need?', '{Name} needs {=} more {things}.')],
    },
  ],
  asides: [
    ['{Name} also has {d} {others}.', 2, 60],
    ['{Name} is {d} years old.', 7, 14],
    ["{Name}'s street has {d} houses.", 10, 60],
    ["The walk to {name}'s school takes {d} minutes.", 5, 40],
    ["There are {d} books on {name}'s shelf.", 5, 50],
    ['{Name} goes to bed {d} minutes late.', 5, 45],
  ],
};

const contains = 'The {vessel} contains {=} liters.';

const tank: Scenario = {
  id: 'tank',
  words: (random) => ({ vessel: random.pick(['tank', 'pool', 'pond', 'barrel', 'basin']) }),
  openings: [
    {
      id: 'contains',
      texts: [
        '{A vessel} contains {total} liters of water.',
        'There are {total} liters of water in {a vessel}.',
        'In the morning {a vessel} contains {total} liters of water.',
      ],
      draw: start(),
      steps: [],
    },
    {
      id: 'filled',
      texts: [
        'A hose runs for {k} minutes and fills {n} liters a minute into an empty {vessel}.',
        'Workers pour {k} buckets of {n} liters each into an empty {vessel}.',
      ],
      draw: groups(9, 50),
      steps: [step('total = k * n', 'How many liters does the {vessel} contain at first?', contains)],
    },
  ],
  moves: [
    {
      id: 'rain',
      texts: [
        'Rain adds {n} liters to the {vessel}.',
        'Overnight, rain brings {n} more liters into the {vessel}.',
        'A storm adds {n} liters of water to the {vessel}.',
      ],
      draw: addend,
      steps: [step('total = total + n', 'How many liters does the {vessel} contain after the rain?', contains)],
    },
    {
      id: 'neighbor',
      texts: [
        'A neighbor pours {n} liters into the {vessel}.',
        'Then a neighbor adds {n} liters of water to the {vessel}.',
      ],
      draw: addend,
      steps: [step('total = total + n', 'How many liters does the {vessel} contain with the water of the neighbor?', contains)],
    },
    {
      id: 'leak',
      texts: [
        'Through a leak the {vessel} loses {n} liters.',
        'A leak lets {n} liters run out of the {vessel}.',
        'The {vessel} has a leak and loses {n} liters.',
      ],
      draw: takeaway,
      steps: [step('total = total - n', 'How many liters does the {vessel} contain after the leak?', contains)],
    },
    {
      id: 'cows',
      texts: [
        'Some cows drink {n} liters from the {vessel}.',
        'A farmer takes {n} liters out of the {vessel} for the cows.',
      ],
      draw: takeaway,
      steps: [step('total = total - n', 'How many liters does the {vessel} contain after the cows drink?', contains)],
    },
    {
      id: 'pump',
      texts: [
        'A pump adds {n} liters a minute to the {vessel} for {k} minutes.',
        'For {k} minutes a pump adds {n} liters a minute to the {vessel}.',
      ],
      draw: groupsAdded(9, 40),
      steps: [
        step('part = k * n', 'How many liters does the pump add?', 'The pump adds {=} liters.'),
        step('total = total + part', 'How many liters does the {vessel} contain after the pump runs?', contains),
      ],
    },
    {
      id: 'cans',
      texts: [
        'A gardener fills {k} cans with {n} liters each from the {vessel}.',
        'A gardener takes {k} cans of {n} liters each out of the {vessel}.',
      ],
      draw: groupsTaken(9, 20),
      steps: [
        step('part = k * n', 'How many liters does the gardener take?', 'The gardener takes {=} liters.'),
        step('total = total - part', 'How many liters does the {vessel} contain after the gardener takes water?', contains),
      ],
    },
    {
      id: 'half',
      texts: [
        'Half of the water in the {vessel} is used to wash cars.',
        'A car wash takes half of the water in the {vessel}.',
      ],
      steps: [
        step('part = total / two', 'How many liters does the car wash use?', 'The car wash uses {=} liters.'),
        step('total = total - part', 'How many liters does the {vessel} contain after the car wash?', contains),
      ],
    },
    {
      id: 'sun',
      texts: [
        'In the sun, 1/{k} of the water in the {vessel} dries up.',
        'On a hot day the {vessel} loses 1/{k} of its water to the sun.',
      ],
      draw: divisor(8, 3),
      steps: [
        step('part = total / k', 'How many liters dry up in the sun?', 'In the sun {=} liters dry up.'),
        step('total = total - part', 'How many liters does the {vessel} contain after the sun?', contains),
      ],
    },
  ],
  closings: [
    {
      id: 'end',
      texts: [
        'How many liters of water does the {vessel} contain now?',
        'How many liters of water are in the {vessel} in the end?',
        'How much water, in liters, is left in the {vessel}?',
      ],
      ask: 'How many liters does the {vessel} contain in the end?',
      steps: [],
    },
    {
      id: 'jugs',
      texts: [
        'All the water in the {vessel} is poured equally into {k} drums. How many liters does each drum get?',
        'The {vessel} is emptied into {k} drums, with the same amount in each. How many liters are in each drum?',
      ],
      draw: divisor(),
      steps: [step('total = total / k', 'How many liters does each drum get?', 'Each drum gets {=} liters.')],
    },
    {
      id: 'bottles',
      texts: [
        'All the water in the {vessel} goes into bottles of {k} liters each. How many bottles are filled?',
        'How many bottles of {k} liters each can be filled with all the water in the {vessel}?',
      ],
      draw: divisor(10),
      steps: [step('total = total / k', 'How many bottles are filled?', 'The water fills {=} bottles.')],
    },
    {
      id: 'room',
      texts: [
        'The {vessel} can hold {n} liters. How many more liters fit into the {vessel} now?',
        'How many more liters fit into the {vessel} now if it can hold {n} liters?',
      ],
      draw: above,
      steps: [step('total = n - total', 'How many more liters fit into the {vessel}?', 'There is room for {=} liters.')],
    },
  ],
  asides: [
    ['The {vessel} is {d} years old.', 2, 40],
    ['The nearest village is {d} km away.', 2, 30],
    ['The garden has {d} apple trees.', 3, 50],
    ['It is {d} degrees outside.', 12, 32],
    ['The fence around the garden is {d} meters long.', 20, 90],
    ['The {vessel} was painted {d} months ago.', 2, 30],
  ],
};

const aboard = 'There are {=} people on the {bus}.';

const bus: Scenario = {
  id: 'bus',
  cap: 300,
  words: (random) => {
    const stops = ['market', 'school', 'museum', 'park', 'library', 'beach', 'zoo', 'stadium', 'theater', 'airport'];
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
      texts: ['At the {s1}, {n} people get on.', 'Then {n} people get on at the {s1}.', 'At the {s1} the {bus} picks up {n} people.'],
      draw: addend,
      steps: [step('total = total + n', 'How many people are on the {bus} after the {s1}?', aboard)],
    },
    {
      id: 'off',
      texts: ['At the {s2}, {n} people get off.', 'Then {n} people get off at the {s2}.', 'At the {s2} the {bus} drops off {n} people.'],
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
        step('total = total - n', 'How many people stay on the {bus} at the {s3}?', 'At the {s3} {=} people stay on.'),
        step('total = total + m', 'How many people are on the {bus} after the {s3}?', aboard),
      ],
    },
    {
      id: 'families',
      texts: ['At the {s4}, {k} families of {n} people get on.', 'Then {k} families of {n} people each get on at the {s4}.'],
      draw: groupsAdded(6, 8),
      steps: [
        step('part = k * n', 'How many people get on at the {s4}?', 'At the {s4} {=} people get on.'),
        step('total = total + part', 'How many people are on the {bus} after the {s4}?', aboard),
      ],
    },
    {
      id: 'teams',
      texts: ['At the {s5}, {k} teams of {n} people get off.', 'Then {k} teams of {n} people each get off at the {s5}.'],
      draw: groupsTaken(6, 12),
      steps: [
        step('part = k * n', 'How many people get off at the {s5}?', 'At the {s5} {=} people get off.'),
        step('total = total - part', 'How many people are on the {bus} after the {s5}?', aboard),
      ],
    },
    {
      id: 'half',
      texts: ['At the {s6}, half of the people on the {bus} get off.', 'Half of the people on the {bus} get off at the {s6}.'],
      steps: [
        step('part = total / two', 'How many people get off at the {s6}?', 'At the {s6} {=} people get off.'),
        step('total = total - part', 'How many people are on the {bus} after the {s6}?', aboard),
      ],
    },
    {
      id: 'double',
      texts: ['At the {s7}, the number of people on the {bus} doubles.', 'The number of people on the {bus} doubles at the {s7}.'],
      steps: [step('total = total * two', 'How many people are on the {bus} after the {s7}?', aboard)],
    },
  ],
  closings: [
    {
      id: 'end',
      texts: ['How many people are on the {bus} now?', 'How many people are on the {bus} in the end?', 'How many people does the {bus} carry after that?'],
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
        'Everyone now on the {bus} pays ${k} for a ticket. How much do they pay in total?',
        'How much money is collected if everyone now on the {bus} pays ${k}?',
      ],
      draw: factor(8),
      steps: [step('total = total * k', 'How much do the people on the {bus} pay in total?', 'They pay {=} dollars.')],
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

export const transfers: readonly Scenario[] = [collection, tank, bus];
