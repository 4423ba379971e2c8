// Fractions and percentages: a stock, a price, and groups within groups.
import {
  above,
  addend,
  divisor,
  factor,
  fraction,
  groups,
  groupsAdded,
  groupsTaken,
  percent,
  start,
  takeaway,
} from '../draws.ts';
import { type Clause, type Draw, type Scenario, step } from '../grammar.ts';
import { people } from '../lexicon.ts';

const has = 'The {farm} has {=} {goods}.';

const stock: Scenario = {
  id: 'stock',
  words: (random) => {
    const [farm, goods] = random.pick([
      ['farm', 'eggs'],
      ['farm', 'apples'],
      ['bakery', 'rolls'],
      ['bakery', 'cookies'],
      ['garden', 'roses'],
      ['store', 'oranges'],
      ['kitchen', 'plums'],
      ['stand', 'lemons'],
    ] as const);
    return { farm, goods };
  },
  openings: [
    {
      id: 'has',
      texts: ['{A farm} has {total} {goods}.', 'There are {total} {goods} at {a farm}.', 'In the morning {a farm} has {total} {goods}.'],
      draw: start(20, 0.5),
      steps: [],
    },
    {
      id: 'baskets',
      texts: ['{A farm} has {k} baskets of {n} {goods} each.', 'At {a farm} there are {k} baskets with {n} {goods} in each.'],
      draw: groups(9, 60),
      steps: [step('total = k * n', 'How many {goods} does the {farm} have at first?', has)],
    },
  ],
  moves: [
    {
      id: 'sold-part',
      texts: ['The {farm} sells 1/{k} of its {goods}.', 'Customers buy 1/{k} of the {goods} at the {farm}.'],
      draw: divisor(8, 3),
      steps: [
        step('part = total / k', 'How many {goods} are sold?', 'The {farm} sells {=} {goods}.'),
        step('total = total - part', 'How many {goods} does the {farm} have after the sale?', has),
      ],
    },
    {
      id: 'bad',
      texts: ['The {farm} finds that {p}% of its {goods} are bad and throws them away.', 'Then {p}% of the {goods} at the {farm} go bad and are thrown away.'],
      draw: percent(60),
      steps: [
        step('part = total % p', 'How many {goods} are bad?', 'There are {=} bad {goods}.'),
        step('total = total - part', 'How many {goods} does the {farm} have without the bad ones?', has),
      ],
    },
    {
      id: 'hotel',
      texts: ['A hotel orders {i}/{j} of the {goods} at the {farm}.', 'The {farm} sends {i}/{j} of its {goods} to a hotel.'],
      draw: fraction,
      steps: [
        step('part = total */ i', 'How many {goods} does the hotel get?', 'The hotel gets {=} {goods}.'),
        step('total = total - part', 'How many {goods} does the {farm} have after the hotel gets some?', has),
      ],
    },
    {
      id: 'grows',
      texts: ['The next day the number of {goods} at the {farm} grows by {p}%.', 'A delivery makes the number of {goods} at the {farm} {p}% larger.'],
      draw: percent(80, true),
      steps: [
        step('part = total % p', 'How many {goods} are added?', 'There are {=} new {goods}.'),
        step('total = total + part', 'How many {goods} does the {farm} have after the number grows?', has),
      ],
    },
    {
      id: 'neighbor',
      texts: ['A neighbor brings {n} more {goods}.', 'The {farm} gets {n} more {goods} from a neighbor.'],
      draw: addend,
      steps: [step('total = total + n', 'How many {goods} does the {farm} have with those of the neighbor?', has)],
    },
    {
      id: 'school',
      texts: ['The {farm} gives {n} {goods} to a school.', 'A school gets {n} {goods} from the {farm}.'],
      draw: takeaway,
      steps: [step('total = total - n', 'How many {goods} does the {farm} have after the school gets some?', has)],
    },
    {
      id: 'crates',
      texts: ['A truck brings {k} crates of {n} {goods} each.', 'Then {k} crates with {n} {goods} each arrive by truck.'],
      draw: groupsAdded(8, 25),
      steps: [
        step('part = k * n', 'How many {goods} does the truck bring?', 'The truck brings {=} {goods}.'),
        step('total = total + part', 'How many {goods} does the {farm} have after the truck comes?', has),
      ],
    },
    {
      id: 'families',
      texts: ['Each of {k} families buys {n} {goods}.', 'Then {k} families buy {n} {goods} each.'],
      draw: groupsTaken(8, 15),
      steps: [
        step('part = k * n', 'How many {goods} do the families buy?', 'The families buy {=} {goods}.'),
        step('total = total - part', 'How many {goods} does the {farm} have after the families buy some?', has),
      ],
    },
  ],
  closings: [
    {
      id: 'end',
      texts: ['How many {goods} does the {farm} have now?', 'How many {goods} are left at the {farm}?', 'What is the number of {goods} at the {farm} in the end?'],
      ask: 'How many {goods} does the {farm} have in the end?',
      steps: [],
    },
    {
      id: 'large-part',
      texts: ['Of the {goods} now at the {farm}, 1/{k} are large. How many large {goods} are there?', 'How many large {goods} are there if 1/{k} of those now at the {farm} are large?'],
      draw: divisor(10, 3),
      steps: [step('total = total / k', 'How many large {goods} are there?', 'There are {=} large {goods}.')],
    },
    {
      id: 'large-percent',
      texts: ['Of the {goods} now at the {farm}, {p}% are large. How many large {goods} are there?', 'How many large {goods} are there if {p}% of those now at the {farm} are large?'],
      draw: percent(),
      steps: [step('total = total % p', 'How many large {goods} are there?', 'There are {=} large {goods}.')],
    },
    {
      id: 'large-fraction',
      texts: ['Of the {goods} now at the {farm}, {i}/{j} are large. How many large {goods} are there?', 'How many large {goods} are there if {i}/{j} of those now at the {farm} are large?'],
      draw: fraction,
      steps: [step('total = total */ i', 'How many large {goods} are there?', 'There are {=} large {goods}.')],
    },
    {
      id: 'boxes',
      texts: ['All the {goods} at the {farm} are packed equally in {k} boxes. How many {goods} are in each box?', 'How many {goods} are in each box if all those now at the {farm} fill {k} boxes equally?'],
      draw: divisor(),
      steps: [step('total = total / k', 'How many {goods} are in each box?', 'Each box has {=} {goods}.')],
    },
  ],
  asides: [
    ['The {farm} is {d} years old.', 3, 80],
    ['The {farm} is {d} km from the town.', 2, 30],
    ['It is {d} degrees outside.', 12, 32],
    ['The owner of the {farm} has {d} grandchildren.', 2, 12],
    ['The {farm} opens at {d} in the morning.', 6, 10],
    ['The gate of the {farm} is {d} meters wide.', 2, 9],
  ],
};

