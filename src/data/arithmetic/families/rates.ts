// Rates: machines by the hour, journeys by speed, books by pages a day.
import {
  above,
  addend,
  divisor,
  factor,
  groups,
  groupsAdded,
  groupsTaken,
  rate,
  start,
  takeaway,
} from '../draws.ts';
import { type Scenario, step } from '../grammar.ts';
import { people } from '../lexicon.ts';

const stock = 'The factory has {=} {goods}.';

const factory: Scenario = {
  id: 'factory',
  words: (random) => ({
    goods: random.pick('toys bottles cups candles lamps chairs shoes pillows bricks spoons balls pens'.split(' ')),
  }),
  openings: [
    {
      id: 'stock',
      texts: ['A factory has {total} {goods} in stock.', 'There are {total} {goods} in a factory.'],
      draw: start(6, 0.3),
      steps: [],
    },
    {
      id: 'runs',
      texts: [
        'A machine in a factory makes {n} {goods} an hour and runs for {k} hours.',
        'For {k} hours a factory makes {n} {goods} an hour.',
        'A factory makes {n} {goods} every hour and works for {k} hours.',
      ],
      draw: groups(9, 60),
      steps: [step('total = k * n', 'How many {goods} does the factory make at first?', 'The factory makes {=} {goods}.')],
    },
    {
      id: 'speed',
      texts: [
        'A factory makes {m} {goods} in {k} hours and then keeps this speed for a day of {j} hours. Only the {goods} of that day count.',
        'At a speed of {m} {goods} in {k} hours, a factory works for {j} hours.',
      ].slice(1),
      draw: rate(),
      steps: [
        step('part = m / k', 'How many {goods} does the factory make in one hour?', 'In one hour it makes {=} {goods}.'),
        step('total = part * j', 'How many {goods} does the factory make at first?', 'The factory makes {=} {goods}.'),
      ],
    },
  ],
  moves: [
    {
      id: 'broken',
      texts: ['The factory throws away {n} broken {goods}.', 'A check finds {n} broken {goods}, which are thrown away.'],
      draw: takeaway,
      steps: [step('total = total - n', 'How many {goods} does the factory have without the broken ones?', stock)],
    },
    {
      id: 'store',
      texts: ['A store buys {n} {goods}.', 'The factory sells {n} {goods} to a store.', 'Then {n} {goods} are sent to a store.'],
      draw: takeaway,
      steps: [step('total = total - n', 'How many {goods} does the factory have after the store gets some?', stock)],
    },
    {
      id: 'partner',
      texts: ['A partner delivers {n} more {goods}.', 'The factory gets {n} more {goods} from a partner.'],
      draw: addend,
      steps: [step('total = total + n', 'How many {goods} does the factory have with those of the partner?', stock)],
    },
    {
      id: 'machine',
      texts: [
        'A new machine makes {n} {goods} an hour for {k} hours.',
        'For {k} hours a new machine adds {n} {goods} an hour.',
        'A new machine runs for {k} hours and adds {n} {goods} each hour.',
      ],
      draw: groupsAdded(9, 40),
      steps: [
        step('part = k * n', 'How many {goods} does the new machine make?', 'The new machine makes {=} {goods}.'),
        step('total = total + part', 'How many {goods} does the factory have with the new machine?', stock),
      ],
    },
    {
      id: 'workers',
      texts: ['Then {k} workers make {n} {goods} each by hand.', 'By hand, {k} workers make {n} more {goods} each.'],
      draw: groupsAdded(9, 20),
      steps: [
        step('part = k * n', 'How many {goods} do the workers make by hand?', 'The workers make {=} {goods}.'),
        step('total = total + part', 'How many {goods} does the factory have with those made by hand?', stock),
      ],
    },
    {
      id: 'trucks',
      texts: ['Each of {k} trucks takes away {n} {goods}.', 'Then {k} trucks take away {n} {goods} each.'],
      draw: groupsTaken(9, 30),
      steps: [
        step('part = k * n', 'How many {goods} do the trucks take?', 'The trucks take {=} {goods}.'),
        step('total = total - part', 'How many {goods} does the factory have after the trucks leave?', stock),
      ],
    },
    {
      id: 'half',
      texts: ['Half of the {goods} in the factory go to a school.', 'The factory gives half of its {goods} to a school.'],
      steps: [
        step('part = total / two', 'How many {goods} does the school get?', 'The school gets {=} {goods}.'),
        step('total = total - part', 'How many {goods} does the factory have after the school gets half?', stock),
      ],
    },
    {
      id: 'double',
      texts: ['In a busy week the factory doubles its number of {goods}.', 'A busy night shift doubles the number of {goods} in the factory.'],
      steps: [step('total = total * two', 'How many {goods} does the factory have after doubling them?', stock)],
    },
  ],
  closings: [
    {
      id: 'end',
      texts: ['How many {goods} does the factory have now?', 'How many {goods} are in the factory in the end?', 'What is the number of {goods} in the factory after all this?'],
      ask: 'How many {goods} does the factory have in the end?',
      steps: [],
    },
    {
      id: 'boxes',
      texts: ['All the {goods} in the factory are packed in boxes of {k}. How many boxes are filled?', 'How many boxes are filled if each box takes {k} of the {goods} now in the factory?'],
      draw: divisor(),
      steps: [step('total = total / k', 'How many boxes are filled?', 'The {goods} fill {=} boxes.')],
    },
    {
      id: 'money',
      texts: ['The factory then sells all its {goods} at ${k} each. How much money does it get?', 'How much money does the factory get if it now sells all its {goods} at ${k} each?'],
      draw: factor(9),
      steps: [step('total = total * k', 'How much money does the factory get?', 'The factory gets {=} dollars.')],
    },
    {
      id: 'last',
      texts: ['From then on the factory only sells {k} {goods} a day. After how many days are all the {goods} sold?', 'At {k} {goods} a day, how many days does it take to sell all the {goods} now in the factory?'],
      draw: divisor(20),
      steps: [step('total = total / k', 'How many days does it take to sell all the {goods}?', 'It takes {=} days.')],
    },
    {
      id: 'order',
      texts: ['A customer orders {n} {goods}. How many {goods} must the factory still make?', 'How many more {goods} must the factory make for an order of {n} {goods}?'],
      draw: above,
      steps: [step('total = n - total', 'How many {goods} must the factory still make?', 'It must make {=} more {goods}.')],
    },
  ],
  asides: [
    ['The factory is {d} years old.', 3, 90],
    ['The boss lives {d} km from the factory.', 2, 50],
    ['The factory has {d} windows.', 10, 90],
    ['A coffee at the factory costs ${d}.', 2, 5],
    ['The factory was painted {d} months ago.', 2, 40],
    ['The lunch break lasts {d} minutes.', 20, 60],
  ],
};

