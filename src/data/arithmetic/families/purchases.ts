// Purchases: a bill that grows and shrinks, and a wallet that money goes into and out of.
import {
  above,
  addend,
  divisor,
  factor,
  groups,
  groupsAdded,
  groupsTaken,
  pair,
  percent,
  start,
  takeaway,
  twoGroups,
} from '../draws.ts';
import { type Scenario, step } from '../grammar.ts';
import { people, several } from '../lexicon.ts';

const goods = 'pens notebooks cups plates towels candles pillows lamps brushes scarves posters baskets'.split(' ');
const singles = 'hat bag clock mirror umbrella vase ball kite jacket scooter guitar map'.split(' ');
const shops = ['shop', 'store', 'market', 'mall'];

function shopping(random: Parameters<Scenario['words']>[0]): Record<string, string> {
  const [goods1 = '', goods2 = '', goods3 = ''] = several(random, goods, 3);
  const [single0 = '', single1 = '', single2 = '', single3 = ''] = several(random, singles, 4);
  return {
    ...people(random),
    shop: random.pick(shops),
    goods1,
    goods2,
    goods3,
    single0,
    single1,
    single2,
    single3,
  };
}

const bill = 'The bill is {=} dollars.';

const cart: Scenario = {
  id: 'cart',
  words: shopping,
  openings: [
    {
      id: 'single',
      texts: [
        '{Name} buys {a single0} for ${total}.',
        'At the {shop}, {name} buys {a single0} that costs ${total}.',
        '{Name} goes to the {shop} and takes {a single0} for ${total}.',
      ],
      draw: start(4, 0.3),
      steps: [],
    },
    {
      id: 'goods',
      texts: [
        '{Name} buys {k} {goods1} at ${n} each.',
        '{Name} goes to the {shop} and buys {k} {goods1} for ${n} each.',
        'At the {shop}, {name} takes {k} {goods1} that cost ${n} each.',
      ],
      draw: groups(9, 40),
      steps: [step('total = k * n', 'How much do the {goods1} cost?', 'The {goods1} cost {=} dollars.')],
    },
    {
      id: 'two-goods',
      texts: [
        '{Name} buys {k} {goods1} at ${n} each and {j} {goods2} at ${m} each.',
        'At the {shop}, {name} takes {k} {goods1} for ${n} each and {j} {goods2} for ${m} each.',
      ],
      draw: twoGroups(8, 30),
      steps: [
        step('part = k * n', 'How much do the {goods1} cost?', 'The {goods1} cost {=} dollars.'),
        step('other = j * m', 'How much do the {goods2} cost?', 'The {goods2} cost {=} dollars.'),
        step('total = part + other', 'How much is the bill with the {goods2}?', bill),
      ],
    },
  ],
  moves: [
    {
      id: 'also',
      texts: [
        '{She} also buys {a single1} for ${n}.',
        '{Name} adds {a single1} that costs ${n}.',
        'Then {name} takes {a single1} for ${n}.',
      ],
      draw: addend,
      steps: [step('total = total + n', 'How much is the bill with the {single1}?', bill)],
    },
    {
      id: 'more-goods',
      texts: [
        '{She} also buys {k} {goods3} at ${n} each.',
        '{Name} adds {k} {goods3} that cost ${n} each.',
        'Then {name} takes {k} {goods3} for ${n} each.',
      ],
      draw: groupsAdded(9, 30),
      steps: [
        step('part = k * n', 'How much do the {goods3} cost?', 'The {goods3} cost {=} dollars.'),
        step('total = total + part', 'How much is the bill with the {goods3}?', bill),
      ],
    },
    {
      id: 'coupon',
      texts: [
        'A coupon takes ${n} off the bill.',
        '{She} uses a coupon that is worth ${n}.',
        'With a coupon {name} saves ${n}.',
      ],
      draw: takeaway,
      steps: [step('total = total - n', 'How much is the bill with the coupon?', bill)],
    },
    {
      id: 'card',
      texts: [
        'For {his} old club card {name} gets ${n} off the bill.',
        'A club card makes the bill ${n} smaller.',
      ],
      draw: takeaway,
      steps: [step('total = total - n', 'How much is the bill with the club card?', bill)],
    },
    {
      id: 'wrapping',
      texts: [
        'Gift wrapping adds ${n} to the bill.',
        '{She} pays ${n} extra for gift wrapping.',
        'Gift wrapping costs another ${n}.',
      ],
      draw: addend,
      steps: [step('total = total + n', 'How much is the bill with the wrapping?', bill)],
    },
    {
      id: 'discount',
      texts: [
        'The {shop} takes {p}% off the bill so far.',
        '{Name} gets a discount of {p}% on the bill so far.',
      ],
      draw: percent(50),
      steps: [
        step('part = total % p', 'How much is the discount?', 'The discount is {=} dollars.'),
        step('total = total - part', 'How much is the bill with the discount?', bill),
      ],
    },
    {
      id: 'fee',
      texts: ['A service fee adds {p}% to the bill so far.', 'There is a service fee of {p}% on the bill so far.'],
      draw: percent(50, true),
      steps: [
        step('part = total % p', 'How much is the service fee?', 'The service fee is {=} dollars.'),
        step('total = total + part', 'How much is the bill with the service fee?', bill),
      ],
    },
    {
      id: 'prize',
      texts: ['{She} wins a prize that cuts the bill so far in half.', 'As a lucky customer, {name} pays only half of the bill so far.'],
      steps: [step('total = total / two', 'How much is the bill with the prize?', bill)],
    },
    {
      id: 'rooms',
      texts: [
        '{She} needs all this for {k} rooms, so the bill so far becomes {k} times as large.',
        '{Name} then orders everything so far {k} times instead of once.',
      ],
      draw: factor(5, 2),
      steps: [step('total = total * k', 'How much is the bill for the larger order?', bill)],
    },
  ],
  closings: [
    {
      id: 'pay',
      texts: ['How much does {name} pay?', "How much is {name}'s bill in the end?", 'How many dollars does {name} pay in total?'],
      ask: 'How much does {name} pay in the end?',
      steps: [],
    },
    {
      id: 'change',
      texts: ['{Name} pays with ${n}. How much change does {she} get?', 'How much change does {name} get if {she} pays with ${n}?'],
      draw: above,
      steps: [step('total = n - total', 'How much change does {name} get?', 'The change is {=} dollars.')],
    },
    {
      id: 'left',
      texts: [
        '{Name} brought ${n}. How much money does {she} have left?',
        'How much money is left if {name} brought ${n}?',
      ],
      draw: above,
      steps: [step('total = n - total', 'How much money does {name} have left?', '{Name} has {=} dollars left.')],
    },
    {
      id: 'split',
      texts: [
        'The final bill is split equally among {k} people. How much does each person pay?',
        'How much does each person pay if {k} people share the final bill equally?',
      ],
      draw: divisor(10),
      steps: [step('total = total / k', 'How much does each person pay?', 'Each person pays {=} dollars.')],
    },
  ],
  asides: [
    ['The {shop} opened {d} years ago.', 2, 60],
    ['The way to the {shop} takes {d} minutes.', 4, 50],
    ['There are {d} other people at the {shop}.', 3, 60],
    ['{Name} is {d} years old.', 18, 60],
    ['The {shop} closes in {d} minutes.', 10, 60],
    ['{Name} carries a bag with {d} pockets.', 2, 8],
  ],
};