const costs = 'The {lamp} costs {=} dollars.';

const price: Scenario = {
  id: 'price',
  words: (random) => ({
    ...people(random),
    lamp: random.pick('lamp clock coat tent desk chair carpet printer drum oven bike helmet'.split(' ')),
    lamps: 'pieces',
  }),
  openings: [
    {
      id: 'costs',
      texts: ['{A lamp} costs ${total}.', 'The price of {a lamp} is ${total}.', 'A shop offers {a lamp} for ${total}.'],
      draw: start(10, 0.5),
      steps: [],
    },
    {
      id: 'parts',
      texts: ['A shop builds {a lamp} from {k} parts at ${n} each and offers it for the price of the parts.', '{A lamp} costs as much as its {k} parts, which are ${n} each.'],
      draw: groups(9, 50),
      steps: [step('total = k * n', 'How much does the {lamp} cost at first?', costs)],
    },
  ],
  moves: [
    {
      id: 'raise',
      texts: ['Then the price of the {lamp} rises by {p}%.', 'The shop raises the price of the {lamp} by {p}%.', 'In spring the {lamp} becomes {p}% more expensive.'],
      draw: percent(80, true),
      steps: [
        step('part = total % p', 'By how much does the price rise?', 'The price rises by {=} dollars.'),
        step('total = total + part', 'How much does the {lamp} cost after the price rises?', costs),
      ],
    },
    {
      id: 'cut',
      texts: ['Then the price of the {lamp} falls by {p}%.', 'The shop lowers the price of the {lamp} by {p}%.', 'In autumn the {lamp} becomes {p}% cheaper.'],
      draw: percent(60),
      steps: [
        step('part = total % p', 'By how much does the price fall?', 'The price falls by {=} dollars.'),
        step('total = total - part', 'How much does the {lamp} cost after the price falls?', costs),
      ],
    },
    {
      id: 'sale-fraction',
      texts: ['In a sale the {lamp} costs only {i}/{j} of its price.', 'For a sale the price of the {lamp} is set to {i}/{j} of what it was.'],
      draw: fraction,
      steps: [step('total = total */ i', 'How much does the {lamp} cost in the sale?', costs)],
    },
    {
      id: 'half',
      texts: ['Because of a scratch the price of the {lamp} is cut in half.', 'With a scratch the {lamp} costs half as much as before.'],
      steps: [step('total = total / two', 'How much does the {lamp} cost with the scratch?', costs)],
    },
    {
      id: 'percent-of',
      texts: ['For members the {lamp} costs only {p}% of its price, and {name} is a member.', 'As a member {name} only pays {p}% of the price of the {lamp}.'],
      draw: percent(80),
      steps: [step('total = total % p', 'How much does the {lamp} cost for {name} as a member?', costs)],
    },
    {
      id: 'battery',
      texts: ['A special color makes the {lamp} ${n} more expensive.', 'With a special color the {lamp} costs ${n} more.'],
      draw: addend,
      steps: [step('total = total + n', 'How much does the {lamp} cost with the special color?', costs)],
    },
    {
      id: 'voucher',
      texts: ['A voucher makes the {lamp} ${n} cheaper.', 'With a voucher the {lamp} costs ${n} less.'],
      draw: takeaway,
      steps: [step('total = total - n', 'How much does the {lamp} cost with the voucher?', costs)],
    },
    {
      id: 'double',
      texts: ['When everyone wants the {lamp}, its price doubles.', 'A film makes the {lamp} famous, and its price doubles.'],
      steps: [step('total = total * two', 'How much does the {lamp} cost after the price doubles?', costs)],
    },
  ],
  closings: [
    {
      id: 'end',
      texts: ['How much does the {lamp} cost now?', 'What is the price of the {lamp} in the end?', 'How many dollars does {name} pay now for the {lamp}?'],
      ask: 'How much does the {lamp} cost in the end?',
      steps: [],
    },
    {
      id: 'change',
      texts: ['{Name} pays with ${n}. How much change does {she} get for the {lamp}?', 'How much change does {name} now get for the {lamp} from ${n}?'],
      draw: above,
      steps: [step('total = n - total', 'How much change does {name} get?', 'The change is {=} dollars.')],
    },
    {
      id: 'several',
      texts: ['{Name} pays this price {k} times to get one for each of {k} friends. How much does {she} pay?', 'How much does {name} pay for {k} of them at this price?'],
      draw: factor(6),
      steps: [step('total = total * k', 'How much does {name} pay?', '{Name} pays {=} dollars.')],
    },
    {
      id: 'months',
      texts: ['{Name} pays the price in {k} equal parts. How much is each part?', 'How much is each payment if {name} pays this price in {k} equal parts?'],
      draw: divisor(),
      steps: [step('total = total / k', 'How much is each payment?', 'Each payment is {=} dollars.')],
    },
  ],
  asides: [
    ['{Name} is {d} years old.', 18, 60],
    ['The {lamp} weighs {d} kg.', 2, 20],
    ['The shop opened {d} years ago.', 3, 60],
    ['{Name} lives {d} km from the shop.', 2, 30],
    ['The shop has {d} workers.', 2, 30],
    ['The guarantee for the {lamp} lasts {d} years.', 2, 9],
  ],
};

