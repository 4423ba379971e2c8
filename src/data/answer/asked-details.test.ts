// What a question says beyond its noun singles out the quantity of a sentence that answers it.
import { describe, expect, test } from 'vitest';
import { askedFor } from './asked.ts';
import { detailsOf, stem } from './asked-details.ts';
import { extractAnswer } from './extract.ts';

const kinds: Readonly<
  Record<string, readonly (readonly [question: string, output: string, value: string])[]>
> = {
  years: [
    ['How old was he?', 'In 2015 he was 12.', '12'],
    ['How old was Tom then?', 'He was born in 2003 and was 12 in 2015.', '12'],
    ['How old is Ann now?', 'Ann, born in 1990, is 34 years old in 2024.', '34'],
    ['How old is Ann now?', 'Since 2024 - 1990 = 34, she is 34 years old in 2024.', '34'],
    ['How old will Tom be?', 'By 2030, Tom will be 25.', '25'],
    ['How old will Tom be?', 'Tom will be 25 by 2030.', '25'],
    ['How old will Tom be?', 'In the year 2030 Tom turns 25.', '25'],
    ['How many people lived there?', 'In 1990, 450 people lived there.', '450'],
    [
      'How many people lived there in 2000?',
      'In 1990 450 people lived there; in 2000, 600 people did.',
      '600',
    ],
    ['How many years ago was that?', '2015 was 9 years ago.', '9'],
    ['How many cars were sold in 2020?', '2020 saw 350 cars sold.', '350'],
    ['How many years passed?', 'From 2010 to 2025, 15 years passed.', '15'],
    ['How old is Mia?', 'Mia was born in 2001, so in 2020 she was 19.', '19'],
    ['How old was the bridge?', 'Built in 1890, the bridge was 75 years old in 1965.', '75'],
    ['In which year did it open?', 'It opened in 1890 and closed in 1965.', '1890'],
    ['How many stores opened?', 'Between 2001 and 2005, 40 stores opened.', '40'],
    [
      'How many bolts did the factory make in 2019?',
      'The factory made 500 bolts in 2018 and 700 bolts in 2019.',
      '700',
    ],
  ],
  'of whom, or of what kind': [
    ['How many bags does she need?', 'With 27 apples, 3 bags are needed.', '3'],
    ['How many bags does she need?', 'Putting 9 apples in a bag, 27 apples need 3 bags.', '3'],
    ['How many boys are in the class?', 'There are 8 girls and 12 boys among the 20 students.', '12'],
    ['How many marbles are green?', '12 marbles are blue and 18 marbles are green.', '18'],
    ['How many green marbles are there?', 'There are 12 blue marbles and 18 green marbles.', '18'],
    ['How many green marbles are there?', '12 marbles are blue and 18 are green.', '18'],
    ['How many red cars are there?', 'There are 15 red cars and 35 blue cars.', '15'],
    ['How many blue cars are there?', 'There are 15 red cars and 35 blue cars.', '35'],
    ['How many cookies did Tom eat?', 'Tom ate 5 cookies and Ann ate 7 cookies.', '5'],
    ['How many cookies did Ann eat?', 'Tom ate 5 cookies and Ann ate 7 cookies.', '7'],
    ['How many cookies did Ann eat?', 'Tom ate 5 and Ann ate 7.', '7'],
    ['How much did Ann pay?', 'Tom paid $5 and Ann paid $7.', '7'],
    ['How many days will it take?', 'At 10 pages a day, 120 pages will take 12 days.', '12'],
    ['How many weeks will it take?', 'Saving $20 a week, $100 takes 5 weeks.', '5'],
    ['How many cows are there?', 'There are 20 legs, which is 5 cows.', '5'],
    ['How many red balls are in the box?', 'There are 14 red balls, 9 blue balls and 3 white balls.', '14'],
    ['How many white balls are in the box?', 'There are 14 red balls, 9 blue balls and 3 white balls.', '3'],
    ['How many points did Lee score?', 'Kim scored 12 points, while Lee scored 19.', '19'],
    ['How many points did Kim score?', 'Kim scored 12 points, while Lee scored 19.', '12'],
    [
      'How many points did Kim and Lee score in total?',
      'Kim scored 12 points and Lee scored 19 points, 31 points in total.',
      '31',
    ],
    ['How much did the shoes cost?', 'The shirt cost $20 and the shoes cost $45.', '45'],
    ['How much did the shirt cost?', 'The shirt cost $20 and the shoes cost $45.', '20'],
    ['How many dogs are brown?', '7 dogs are black, 4 are brown and 2 are white.', '4'],
    ['How many apples does Sam have now?', 'Sam had 20 apples, gave away 8 and now has 12.', '12'],
    ['How many apples did Sam give away?', 'Sam had 20 apples, gave away 8 and now has 12.', '8'],
  ],
  'the noun that is counted': [
    ['How many bags does she need?', '27 apples fill 3 bags.', '3'],
    ['How many bags does she need?', '27 apples go into 3 bags of 9 apples each.', '3'],
    ['How many bags does she need?', '9 apples in each bag means 3 bags for 27 apples.', '3'],
    ['How many bags?', '27 apples divided into bags of 9 makes 3 bags.', '3'],
    ['How many hours did she work?', 'She earned $80 in 8 hours at $10 an hour.', '8'],
    ['How many miles did he drive?', 'In 3 hours at 60 miles per hour he drove 180 miles.', '180'],
    ['How many miles did he drive?', 'He drove 180 miles in 3 hours at 60 miles per hour.', '180'],
    ['How many buses are needed?', '120 students with 40 per bus need 3 buses.', '3'],
    ['How many legs do the cows have?', '5 cows have 20 legs.', '20'],
    ['How many cows are there?', '20 legs mean 5 cows.', '5'],
    ['How many rows are there?', 'The hall has 20 rows with 15 seats each.', '20'],
    ['How far does the train go?', 'At 60 miles per hour for 4 hours the train goes 240 miles.', '240'],
    ['How many nights does he stay?', 'He pays $450 for 5 nights at $90 per night.', '5'],
    ['How many vans are needed?', '33 people in vans of 8 need 5 vans.', '5'],
  ],
  'of each': [
    ['How many apples are in each bag?', '27 apples in 3 bags is 9 per bag.', '9'],
    ['How many apples are in each bag?', 'The 3 bags have 9 apples each, 27 apples in all.', '9'],
    ['How many apples does each child get?', '24 apples for 6 children means 4 apples for each child.', '4'],
    ['How many apples does each child get?', 'Each of the 6 children gets 4 of the 24 apples.', '4'],
    ['How many players are on each team?', '24 players make 4 teams of 6.', '6'],
    ['How many players are on each team?', '24 players form 4 teams with 6 players each.', '6'],
    ['How many students are in each group?', 'The 30 students form 5 groups of 6.', '6'],
    ['How many students are in each group?', '30 students in 5 groups gives 6 students per group.', '6'],
    ['How much does each pen cost?', '3 pens cost $6, so each pen costs $2.', '2'],
    ['How much does each pen cost?', '$6 for 3 pens is $2 for each pen.', '2'],
    ['How much does one pen cost?', '3 pens cost $6 in all, $2 apiece.', '2'],
    ['How much does each person pay?', 'The bill of $60 split 4 ways is $15 per person.', '15'],
    ['How fast did he drive?', 'He drove 180 miles in 3 hours, 60 miles per hour.', '60'],
    ['What is his speed in miles per hour?', '180 miles in 3 hours is 60 miles per hour.', '60'],
    ['How many students fit on each bus?', '120 students on 3 buses is 40 on each bus.', '40'],
    ['How many plates does each table get?', 'Each table gets 6 plates, 48 plates for 8 tables.', '6'],
    ['How many plums are in each basket?', '60 plums fill 5 baskets of 12.', '12'],
    ['How many seats are in each row?', 'The hall has 20 rows with 15 seats each, 300 seats in all.', '15'],
    ['How fast does the train go?', '240 miles in 4 hours is 60 miles per hour.', '60'],
    // the second `each` belongs to the reason
    [
      'How many are in each box?',
      'The 6 boxes with 7 pens each have 42 because each has 42 / 6 = 7 and 6 * 7 = 42',
      '7',
    ],
    ['How much does he pay per night?', 'He pays $450 for 5 nights, $90 per night.', '90'],
  ],
  'a part of a whole': [
    ['How many boys are in the class?', 'Of the 20 students, 8 are girls and 12 are boys.', '12'],
    ['How many girls are in the class?', 'Of the 20 students, 12 are boys and 8 are girls.', '8'],
    ['How many of the students are girls?', 'Of the 20 students, 8 are girls.', '8'],
    ['How many students are girls?', 'Of the 20 students, 8 are girls.', '8'],
    ['How many marbles are blue?', 'Among the 30 marbles, 12 are blue and 18 are green.', '12'],
    ['How many marbles are green?', 'Among the 30 marbles, 12 are blue and 18 are green.', '18'],
    ['How many students walk to school?', 'Of the 40 students, 25 take the bus and 15 walk.', '15'],
    ['How many students take the bus?', 'Of the 40 students, 25 take the bus and 15 walk.', '25'],
    ['How many eggs are broken?', 'Of 36 eggs, 4 are broken.', '4'],
    ['How many tickets were sold?', 'Of the 90 tickets, 65 were sold and 25 are left.', '65'],
    ['How many teachers are there?', 'Among the 45 people, 40 are pupils and 5 are teachers.', '5'],
    ['How many chairs are broken?', 'There are 40 chairs, of which 6 are broken.', '6'],
    ['How many of the chairs are fine?', 'Of the 40 chairs, 6 are broken, so 34 are fine.', '34'],
  ],
  left: [
    ['How many eggs are left?', 'Of 36 eggs, 4 broke and 32 are left.', '32'],
    ['How many eggs are left?', 'She used 4 of the 36 eggs and has 32 left.', '32'],
    [
      'How many pages does he have left to read?',
      'He has read 80 pages of the 200 pages, so 120 pages are left.',
      '120',
    ],
    ['How many pages are left?', 'Of the 200 pages, 120 remain.', '120'],
    ['How many tickets are left?', 'Of the 90 tickets, 65 were sold and 25 are left.', '25'],
    ['How many liters remain?', 'He poured out 4 liters and 6 liters remain.', '6'],
    ['How much money does she have left?', 'She spent $18 and has $7 left.', '7'],
  ],
  percentages: [
    ['What percentage of the students are girls?', '8 of the 20 students are girls, which is 40%.', '40'],
    ['What percentage of the fish are gold?', '12 of the 48 fish are gold, or 25%.', '25'],
  ],
  'what one sentence says of both': [
    ['How many apples are in each bag?', '27 apples need 3 bags with 9 in each.', '9'],
    ['How many bags does she need?', '27 apples need 3 bags with 9 in each.', '3'],
    ['How many apples does she have?', '27 apples need 3 bags with 9 in each.', '27'],
    ['How many girls are there?', 'Of the 20 students, 8 are girls.', '8'],
    ['How old is Tom now?', 'In 2015 he was 12, and now Tom is 21.', '21'],
  ],
  'what stays as it is': [
    ['How many did Tom eat in total?', 'Tom ate 5 in the morning and 7 at night, 12 in total.', '12'],
    ['How many pens does Ann have?', 'Ann has 4 boxes and 36 pens.', '36'],
    ['How long will he ride on the 13th day?', 'So, he will ride 6 miles on the 13th day to finish.', '6'],
    ['How long would it take to go 6 times?', 'So it would take 15 minutes to go 6 times.', '15'],
    ["What is Bob's grade?", "Divide Jason's grade by 2 to find Bob's grade: 35.", '35'],
    ['How many people are there?', 'So 2000 people live there and 50 visit.', '2000'],
    ['How much is a 20% tip?', 'So 20% is $56.', '56'],
    [
      'How many cards does she have after giving 2 to each friend?',
      'She gave 2 cards each to 5 friends and has 10 left.',
      '10',
    ],
  ],
};

