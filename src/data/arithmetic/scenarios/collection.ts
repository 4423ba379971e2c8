// Transfers: one person’s collection, given to and taken from.
import { above, addend, divisor, groups, groupsAdded, groupsTaken, pair, start, takeaway } from '../draws.ts';
import { type Scenario, step } from '../grammar.ts';
import { collectibles, people, twoOf } from '../lexicon.ts';

const has = '{Name} has {=} {things}.';
const boxes = [
  ['box', 'boxes'],
  ['bag', 'bags'],
  ['jar', 'jars'],
  ['tin', 'tins'],
  ['album', 'albums'],
] as const;

export const collection: Scenario = {
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
      steps: [
        step('total = total - n', 'How many {things} does {name} have after giving some to {f2}?', has),
      ],
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
      steps: [
        step(
          'total = total / k',
          'How many {things} does each friend get?',
          'Each friend gets {=} {things}.',
        ),
      ],
    },
    {
      id: 'more',
      texts: [
        '{F5} has {n} {things}. How many more {things} does {name} have than {f5} in the end?',
        'How many more {things} does {name} now have than {f5}, who has {n} {things}?',
      ],
      draw: takeaway,
      steps: [
        step(
          'total = total - n',
          'How many more {things} does {name} have than {f5}?',
          '{Name} has {=} more {things}.',
        ),
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
        step(
          'total = total + n',
          'How many {things} do {name} and {f5} have together?',
          'Together they have {=} {things}.',
        ),
      ],
    },
    {
      id: 'goal',
      texts: [
        '{Name} wants to have {n} {things}. How many more {things} does {she} need?',
        'How many more {things} does {name} need now to have {n} {things}?',
      ],
      draw: above,
      steps: [
        step(
          'total = n - total',
          'How many more {things} does {name} need?',
          '{Name} needs {=} more {things}.',
        ),
      ],
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