const count = 'There are {=} {cur}.';
const askCount = 'How many {cur} are there?';

function narrow(id: string, texts: readonly string[], formula: string, limit: number, draw?: Draw): Clause {
  const clause = { id, texts, steps: [step(formula, askCount, count)], limit, advances: true };
  return draw === undefined ? clause : { ...clause, draw };
}

/** Groups within groups, each a part of the one before it; everything after a narrowing is about the smaller group. */
const worlds = [
  { place: 'school', chain: ['students', 'club members', 'musicians', 'drummers', 'beginners'] },
  { place: 'town', chain: ['visitors', 'sports fans', 'runners', 'women', 'students'] },
  { place: 'company', chain: ['workers', 'engineers', 'team leaders', 'parents', 'cyclists'] },
  { place: 'zoo', chain: ['animals', 'birds', 'parrots', 'green parrots', 'young green parrots'] },
  { place: 'farm', chain: ['animals', 'chickens', 'hens', 'brown hens', 'young brown hens'] },
] as const;

const within: Scenario = {
  id: 'within',
  words: () => ({}),
  chain: (random) => {
    const { place, chain } = random.pick(worlds);
    return [...chain, place];
  },
  openings: [
    {
      id: 'are',
      texts: ['There are {total} {first} at a {place}.', 'A {place} has {total} {first}.', 'A {place} counts {total} {first}.'],
      draw: start(30, 0.9),
      steps: [],
    },
    {
      id: 'groups',
      texts: ['A {place} has {k} groups of {n} {first}.', 'There are {k} groups with {n} {first} each at a {place}.'],
      draw: groups(9, 80),
      steps: [step('total = k * n', 'How many {first} are there?', 'There are {=} {first}.')],
    },
  ],
  moves: [
    narrow('part', ['Of the {prev}, 1/{k} are {cur}.', '1/{k} of the {prev} are {cur}.'], 'total = total / k', 1, divisor(6, 3)),
    narrow('half', ['Half of the {prev} are {cur}.', 'Of the {prev}, half are {cur}.'], 'total = total / two', 1),
    narrow('percent', ['Of the {prev}, {p}% are {cur}.', 'Exactly {p}% of the {prev} are {cur}.'], 'total = total % p', 1, percent()),
    narrow('fraction', ['Of the {prev}, {i}/{j} are {cur}.', 'Exactly {i}/{j} of the {prev} are {cur}.'], 'total = total */ i', 1, fraction),
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
      texts: ['On Monday {k} groups of {n} {cur} arrive.', 'With {k} buses, {n} {cur} arrive on each.'],
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
      texts: ['How many {cur} are there?', 'How many {cur} are there in the end?', 'What is the number of {cur} now?'],
      ask: 'How many {cur} are there in the end?',
      steps: [],
    },
    {
      id: 'not-percent',
      texts: ['Today {p}% of the {cur} are ill. How many {cur} are ill?', 'How many of the {cur} are ill if {p}% of the {cur} are ill today?'],
      draw: percent(60),
      steps: [step('total = total % p', 'How many of the {cur} are ill?', 'There are {=} ill {cur}.')],
    },
    {
      id: 'teams',
      texts: ['The {cur} are divided into {k} equal groups. How many {cur} are in each group?', 'How many {cur} are in each group if the {cur} form {k} equal groups?'],
      draw: divisor(10),
      steps: [step('total = total / k', 'How many {cur} are in each group?', 'Each group has {=} {cur}.')],
    },
    {
      id: 'meals',
      texts: ['Each of the {cur} gets {k} meals. How many meals is that?', 'How many meals are needed if each of the {cur} gets {k} meals?'],
      draw: factor(5),
      steps: [step('total = total * k', 'How many meals do the {cur} get?', 'The {cur} get {=} meals.')],
    },
  ],
  asides: [
    ['It is {d} degrees outside.', 12, 32],
    ['The {place} is {d} years old.', 10, 90],
    ['The next bus stop is {d} meters away.', 20, 90],
    ['Parking at the {place} costs ${d}.', 2, 9],
    ['The {place} was painted {d} months ago.', 2, 40],
  ],
};

export const fractions: readonly Scenario[] = [stock, price, within];