describe.each(Object.entries(kinds))('%s', (_, rows) => {
  test.each(rows)('asked %j, %j', (question, output, value) => {
    expect(extractAnswer(output, 'number', { question })?.value).toBe(value);
  });
});

test.each([
  ['How many players are on each team?', { each: true, left: false }],
  ['How many pens has she after giving 2 to each friend?', { each: false, left: true }],
  ['How much does one pen cost?', { each: true }],
  ['How fast did he drive?', { each: true }],
  ['Ann ate 3. How many are left?', { left: true, percent: false }],
  ['What percentage of the cars are red?', { percent: true }],
  ['If 20% are red, how many are red?', { percent: false }],
  ['In which year was he born?', { year: true }],
  ['How many did they eat altogether?', { total: true }],
])('%j asks for %j', (question, details) => expect(askedFor(question).details).toMatchObject(details));

describe('a word, its plural and its possessive have one stem', () => {
  test.each([
    ['pen', 'pen', 'pens', "pen's", 'pens’', 'PENS'],
    ['box', 'box', 'boxes', 'box’s'],
    ['dish', 'dish', 'dishes'],
    ['inch', 'inch', 'inches'],
    ['siz', 'size', 'sizes'],
    ['hou', 'house', 'houses'],
    ['glass', 'glass', 'glasses'],
    ['bu', 'bus', 'buses'],
    ['potato', 'potato', 'potatoes'],
    ['sho', 'shoe', 'shoes'],
    ['apple', 'apple', 'apples'],
    ['shelve', 'shelves'],
    ['berri', 'berry', 'berries'],
    ['cooki', 'cookie', 'cookies'],
    ['pi', 'pie', 'pies'],
    ['cook', 'cook', 'cooks'],
    ["o'sullivan", "o'sullivan", "o'sullivan's"],
    ['gym', 'gym', 'gyms'],
    ['diet', 'diet', 'diets'],
    ['s', 's', "s's"],
    ['chest', 'chest', 'chests'],
  ])('%s', (expected, ...words) => expect(words.map(stem)).toEqual(words.map(() => expected)));
});