const money = '{Name} has {=} dollars.';

const wallet: Scenario = {
  id: 'wallet',
  words: shopping,
  openings: [
    {
      id: 'has',
      texts: ['{Name} has ${total}.', '{Name} has saved ${total}.', "There are ${total} in {name}'s wallet."],
      draw: start(),
      steps: [],
    },
    {
      id: 'saves',
      texts: ['{Name} saves ${n} a week for {k} weeks.', 'For {k} weeks {name} puts aside ${n} every week.'],
      draw: groups(9, 50),
      steps: [step('total = k * n', 'How much money does {name} save?', money)],
    },
    {
      id: 'places',
      texts: ['{Name} has ${m} in {his} wallet and ${n} in a drawer.', '{Name} finds ${m} in a coat and ${n} in a bag.'],
      draw: pair,
      steps: [step('total = m + n', 'How much money does {name} have at first?', money)],
    },
  ],
  moves: [
    {
      id: 'work',
      texts: ['{She} works {k} hours in a garden for ${n} an hour.', '{Name} earns ${n} an hour and works for {k} hours.'],
      draw: groupsAdded(9, 30),
      steps: [
        step('part = k * n', 'How much does {name} earn?', '{Name} earns {=} dollars.'),
        step('total = total + part', 'How much money does {name} have after the work?', money),
      ],
    },
    {
      id: 'gift',
      texts: ['{F1} gives {him} ${n}.', '{Name} gets ${n} from {f1}.', 'As a gift {name} receives ${n} from {f1}.'],
      draw: addend,
      steps: [step('total = total + n', 'How much money does {name} have after the gift?', money)],
    },
    {
      id: 'sells',
      texts: ['{Name} sells an old {single3} for ${n}.', '{She} gets ${n} for an old {single3}.'],
      draw: addend,
      steps: [step('total = total + n', 'How much money does {name} have after selling the {single3}?', money)],
    },
    {
      id: 'spends',
      texts: ['{She} spends ${n} on {a single1}.', '{Name} buys {a single1} for ${n}.', 'Then {name} pays ${n} for {a single1}.'],
      draw: takeaway,
      steps: [step('total = total - n', 'How much money does {name} have after buying the {single1}?', money)],
    },
    {
      id: 'train',
      texts: ['A train ticket costs {him} ${n}.', '{Name} pays ${n} for a train ticket.'],
      draw: takeaway,
      steps: [step('total = total - n', 'How much money does {name} have after paying for the train?', money)],
    },
    {
      id: 'goods',
      texts: ['{She} buys {k} {goods1} at ${n} each.', '{Name} spends ${n} on each of {k} {goods1}.', 'Then {name} pays for {k} {goods1} that cost ${n} each.'],
      draw: groupsTaken(9, 20),
      steps: [
        step('part = k * n', 'How much do the {goods1} cost?', 'The {goods1} cost {=} dollars.'),
        step('total = total - part', 'How much money does {name} have after buying the {goods1}?', money),
      ],
    },
    {
      id: 'half',
      texts: ['{She} lends half of {his} money to {f2}.', '{Name} lends {f2} half of the money that {she} has.'],
      steps: [
        step('part = total / two', 'How much does {name} lend to {f2}?', '{Name} lends {=} dollars.'),
        step('total = total - part', 'How much money does {name} have after lending half?', money),
      ],
    },
    {
      id: 'charity',
      texts: ['{She} gives {p}% of {his} money to a charity.', 'A charity gets {p}% of the money that {name} has.'],
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
      texts: ['How much money does {name} have now?', 'How much money does {name} have in the end?', 'How many dollars does {name} have after all this?'],
      ask: 'How much money does {name} have in the end?',
      steps: [],
    },
    {
      id: 'need',
      texts: [
        '{Name} wants to buy a bike that costs ${n}. How much more money does {she} need?',
        'How much more money does {name} now need for a bike that costs ${n}?',
      ],
      draw: above,
      steps: [step('total = n - total', 'How much more money does {name} need?', '{Name} needs {=} more dollars.')],
    },
    {
      id: 'tickets',
      texts: [
        '{She} spends all {his} money on concert tickets at ${k} each. How many tickets does {name} buy?',
        'How many concert tickets at ${k} each can {name} now buy with all {his} money?',
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
        '{F5} has ${n}. How much more money does {name} have than {f5} in the end?',
        'How much more money does {name} now have than {f5}, who has ${n}?',
      ],
      draw: takeaway,
      steps: [step('total = total - n', 'How much more money does {name} have than {f5}?', '{Name} has {=} dollars more.')],
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

export const purchases: readonly Scenario[] = [cart, wallet];
