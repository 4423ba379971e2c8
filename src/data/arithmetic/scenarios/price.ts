// Fractions and percentages: a price that rises and falls.
import { above, addend, divisor, factor, fraction, groups, percent, start, takeaway } from '../draws.ts';
import { type Scenario, step } from '../grammar.ts';
import { people } from '../lexicon.ts';

const costs = 'The {lamp} costs {=} dollars.';

export const price: Scenario = {
  id: 'price',
  words: (random) => {
    const lamp = random.pick(
      'lamp clock coat tent desk chair carpet printer drum oven bike helmet'.split(' '),
    );
    return { ...people(random), lamp, lamps: `${lamp}s` };
  },
  openings: [
    {
      id: 'costs',
      texts: [
        '{A lamp} costs {$total}.',
        'The price of {a lamp} is {$total}.',
        'A shop offers {a lamp} for {$total}.',
      ],
      draw: start(10, 0.5),
      steps: [],
    },
    {
      id: 'parts',
      texts: [
        'A shop builds {a lamp} from {k} parts at {$n} each and offers it for the price of the parts.',
        '{A lamp} costs as much as its {k} parts, which are {$n} each.',
      ],
      draw: groups(9, 50),
      steps: [step('total = k * n', 'How much does the {lamp} cost at first?', costs)],
    },
  ],
  moves: [
    {
      id: 'raise',
      texts: [
        'Then the price of the {lamp} rises by {p}%.',
        'The shop raises the price of the {lamp} by {p}%.',
        'In spring the {lamp} becomes {p}% more expensive.',
      ],
      draw: percent(80, true),
      steps: [
        step('part = total % p', 'By how much does the price rise?', 'The price rises by {=} dollars.'),
        step('total = total + part', 'How much does the {lamp} cost after the price rises?', costs),
      ],
    },
    {
      id: 'cut',
      texts: [
        'Then the price of the {lamp} falls by {p}%.',
        'The shop lowers the price of the {lamp} by {p}%.',
        'In autumn the {lamp} becomes {p}% cheaper.',
      ],
      draw: percent(60),
      steps: [
        step('part = total % p', 'By how much does the price fall?', 'The price falls by {=} dollars.'),
        step('total = total - part', 'How much does the {lamp} cost after the price falls?', costs),
      ],
    },
    {
      id: 'sale-fraction',
      texts: [
        'In a sale the {lamp} costs only {i}/{j} of its price before the sale.',
        'For a sale the price of the {lamp} is set to {i}/{j} of what it was.',
      ],
      draw: fraction,
      steps: [step('total = total */ i', 'How much does the {lamp} cost in the sale?', costs)],
    },
    {
      id: 'half',
      texts: [
        'Because of a scratch the price of the {lamp} is cut in half.',
        'With a scratch the {lamp} costs half as much as before.',
      ],
      steps: [step('total = total / two', 'How much does the {lamp} cost with the scratch?', costs)],
    },
    {
      id: 'percent-of',
      texts: [
        'In winter the price of the {lamp} falls to {p}% of what it was.',
        'When winter comes, the {lamp} costs only {p}% of what it cost before.',
      ],
      draw: percent(80),
      steps: [step('total = total % p', 'How much does the {lamp} cost in winter?', costs)],
    },
    {
      id: 'new-parts',
      texts: [
        'New parts make the {lamp} {$n} more expensive.',
        'Then the {lamp} becomes {$n} more expensive because of new parts.',
      ],
      draw: addend,
      steps: [step('total = total + n', 'How much does the {lamp} cost with the new parts?', costs)],
    },
    {
      id: 'owner',
      texts: [
        'A new owner of the shop makes the {lamp} {$n} cheaper.',
        'Under a new owner the shop sells the {lamp} for {$n} less.',
      ],
      draw: takeaway,
      steps: [step('total = total - n', 'How much does the {lamp} cost under the new owner?', costs)],
    },
    {
      id: 'double',
      texts: [
        'When everyone wants the {lamp}, its price doubles.',
        'A film makes the {lamp} famous, and its price doubles.',
      ],
      steps: [step('total = total * two', 'How much does the {lamp} cost after the price doubles?', costs)],
    },
  ],
  closings: [
    {
      id: 'end',
      texts: [
        'How much does the {lamp} cost now?',
        'What is the price of the {lamp} in the end?',
        'How many dollars does {name} pay now for the {lamp}?',
      ],
      ask: 'How much does the {lamp} cost in the end?',
      steps: [],
    },
    {
      id: 'change',
      texts: [
        '{Name} pays with {$n}. How much change does {she} get for the {lamp}?',
        'How much change does {name} get if {she} pays for the {lamp} with {$n}?',
      ],
      draw: above,
      steps: [step('total = n - total', 'How much change does {name} get?', 'The change is {=} dollars.')],
    },
    {
      id: 'several',
      texts: [
        '{Name} buys {k} of these {lamps} at the final price. How much does {she} pay?',
        'How much does {name} pay for {k} such {lamps} at the final price?',
      ],
      draw: factor(6),
      steps: [step('total = total * k', 'How much does {name} pay?', '{Name} pays {=} dollars.')],
    },
    {
      id: 'months',
      texts: [
        '{Name} pays the price in {k} equal parts. How much is each part?',
        'How much is each payment if {name} pays this price in {k} equal parts?',
      ],
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