test.each([
  ['State the total.\n ', true],
  ['How many are there in total? Round it.', true],
  ['Ann has 3. Ben has 4. State the total.', true],
  ['How many are there? How many in total? Ben has 4. Round it.', true],
  ['What is the total? Which are red?', false],
  ['State the total. Ben has 4.', false],
  // what is asked more than 1000 characters before the end
  [`What is the total? ${'Ben has 4. '.repeat(100)}`, false],
  [`What is the total? ${'Ben has 4. '.repeat(80)}`, true],
])('the last question, or else the last sentence, is what is asked: %j', (question, total) => {
  expect(detailsOf(question, null)).toMatchObject({ total });
});

test('without a question a sentence is read as before', () => {
  expect(extractAnswer('Of the 20 students, 8 are girls and 12 are boys.', 'number')?.value).toBe('8');
  expect(extractAnswer('There are 12 blue marbles and 18 green marbles.', 'number')?.value).toBe('12');
});

test('a long sentence takes little time', () => {
  const output = Array.from({ length: 3000 }, (_, k) => `Tom ate ${k} and Ann ate ${k + 1}`).join(', ');
  const start = performance.now();
  extractAnswer(output, 'number', { question: 'How many cookies did Ann eat in 2019?' });
  expect(performance.now() - start).toBeLessThan(3000);
});