const left = '{Name} has {=} km left.';

const journey: Scenario = {
  id: 'journey',
  words: (random) => ({
    ...people(random),
    town: random.pick(['the coast', 'the capital', 'a lake', 'the mountains', 'a festival', 'the border']),
  }),
  openings: [
    {
      id: 'trip',
      texts: ['{Name} plans a trip of {total} km to {town}.', '{Name} sets out for {town}, {total} km away.', 'The way from the home of {name} to {town} is {total} km long.'],
      draw: start(20, 0.8),
      steps: [],
    },
    {
      id: 'days',
      texts: ['{Name} plans a trip of {k} days with {n} km a day to {town}.', "{Name}'s trip to {town} is planned as {k} days of {n} km each."],
      draw: groups(9, 90),
      steps: [step('total = k * n', 'How long is the trip?', 'The trip is {=} km long.')],
    },
  ],
  moves: [
    {
      id: 'bus',
      texts: ['{She} rides a bus for {k} hours at {n} km an hour.', 'For {k} hours {name} takes a bus that goes {n} km an hour.'],
      draw: groupsTaken(6, 60),
      steps: [
        step('part = k * n', 'How far does {name} go by bus?', 'The bus goes {=} km.'),
        step('total = total - part', 'How many km does {name} have left after the bus?', left),
      ],
    },
    {
      id: 'bike',
      texts: ['{She} cycles for {k} hours at {n} km an hour.', 'At {n} km an hour, {name} cycles for {k} hours.'],
      draw: groupsTaken(5, 25),
      steps: [
        step('part = k * n', 'How far does {name} cycle?', '{Name} cycles {=} km.'),
        step('total = total - part', 'How many km does {name} have left after cycling?', left),
      ],
    },
    {
      id: 'boat',
      texts: ['{She} takes a boat for {n} km.', 'A boat takes {name} {n} km closer.', 'By boat {name} covers {n} km of the way.'],
      draw: takeaway,
      steps: [step('total = total - n', 'How many km does {name} have left after the boat?', left)],
    },
    {
      id: 'lift',
      texts: ['{F1} then drives {him} {n} km of the way.', '{Name} rides {n} km of the way in the car of {f1}.'],
      draw: takeaway,
      steps: [step('total = total - n', 'How many km does {name} have left after the car ride?', left)],
    },
    {
      id: 'closed',
      texts: ['A closed road makes the rest of the way {n} km longer.', 'Because of a closed road, {name} has {n} km more to go.'],
      draw: addend,
      steps: [step('total = total + n', 'How many km does {name} have left with the closed road?', left)],
    },
    {
      id: 'wrong',
      texts: ['{She} takes a wrong turn, which adds {n} km to the way.', 'By mistake {name} adds {n} km to the rest of the way.'],
      draw: addend,
      steps: [step('total = total + n', 'How many km does {name} have left after the mistake?', left)],
    },
    {
      id: 'half',
      texts: ['{She} covers half of the rest of the way by train.', 'A train takes {name} half of the rest of the way.'],
      steps: [
        step('part = total / two', 'How far does {name} go by train?', 'The train goes {=} km.'),
        step('total = total - part', 'How many km does {name} have left after the train?', left),
      ],
    },
    {
      id: 'tram',
      texts: ['A taxi takes {name} 1/{k} of the rest of the way.', '{She} covers 1/{k} of the rest of the way by taxi.'],
      draw: divisor(6, 3),
      steps: [
        step('part = total / k', 'How far does {name} go by taxi?', 'The taxi goes {=} km.'),
        step('total = total - part', 'How many km does {name} have left after the taxi?', left),
      ],
    },
    {
      id: 'double',
      texts: ['Then a flood doubles the rest of the way.', 'Because of a flood, the rest of the way becomes twice as long.'],
      steps: [step('total = total * two', 'How many km does {name} have left after the flood?', left)],
    },
  ],
  closings: [
    {
      id: 'end',
      texts: ['How many km does {name} have left now?', 'How many km does {name} still have to go?', 'How far, in km, is {name} now from the end of the trip?'],
      ask: 'How many km does {name} have left in the end?',
      steps: [],
    },
    {
      id: 'hours',
      texts: ['{She} walks the rest at {k} km an hour. How many hours does {name} walk?', 'How many hours does {name} need for the rest at {k} km an hour?'],
      draw: divisor(20),
      steps: [step('total = total / k', 'How many hours does {name} need for the rest?', '{Name} needs {=} hours.')],
    },
    {
      id: 'days',
      texts: ['{She} spreads the rest equally over {k} days. How many km does {name} go each day?', 'How many km a day must {name} go to finish the rest in {k} equal days?'],
      draw: divisor(10),
      steps: [step('total = total / k', 'How many km does {name} go each day?', '{Name} goes {=} km each day.')],
    },
    {
      id: 'cost',
      texts: ['For the rest {name} pays a driver ${k} for each km. How much does {she} pay?', 'How much does {name} pay for the rest of the way at ${k} for each km?'],
      draw: factor(5),
      steps: [step('total = total * k', 'How much does {name} pay for the rest?', '{Name} pays {=} dollars.')],
    },
  ],
  asides: [
    ["{Name}'s backpack weighs {d} kg.", 4, 15],
    ['{Name} is {d} years old.', 18, 60],
    ['It is {d} degrees outside.', 12, 32],
    ['On the way {name} takes {d} photos.', 5, 80],
    ['{Name} meets {d} other travelers.', 2, 30],
    ['A sandwich on the way costs ${d}.', 3, 9],
  ],
};

