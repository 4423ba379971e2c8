// Rates: a trip by bus, bike and boat; the running quantity is the way that is left.
import { addend, atSpeed, divisor, factor, groups, start, takeaway } from '../draws.ts';
import { type Scenario, step } from '../grammar.ts';
import { people } from '../lexicon.ts';

const left = '{Name} has {=} km left.';

export const journey: Scenario = {
  id: 'journey',
  words: (random) => ({
    ...people(random),
    town: random.pick(['the coast', 'the capital', 'a lake', 'the mountains', 'a festival', 'the border']),
  }),
  openings: [
    {
      id: 'trip',
      texts: [
        '{Name} plans a trip of {total} km to {town}.',
        '{Name} sets out for {town}, {total} km away.',
        'From home, {name} travels to {town}, which is {total} km away.',
      ],
      draw: start(20, 0.8),
      steps: [],
    },
    {
      id: 'days',
      texts: [
        '{Name} plans a trip of {k} days with {n} km a day to {town}.',
        "{Name}'s trip to {town} is planned as {k} days of {n} km each.",
      ],
      draw: groups(9, 90),
      steps: [step('total = k * n', 'How long is the trip?', 'The trip is {=} km long.')],
    },
  ],
  moves: [
    {
      id: 'bus',
      texts: [
        '{She} rides a bus for {k} hours at {n} km an hour.',
        'For {k} hours {name} takes a bus that goes {n} km an hour.',
      ],
      draw: atSpeed(6, 20, 60),
      steps: [
        step('part = k * n', 'How far does {name} go by bus?', 'The bus goes {=} km.'),
        step('total = total - part', 'How many km does {name} have left after the bus?', left),
      ],
    },
    {
      id: 'bike',
      texts: [
        '{She} cycles for {k} hours at {n} km an hour.',
        'At {n} km an hour, {name} cycles for {k} hours.',
      ],
      draw: atSpeed(5, 8, 25),
      steps: [
        step('part = k * n', 'How far does {name} cycle?', '{Name} cycles {=} km.'),
        step('total = total - part', 'How many km does {name} have left after cycling?', left),
      ],
    },
    {
      id: 'boat',
      texts: [
        '{She} takes a boat for {n} km.',
        'A boat takes {name} {n} km closer.',
        'By boat {name} covers {n} km of the way.',
      ],
      draw: takeaway,
      steps: [step('total = total - n', 'How many km does {name} have left after the boat?', left)],
    },
    {
      id: 'lift',
      texts: ['{F1} then drives {him} {n} km of the way.', "{Name} rides {n} km of the way in {f1}'s car."],
      draw: takeaway,
      steps: [step('total = total - n', 'How many km does {name} have left after the car ride?', left)],
    },
    {
      id: 'closed',
      texts: [
        'A closed road adds {n} km to the way.',
        'Because of a closed road, {name} has {n} km more to go.',
      ],
      draw: addend,
      steps: [step('total = total + n', 'How many km does {name} have left with the closed road?', left)],
    },
    {
      id: 'wrong',
      texts: [
        '{She} takes a wrong turn, which adds {n} km to the way.',
        'By mistake {name} makes the way {n} km longer.',
      ],
      draw: addend,
      steps: [step('total = total + n', 'How many km does {name} have left after the mistake?', left)],
    },
    {
      id: 'half',
      notFirst: true,
      texts: [
        '{She} covers half of the rest of the way by train.',
        'A train takes {name} half of the rest of the way.',
      ],
      steps: [
        step('part = total / two', 'How far does {name} go by train?', 'The train goes {=} km.'),
        step('total = total - part', 'How many km does {name} have left after the train?', left),
      ],
    },
    {
      id: 'taxi',
      notFirst: true,
      texts: [
        'A taxi takes {name} 1/{k} of the rest of the way.',
        '{She} covers 1/{k} of the rest of the way by taxi.',
      ],
      draw: divisor(6, 3),
      steps: [
        step('part = total / k', 'How far does {name} go by taxi?', 'The taxi goes {=} km.'),
        step('total = total - part', 'How many km does {name} have left after the taxi?', left),
      ],
    },
    {
      id: 'double',
      notFirst: true,
      texts: [
        'Then a flood doubles the rest of the way.',
        'Because of a flood, the rest of the way becomes twice as long.',
      ],
      steps: [step('total = total * two', 'How many km does {name} have left after the flood?', left)],
    },
  ],
  closings: [
    {
      id: 'end',
      texts: [
        'How many km does {name} have left now?',
        'How many km does {name} still have to go?',
        'How far, in km, is {name} now from the end of the trip?',
      ],
      ask: 'How many km does {name} have left in the end?',
      steps: [],
    },
    {
      id: 'hours',
      texts: [
        '{She} covers the rest at {k} km an hour. How many hours does {name} need for the rest?',
        'How many hours does {name} need for the rest at {k} km an hour?',
      ],
      draw: divisor(20),
      steps: [
        step('total = total / k', 'How many hours does {name} need for the rest?', '{Name} needs {=} hours.'),
      ],
    },
    {
      id: 'days',
      texts: [
        '{She} spreads the rest equally over {k} days. How many km does {name} go each day?',
        'How many km a day must {name} go to finish the rest in {k} equal days?',
      ],
      draw: divisor(10),
      steps: [
        step('total = total / k', 'How many km does {name} go each day?', '{Name} goes {=} km each day.'),
      ],
    },
    {
      id: 'cost',
      texts: [
        'For the rest {name} pays a driver {$k} for each km. How much does {she} pay?',
        'How much does {name} pay for the rest of the way at {$k} for each km?',
      ],
      draw: factor(5),
      steps: [
        step('total = total * k', 'How much does {name} pay for the rest?', '{Name} pays {=} dollars.'),
      ],
    },
  ],
  asides: [
    ["{Name}'s backpack weighs {d} kg.", 4, 15],
    ['{Name} is {d} years old.', 18, 60],
    ['It is {d} degrees outside.', 12, 32],
    ['On the way {name} takes {d} photos.', 5, 80],
    ['{Name} meets {d} other travelers.', 2, 30],
    ['A sandwich on the way costs {$d}.', 3, 9],
  ],
};
