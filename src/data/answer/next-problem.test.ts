// A model that runs on to another problem without a heading, or behind a heading or a token that only some models write.
import { describe, expect, test } from 'vitest';
import { checkRows, type Row } from './check-rows.fixture.ts';
import { readAnswer } from './extract.ts';
import { type Before, beginsProblem, sentenceStarts } from './next-problem.ts';

const story = 'A florist has 9 vases with 5 roses each. How many roses are there?';
const reads48 = (outputs: readonly string[]) =>
  checkRows(
    'number',
    outputs.map((output): Row => [output, '48']),
  );

describe('a question behind the answer asks for something new', () => {
  reads48([
    '#### 48\nA florist has 9 vases with 5 roses. How many roses?\n9 * 5 = 45\n#### 45',
    `#### 48\n\n${story}\n\n#### 45`,
    `#### 48 ${story} #### 45`,
    `The answer is 48.\n\n${story}\n\nThe answer is 45.`,
    `The answer is 48. ${story} The answer is 45.`,
    `6 * 8 = 48 muffins\n\n${story}\n\n9 * 5 = 45 roses.`,
    'So 48 muffins are on the tray.\n\nTom sells 5 hats a day. How many hats does he sell in 9 days?\n\nHe sells 45 hats.',
    '#### 48\nIrene earns $5 an hour. If she worked 9 hours, calculate her income.\n5 * 9 = 45\n#### 45',
    'The answer is 48.\nHow many roses are in 9 vases with 5 roses each?\nThe answer is 45.',
    '#### 48\nIt is her turn to buy 9 vases. Then, she buys 5 roses for each. How many roses does she buy?\n#### 45',
  ]);
  checkRows('boolean', [
    ['So the answer is yes.\nDo penguins fly? Penguins are flightless. So the answer is no.\nDo', 'yes'],
    ['#### yes\nDo penguins fly?\n#### no', 'yes'],
    ['The answer is yes. Do penguins fly? Penguins are flightless. The answer is no.', 'yes'],
  ]);
  checkRows('text', [['The answer is Paris.\nWhat is the capital of Italy?\nThe answer is Rome.', 'paris']]);
});

describe('a question that belongs to the problem', () => {
  reads48([
    'The answer is 48. Is that right? Let me check: 6 * 8 = 48. Yes, 48.',
    '6 * 8 = 48. Is that right? 48 / 8 = 6, yes. So 48.',
    'She bakes 6 rows of 8. How many is that? 6 * 8 = 48.',
    'First, 6 * 4 = 24. How many are in two trays? 24 * 2 = 48.',
    '6 + 2 = 8. Why? Because there are two more. 6 * 8 = 48.',
    'So each row has 8 muffins.\n\nHow many muffins are there in all?\n\nThere are 6 * 8 = 48 muffins.',
    'So each row has 8 muffins.\n\nShe bakes 6 rows. How many muffins are there in all?\n\nThere are 6 * 8 = 48.',
    'The answer is 47. Wait, did I count right? 6 * 8 = 48. The answer is 48.',
    '#### 47\nDid she eat one muffin? Wait, she did not.\n#### 48',
    'First part: the answer is 6. Now how many muffins? 6 * 8 = 48. #### 48',
    'How many in a row? The answer is 8.\n\nTom helps her. How many are in 6 rows? The answer is 48.',
  ]);
  checkRows('boolean', [
    ['So the answer is no. Is that right? Wait. Actually, the answer is yes.', 'yes'],
    ['Is it cold there? No, it is hot. So the answer is yes.', 'yes'],
  ]);
  test('the problem itself may be repeated behind a first step', () => {
    const question = 'A baker bakes 6 rows of 8 muffins. How many muffins does he bake?';
    const output = `So 6 rows have 8 muffins each.\n\n${question}\n\n6 * 8 = 48`;
    expect(readAnswer(output, 'number', { question }).answer?.value).toBe('48');
  });
});

describe('headings and tokens', () => {
  for (const mark of [
    'Follow-up question: ',
    '## Your task: ',
    '[Problem 2] ',
    '[Question]',
    'P2: ',
    'Scenario: ',
    '<question>',
    '\\end{solution}\n\\begin{problem}',
    '<|file_sep|>',
    '<|fim_pad|>',
    '[DONE]',
    '[SEP]',
    '<<END>>',
    '[|endofturn|]\n[|user|]',
    '<|turn|>user\n',
    'Student: ',
    'Customer: ',
    '(2) ',
    '2) ',
    'Given: ',
    'The next question is: ',
    '**Bonus challenge:** ',
  ]) {
    const outputs = [
      `#### 48\n\n${mark}${story}\n9 * 5 = 45\n#### 45`,
      `The answer is 48.\n\n${mark}${story}\nSo 45.`,
      `6 * 8 = 48 muffins.\n\n${mark}${story}\n9 * 5 = 45 roses.`,
      `So there are 48 muffins.\n\n${mark}${story}\n\nThere are 45 roses.`,
    ];
    test(JSON.stringify(mark), () =>
      expect(outputs.map((output) => readAnswer(output, 'number').answer?.value)).toEqual(
        outputs.map(() => '48'),
      ),
    );
  }
  reads48([
    '#### 48\nStudent: A florist has 9 vases with 5 roses. How many roses?\nTeacher: 45',
    'The answer is 48.\n\nGiven: 9 vases with 5 roses each. Find: the number of roses.\nThe answer is 45.',
    '#### 48\n[Question] A florist has 9 vases. How many roses? [Answer] 45',
    '[|assistant|]48 muffins[|endofturn|]',
    // they belong to the answer
    'Scenario 1: 5 * 8 = 40\nScenario 2: 6 * 8 = 48',
    'Student: 4 * 6 = 24 tickets\nTeacher: 24 * 2 = 48 tickets',
    'Given: 6 rows of 8. Find: the muffins.\n6 * 8 = 48',
  ]);
});