const unread = '{Name} has {=} pages left.';

const reading: Scenario = {
  id: 'reading',
  cap: 700,
  words: people,
  openings: [
    {
      id: 'book',
      texts: ['{Name} has a book with {total} pages.', '{Name} starts a book of {total} pages.', 'The new book of {name} has {total} pages.'],
      draw: start(20, 0.8),
      steps: [],
    },
    {
      id: 'chapters',
      texts: ['{Name} has a book of {k} chapters with {n} pages each.', 'The new book of {name} has {k} chapters of {n} pages.'],
      draw: groups(9, 40),
      steps: [step('total = k * n', 'How many pages does the book have?', 'The book has {=} pages.')],
    },
  ],
  moves: [
    {
      id: 'days',
      texts: ['{She} reads {n} pages a day for {k} days.', 'For {k} days {name} reads {n} pages a day.'],
      draw: groupsTaken(7, 30),
      steps: [
        step('part = k * n', 'How many pages does {name} read on these days?', '{Name} reads {=} pages.'),
        step('total = total - part', 'How many pages does {name} have left after these days?', unread),
      ],
    },
    {
      id: 'hours',
      texts: ['On a train {name} reads {n} pages an hour for {k} hours.', '{She} reads for {k} hours on a train, {n} pages an hour.'],
      draw: groupsTaken(5, 25),
      steps: [
        step('part = k * n', 'How many pages does {name} read on the train?', 'On the train {name} reads {=} pages.'),
        step('total = total - part', 'How many pages does {name} have left after the train?', unread),
      ],
    },
    {
      id: 'sunday',
      texts: ['On Sunday {she} reads {n} pages.', '{Name} reads {n} pages on Sunday.'],
      draw: takeaway,
      steps: [step('total = total - n', 'How many pages does {name} have left after Sunday?', unread)],
    },
    {
      id: 'evening',
      texts: ['One evening {she} reads {n} pages.', '{Name} reads {n} pages one evening.'],
      draw: takeaway,
      steps: [step('total = total - n', 'How many pages does {name} have left after the evening?', unread)],
    },
    {
      id: 'second',
      texts: ['{F1} brings {him} a second book of {n} pages to read.', 'From {f1}, {name} gets a second book to read, with {n} pages.'],
      draw: addend,
      steps: [step('total = total + n', 'How many pages does {name} have left with the second book?', unread)],
    },
    {
      id: 'comics',
      texts: ['{Name} also wants to read {k} comics of {n} pages each.', '{She} adds {k} comics of {n} pages each to {his} reading.'],
      draw: groupsAdded(6, 30),
      steps: [
        step('part = k * n', 'How many pages do the comics have?', 'The comics have {=} pages.'),
        step('total = total + part', 'How many pages does {name} have left with the comics?', unread),
      ],
    },
    {
      id: 'half',
      texts: ['{She} reads half of the pages that are left during a holiday.', 'During a holiday {name} reads half of the pages that are left.'],
      steps: [
        step('part = total / two', 'How many pages does {name} read during the holiday?', '{Name} reads {=} pages.'),
        step('total = total - part', 'How many pages does {name} have left after the holiday?', unread),
      ],
    },
    {
      id: 'skips',
      texts: ['{Name} skips 1/{k} of the pages that are left.', 'Of the pages that are left, {name} skips 1/{k}.'],
      draw: divisor(6, 3),
      steps: [
        step('part = total / k', 'How many pages does {name} skip?', '{Name} skips {=} pages.'),
        step('total = total - part', 'How many pages does {name} have left after skipping some?', unread),
      ],
    },
  ],
  closings: [
    {
      id: 'end',
      texts: ['How many pages does {name} have left?', 'How many pages does {name} still have to read?', 'What is the number of pages that {name} has left to read?'],
      ask: 'How many pages does {name} have left in the end?',
      steps: [],
    },
    {
      id: 'finish',
      texts: ['{She} reads the rest at {k} pages a day. How many days does {name} need for the rest?', 'How many days does {name} need for the rest at {k} pages a day?'],
      draw: divisor(25),
      steps: [step('total = total / k', 'How many days does {name} need for the rest?', '{Name} needs {=} days.')],
    },
    {
      id: 'weeks',
      texts: ['{Name} wants to finish in {k} days, with the same number of pages each day. How many pages a day is that?', 'How many pages a day must {name} read to finish the rest in {k} equal days?'],
      draw: divisor(12),
      steps: [step('total = total / k', 'How many pages a day must {name} read?', '{Name} must read {=} pages a day.')],
    },
    {
      id: 'minutes',
      texts: ['Each page takes {name} {k} minutes. How many minutes does {she} need for the rest?', 'How many minutes does {name} need for the rest at {k} minutes a page?'],
      draw: factor(5),
      steps: [step('total = total * k', 'How many minutes does {name} need for the rest?', '{Name} needs {=} minutes.')],
    },
  ],
  asides: [
    ['{Name} is {d} years old.', 8, 60],
    ['{Name} paid ${d} for the book.', 4, 30],
    ['The lamp beside the bed is {d} years old.', 2, 20],
    ['{Name} drinks {d} cups of tea a week.', 3, 20],
    ["{Name}'s shelf is {d} cm wide.", 30, 90],
    ["{Name}'s library is {d} minutes away.", 4, 40],
  ],
};

export const rates: readonly Scenario[] = [factory, journey, reading];
