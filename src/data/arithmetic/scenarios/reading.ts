// Rates: pages a day; the running quantity is the pages that are left.
import { addend, atSpeed, divisor, factor, groups, groupsAdded, start, takeaway } from '../draws.ts';
import { type Scenario, step } from '../grammar.ts';
import { people } from '../lexicon.ts';

const unread = '{Name} has {=} pages left.';

export const reading: Scenario = {
  id: 'reading',
  cap: 700,
  words: people,
  openings: [
    {
      id: 'book',
      texts: [
        '{Name} has a book with {total} pages.',
        '{Name} starts a book of {total} pages.',
        'The new book of {name} has {total} pages.',
      ],
      draw: start(20, 0.8),
      steps: [],
    },
    {
      id: 'chapters',
      texts: [
        '{Name} has a book of {k} chapters with {n} pages each.',
        'The new book of {name} has {k} chapters of {n} pages.',
      ],
      draw: groups(9, 40),
      steps: [step('total = k * n', 'How many pages does the book have?', 'The book has {=} pages.')],
    },
  ],
  moves: [
    {
      id: 'days',
      texts: ['{She} reads {n} pages a day for {k} days.', 'For {k} days {name} reads {n} pages a day.'],
      draw: atSpeed(7, 4, 30),
      steps: [
        step('part = k * n', 'How many pages does {name} read on these days?', '{Name} reads {=} pages.'),
        step('total = total - part', 'How many pages does {name} have left after these days?', unread),
      ],
    },
    {
      id: 'hours',
      texts: [
        'On a train {name} reads {n} pages an hour for {k} hours.',
        '{She} reads for {k} hours on a train, {n} pages an hour.',
      ],
      draw: atSpeed(5, 6, 25),
      steps: [
        step(
          'part = k * n',
          'How many pages does {name} read on the train?',
          'On the train {name} reads {=} pages.',
        ),
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
      texts: [
        '{F1} brings {him} a second book of {n} pages to read.',
        'From {f1}, {name} gets a second book to read, with {n} pages.',
      ],
      draw: addend,
      steps: [
        step('total = total + n', 'How many pages does {name} have left with the second book?', unread),
      ],
    },
    {
      id: 'comics',
      texts: [
        '{Name} also wants to read {k} comics of {n} pages each.',
        '{She} adds {k} comics of {n} pages each to {his} reading.',
      ],
      draw: groupsAdded(6, 30),
      steps: [
        step('part = k * n', 'How many pages do the comics have?', 'The comics have {=} pages.'),
        step('total = total + part', 'How many pages does {name} have left with the comics?', unread),
      ],
    },
    {
      id: 'half',
      notFirst: true,
      texts: [
        '{She} reads half of the pages that are left during a holiday.',
        'During a holiday {name} reads half of the pages that are left.',
      ],
      steps: [
        step(
          'part = total / two',
          'How many pages does {name} read during the holiday?',
          '{Name} reads {=} pages.',
        ),
        step('total = total - part', 'How many pages does {name} have left after the holiday?', unread),
      ],
    },
    {
      id: 'skips',
      notFirst: true,
      texts: [
        '{Name} skips 1/{k} of the pages that are left.',
        'Of the pages that are left, {name} skips 1/{k}.',
      ],
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
      texts: [
        'How many pages does {name} have left?',
        'How many pages does {name} still have to read?',
        'What is the number of pages that {name} has left to read?',
      ],
      ask: 'How many pages does {name} have left in the end?',
      steps: [],
    },
    {
      id: 'finish',
      texts: [
        '{She} reads the rest at {k} pages a day. How many days does {name} need for the rest?',
        'How many days does {name} need for the rest at {k} pages a day?',
      ],
      draw: divisor(25),
      steps: [
        step('total = total / k', 'How many days does {name} need for the rest?', '{Name} needs {=} days.'),
      ],
    },
    {
      id: 'weeks',
      texts: [
        '{Name} wants to finish in {k} days, with the same number of pages each day. How many pages a day is that?',
        'How many pages a day must {name} read to finish the rest in {k} equal days?',
      ],
      draw: divisor(12),
      steps: [
        step(
          'total = total / k',
          'How many pages a day must {name} read?',
          '{Name} must read {=} pages a day.',
        ),
      ],
    },
    {
      id: 'minutes',
      texts: [
        'Each page takes {name} {k} minutes. How many minutes does {she} need for the rest?',
        'How many minutes does {name} need for the rest at {k} minutes a page?',
      ],
      draw: factor(5),
      steps: [
        step(
          'total = total * k',
          'How many minutes does {name} need for the rest?',
          '{Name} needs {=} minutes.',
        ),
      ],
    },
  ],
  asides: [
    ['{Name} is {d} years old.', 8, 60],
    ['{Name} paid {$d} for the book.', 4, 30],
    ['The lamp beside the bed is {d} years old.', 2, 20],
    ['{Name} drinks {d} cups of tea a week.', 3, 20],
    ["{Name}'s shelf is {d} cm wide.", 30, 90],
    ["{Name}'s library is {d} minutes away.", 4, 40],
  ],
};
