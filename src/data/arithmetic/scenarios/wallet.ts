// Purchases: money that is earned and spent.
import {
  above,
  addend,
  divisor,
  groups,
  groupsAdded,
  groupsTaken,
  pair,
  percent,
  start,
  takeaway,
} from '../draws.ts';
import { type Scenario, step } from '../grammar.ts';
import { shopping } from '../lexicon.ts';

const money = '{Name} has {=} dollars.';

export const wallet: Scenario = {
  id: 'wallet',
  words: shopping,
  openings: [
    {
      id: 'has',
      texts: ['{Name} has {$total}.', '{Name} has saved {$total}.', "There are {$total} in {name}'s wallet."],
      draw: start(),
      steps: [],
    },
    {
      id: 'saves',
      texts: ['{Name} saves {$n} a week for {k} weeks.', 'For {k} weeks {name} puts aside {$n} every week.'],
      draw: groups(9, 50),
      steps: [step('total = k * n', 'How much money does {name} save?', money)],
    },
    {
      id: 'places',
      texts: [
        '{Name} has {$m} in {his} wallet and {$n} in a drawer.',
        '{Name} has {$m} in a coat and {$n} in a bag.',
      ],
      draw: pair,
      steps: [step('total = m + n', 'How much money does {name} have at first?', money)],
    },
  ],
  moves: [
    {
      id: 'work',
      texts: [
        '{She} works {k} hours in a garden for {$n} an hour.',
        '{Name} earns {$n} an hour and works for {k} hours.',
      ],
      draw: groupsAdded(9, 30),
      steps: [
        step('part = k * n', 'How much does {name} earn?', '{Name} earns {=} dollars.'),
        step('total = total + part', 'How much money does {name} have after the work?', money),
      ],
    },
    {
      id: 'gift',
      texts: [
        '{F1} gives {him} {$n}.',
        '{Name} gets {$n} from {f1}.',
        'As a gift {name} receives {$n} from {f1}.',
      ],
      draw: addend,
      steps: [step('total = total + n', 'How much money does {name} have after the gift?', money)],
    },
    {
      id: 'sells',
      texts: ['{Name} sells an old {single3} for {$n}.', '{She} gets {$n} for an old {single3}.'],
      draw: addend,
      steps: [
        step('total = total + n', 'How much money does {name} have after selling the {single3}?', money),
      ],
    },
    {
      id: 'spends',
      texts: [
        '{She} spends {$n} on {a single1}.',
        '{Name} buys {a single1} for {$n}.',
        'Then {name} pays {$n} for {a single1}.',
      ],
      draw: takeaway,
      steps: [
        step('total = total - n', 'How much money does {name} have after buying the {single1}?', money),
      ],
    },
    {
      id: 'train',
      texts: ['A train ticket costs {him} {$n}.', '{Name} pays {$n} for a train ticket.'],
      draw: takeaway,
      steps: [
        step('total = total - n', 'How much money does {name} have after paying for the train?', money),
      ],
    },
    {
      id: 'goods',
      texts: [
        '{She} buys {k} {goods1} at {$n} each.',
        '{Name} spends {$n} on each of {k} {goods1}.',
        'Then {name} pays for {k} {goods1} that cost {$n} each.',
      ],
      draw: groupsTaken(9, 20),
      steps: [
        step('part = k * n', 'How much do the {goods1} cost?', 'The {goods1} cost {=} dollars.'),
        step('total = total - part', 'How much money does {name} have after buying the {goods1}?', money),
      ],
    },
    {
      id: 'half',
      texts: [
        '{She} lends half of {his} money to {f2}.',
        '{Name} lends {f2} half of the money that {she} has.',
      ],
      steps: [
        step('part = total / two', 'How much does {name} lend to {f2}?', '{Name} lends {=} dollars.'),
        step('total = total - part', 'How much money does {name} have after lending half?', money),
      ],
    },
    {
      id: 'charity',
      texts: [
        '{She} gives {p}% of {his} money to a charity.',
        'A charity gets {p}% of the money that {name} has.',
      ],
      draw: percent(75),
      steps: [
        step('part = total % p', 'How much does the charity get?', 'The charity gets {=} dollars.'),
        step('total = total - part', 'How much money does {name} have after giving to the charity?', money),
      ],
    },
    {
      id: 'double',
      texts: ["{Name}'s aunt then doubles {his} money.", 'At a raffle {name} doubles {his} money.'],
      steps: [step('total = total * two', 'How much money does {name} have after doubling it?', money)],
    },
  ],
  closings: [
    {
      id: 'end',
      texts: [
        'How much money does {name} have now?',
        'How much money does {name} have in the end?',
        'How many dollars does {name} have after all this?',
      ],
      ask: 'How much money does {name} have in the end?',
      steps: [],
    },
    {
      id: 'need',
      texts: [
        '{Name} wants to buy a bike that costs {$n}. How much more money does {she} need?',
        'How much more money does {name} now need for a bike that costs {$n}?',
      ],
      draw: above,
      steps: [
        step('total = n - total', 'How much more money does {name} need?', '{Name} needs {=} more dollars.'),
      ],
    },
    {
      id: 'tickets',
      texts: [
        '{She} spends all {his} money on concert tickets at {$k} each. How many tickets does {name} buy?',
        'How many concert tickets at {$k} each can {name} now buy with all {his} money?',
      ],
      draw: divisor(20),
      steps: [step('total = total / k', 'How many tickets does {name} buy?', '{Name} buys {=} tickets.')],
    },
    {
      id: 'cousins',
      texts: [
        '{Name} shares all {his} money equally among {k} cousins. How much does each cousin get?',
        'How much does each cousin get if {name} now shares all {his} money equally among {k} cousins?',
      ],
      draw: divisor(10),
      steps: [step('total = total / k', 'How much does each cousin get?', 'Each cousin gets {=} dollars.')],
    },
    {
      id: 'more',
      texts: [
        '{F5} has {$n}. How much more money does {name} have than {f5} in the end?',
        'How much more money does {name} now have than {f5}, who has {$n}?',
      ],
      draw: takeaway,
      steps: [
        step(
          'total = total - n',
          'How much more money does {name} have than {f5}?',
          '{Name} has {=} dollars more.',
        ),
      ],
    },
  ],
  asides: [
    ['{Name} is {d} years old.', 16, 60],
    ["{Name}'s house is {d} km from the station.", 2, 40],
    ["There are {d} old photos in {name}'s wallet.", 2, 9],
    ['{Name} lives at number {d} in {his} street.', 2, 90],
    ['The bank opened {d} years ago.', 5, 90],
    ["{Name}'s bus comes every {d} minutes.", 5, 40],
  ],
};