describe('what tells another problem from the same one', () => {
  checkRows('number', [
    // a task without a question, and a story in which somebody waits
    ['#### 48\nCalculate the income of 9 men who earn $5 each.\n5 * 9 = 45\n#### 45', '48'],
    ['#### 48\nA bus has to wait at 9 stops for 5 minutes. How long does it stand?\n#### 45', '48'],
    ['#### 48\nTom has 9 hats, 12?\n#### 45', '45'],
    // a question with one number belongs to it, one with two does not
    ['The answer is 8.\nHow many muffins are in 6 rows?\nThe answer is 48.', '48'],
    ['The answer is 8.\nHow many muffins are in 1,200 rows?\nThe answer is 9600.', '9600'],
    ['The answer is 8.\nHow many hats are in 9 boxes with 5 hats each?\nThe answer is 45.', '8'],
    // unless no answer is stated before it
    ['So 3 rows hold 8 muffins.\n\nHow many muffins are in 6 rows of 8?\n\nThere are 48 muffins.', '48'],
    // a name that has been named
    [
      'So each row of Tom has 8 muffins.\n\nTom bakes 6 rows. How many muffins does he bake?\n\nThere are 48.',
      '48',
    ],
    [
      'So each row of tom has 8 muffins.\n\nTom bakes 6 rows. How many muffins does he bake?\n\nThere are 48.',
      '48',
    ],
    [
      'So each row of Ann has 8 muffins.\n\nTom bakes 6 rows. How many muffins does he bake?\n\nThere are 48.',
      '8',
    ],
  ]);
  test.each([
    ['A baker bakes 6 rows of 8 muffins. How many is that?', '48'],
    ['A BAKER bakes -- 6 rows of 8 muffins! How many is that?', '48'],
    ['How many muffins are there, if a baker bakes 6 rows of 8 muffins', '48'],
    ['A baker bakes 6 rows of 8 muffins that he wants to sell in his shop. How many is that?', '48'],
    ['A baker bakes 9 rows of 8 muffins. How many is that?', '8'],
    ['', '8'],
  ])('to the question %j, the problem is repeated behind a step or is another one', (question, value) => {
    const output =
      'So 6 rows have 8 muffins each.\n\nA baker bakes 6 rows of 8 muffins. How many muffins does he bake?\n\n6 * 8 = 48';
    expect(readAnswer(output, 'number', { question }).answer?.value).toBe(value);
  });
  test('the beginning of a repeated story is enough', () => {
    const question = 'A baker bakes 6 rows of 8 muffins in the small oven. How many muffins are there?';
    const output =
      'So 6 rows have 8 muffins each.\n\nA baker bakes 6 rows of 8 muffins in the small red oven. How many muffins does he bake?\n\n6 * 8 = 48';
    expect(readAnswer(output, 'number', { question }).answer?.value).toBe('48');
  });
});

describe('what follows an answer begins another problem', () => {
  const nothing = { asked: false, oneQuestion: false, text: 'So Ann has 8 hats.', question: '' };
  const befores = {
    'final answer': { ...nothing, strong: true, weak: true },
    'stated answer': { ...nothing, strong: false, weak: true },
    conclusion: { ...nothing, strong: false, weak: false },
  } satisfies Record<string, Before>;
  type Kind = keyof typeof befores;
  const behind = (rest: string) =>
    (Object.keys(befores) as Kind[]).filter((kind) => beginsProblem(rest, befores[kind]));
  const all: Kind[] = ['final answer', 'stated answer', 'conclusion'];
  test.each<[rest: string, kinds: Kind[]]>([
    ['Tom has 9 hats. How many hats does he sell?', all],
    ['Tom has 9  hats.\nHow  many hats does he sell?', all],
    ['1. Tom has 9 hats. How many hats does he sell?', all],
    ['Ann has 9 hats. How many hats does she sell?', ['final answer']],
    ['How many hats does he sell in 9 weeks of 5 days?', ['final answer', 'stated answer']],
    ['How many hats does he sell?', ['final answer']],
    ['Tom has 9 hats. How many?', ['final answer']],
    ['Tom has 9 hats. Did he sell?', all],
    ['How many?', []],
    ['Tom has 9 hats. Calculate the price of all of them.', ['final answer']],
    ['Tom has 9 hats. Calculate the price of all of them. How many hats does he sell?', all],
    // to the reader, about the answer, or a step of the solution
    ['Do you see the point of the whole story?', []],
    ['Tom has 9 hats. Is that really what he wants to sell?', []],
    ['So Tom has 9 hats. How many hats does he sell?', []],
    ['Tom has 3 * 3 = 9 hats. How many hats does he sell?', []],
    ['Tom has 9 hats. How many hats does he sell? Wait, I forgot them.', []],
    ['Tom has 9 hats.', []],
    ['Tom has 9 hats. How many hats does he sell each day', []],
    [`Tom has ${'very '.repeat(170)}many hats. How many hats does he sell?`, []],
  ])('%j behind %j', (rest, kinds) => expect(behind(rest)).toEqual(kinds));

  test('at the first sentences behind it on its line', () => {
    expect(sentenceStarts('It is 8. Tom has 9 hats! 5 are red. he')).toEqual([9, 25]);
    expect(sentenceStarts('#### 8 Tom has 9 hats')).toEqual([7]);
    expect(sentenceStarts('It is 8')).toEqual([]);
    expect(sentenceStarts('A b. '.repeat(20))).toHaveLength(12);
  });
});
