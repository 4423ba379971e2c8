// A model that answers and goes on with a problem of its own; and models that think before they answer.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { needs, pathOf } from '../../../test/support/optional-data.ts';
import { checkRows } from './check-rows.fixture.ts';
import { extractAnswer, readAnswer } from './extract.ts';

/** How an answer is stated, with a place for it. */
const statements = [
  '5 * 3 = 15\n#### 15',
  'The answer is 15.',
  'So the answer is 15',
  'So \\boxed{15}.',
  '<answer>15</answer>',
  'Final answer: 15',
  '**Final Answer:** 15',
  'Answer: 15',
  '15',
  '5 bags hold 5 * 3 = 15 nuts.',
];
const separators = [
  ...['\nQuestion: ', '\n\nQuestion: ', '\nQ: ', '\n\nProblem: ', '\n\nProblem 2: ', '\n\n**Question:** '],
  ...[
    '\n\n## Question\n',
    '\n\n### Question 2:\n',
    '\n\nExercise 7. ',
    '\n\nExample 3:\n',
    '\n\nNext problem: ',
  ],
  ...[
    '\n\n### Instruction:\n',
    '\n\n## Instruction\n',
    '\n\nHuman: ',
    '\nUser: ',
    '\n\n### User:\n',
    '\n---\n\nQuestion: ',
  ],
  ...[
    '<|im_end|>\n<|im_start|>user\n',
    '<|im_start|>user\n',
    '<|endoftext|>',
    '<|end_of_text|>',
    '</s>',
    '</s><s>[INST] ',
  ],
  ...[
    ' [INST] ',
    '<|eot_id|><|start_header_id|>user<|end_header_id|>\n\n',
    '<end_of_turn>\n<start_of_turn>user\n',
  ],
  ...['<|user|>\n', '<｜end▁of▁sentence｜>', '<｜User｜>', '<|end|><|start|>user<|message|>', '<eos>'],
];

describe('the next problem is not read', () => {
  for (const separator of separators) {
    test(JSON.stringify(separator), () => {
      const read = statements.map((statement) => {
        const next = statement.replaceAll('15', '28').replace('5 * 3', '7 * 4').replace('5 bags', '7 bags');
        const output = `${statement}${separator}Tom packs 7 bags of 4 nuts. How many nuts?\nAnswer: ${next}`;
        return extractAnswer(output, 'number')?.value;
      });
      expect(read).toEqual(statements.map(() => '15'));
    });
    test(`${JSON.stringify(separator)} behind yes or no`, () => {
      const outputs = [
        '#### no',
        'So the answer is no',
        'The answer is no.',
        'Answer: no',
        'No.',
        '\\boxed{no}',
        '<answer>no</answer>',
      ];
      const read = outputs.map(
        (output) =>
          extractAnswer(
            `${output}${separator}Do owls fly?\nAnswer: ${output.replace(/no(?=\W*$|<)/i, 'yes')}`,
            'boolean',
          )?.value,
      );
      expect(read).toEqual(outputs.map(() => 'no'));
    });
  }
  checkRows('number', [
    ['#### 15 Question: Ann has 9 pens.\n#### 9', '15'],
    ['The answer is 15. Q: Ann has 9 pens. A: The answer is 9.', '15'],
    ['<answer>15</answer>User: Ann has 9 pens.\n<answer>9</answer>', '15'],
    ['<|im_start|>assistant\nThe answer is 15.<|im_end|>\n<|im_start|>user\n9?', '15'],
    ['<s> The answer is 15.</s> The answer is 9.', '15'],
    ['The answer is <s>9</s> 15.</s>', '15'],
  ]);
  checkRows('text', [
    ['#### Paris\n\nQuestion: What is the capital of Italy?\n#### Rome', 'paris'],
    ['The answer is Paris.\n\nQ: And of Italy?\nA: The answer is Rome.', 'paris'],
  ]);
});

describe('sub-questions of the same problem are its own', () => {
  checkRows('number', [
    ['Question: How many bags?\nAnswer: 5\nQuestion: How many nuts?\nAnswer: 5 * 3 = 15\n#### 15', '15'],
    ['Q1: How many bags? The answer is 5.\n\nQ2: How many nuts? The answer is 15.', '15'],
    ['Sub-question 1: bags?\nAnswer: 5\nSub-question 2: nuts?\nAnswer: 15', '15'],
    ['5 bags.\nQuestion 1: How many nuts in one?\n3 nuts.\nThe answer is 15.', '15'],
  ]);
});

describe('sub-questions that follow the answer of another one', () => {
  const first = 'Question: How many bags?\nAnswer: The answer is 5.\n\n';
  checkRows('number', [
    [`${first}Question: How many nuts?\nAnswer: 15\n\n#### 15`, '15', 'marker'],
    [`${first}Question: How many nuts?\nAnswer: The answer is 15.\n\n\\boxed{15}`, '15', 'box'],
    [`${first}Question: How many nuts?\nAnswer: 15\n\n#### 15\n\nI hope this helps.`, '15', 'marker'],
    [
      `${first}Question: How many nuts?\nAnswer: 15\n\nQuestion: How much at $1.50 each?\nAnswer: 22.5\n\n#### 22.5`,
      '22.5',
    ],
    [`${first}## Question\nHow many nuts?\n\nAnswer: 15\n\n#### 15`, '15', 'marker'],
    [
      '**Question:** How many bags?\n**Answer:** 5\n\n**Question:** How many nuts?\n**Answer:** 15\n\n#### 15',
      '15',
    ],
  ]);
  const next = (question: string) => `Question: How many nuts?\nAnswer: The answer is 15.\n\n${question}`;
  checkRows('number', [
    [next('Question: Tom has 9 pens. How many?\nAnswer: 9\n\n#### 9'), '15'],
    [next('Question: If Tom has 9 pens in 3 bags, how many in one?\nAnswer: 3\n\n#### 3'), '15'],
    [next('Question: How many pens?\n#### 9\n\nQuestion: How many caps?\n#### 8'), '15'],
    [next('Question: How many pens?\n#### 9\n\nQuestion: How many'), '15'],
    [next('Question: How many pens?\nAnswer: The answer is 9.'), '15'],
  ]);
  checkRows('boolean', [
    [
      'Question: Do owls fly?\nAnswer: The answer is yes.\n\nQuestion: Do cats fly?\nAnswer: no\n\n#### no',
      'yes',
    ],
  ]);
});

describe('reasoning is left out', () => {
  const thought = 'Perhaps 9. The answer is 9. #### 9';
  const marks: [string, string][] = [
    ...([
      'think',
      'thinking',
      'thought',
      'reasoning',
      'scratchpad',
      'reflection',
      'analysis',
      'seed:think',
    ].map((name) => [`<${name}>`, `</${name}>`]) as [string, string][]),
    ['<|begin_of_thought|>', '<|end_of_thought|>'],
    ['◁think▷', '◁/think▷'],
    ['[THINK]', '[/THINK]'],
    ['<|channel|>analysis<|message|>', '<|end|><|start|>assistant<|channel|>final<|message|>'],
    [
      '<|start|>assistant<|channel|>analysis<|message|>',
      '<|end|><|start|>assistant<|channel|>final<|message|>',
    ],
    ['analysis', 'assistantfinal'],
    ['', '</think>'],
    ['<|begin_of_thought|>', '<|end_of_thought|>\n<|begin_of_solution|>'],
    ['<thinking>', '</thinking><response>'],
  ];
  for (const [open, close] of marks) {
    test(`${open} … ${close}`, () => {
      const answers = ['15', 'There are 15 nuts in 5 bags.', '5 * 3 = 15', '**15**'];
      expect(
        answers.map((answer) => extractAnswer(`${open}${thought}${close}${answer}`, 'number')?.value),
      ).toEqual([...['15', '15', '15', '15']]);
    });
  }
  checkRows('number', [
    ['<think>It is 9', null],
    ['analysis We count 9 bags.', null],
    ['<think>#### 15</think>', '15'],
    ['The answer is 15.<reflection>Or is the answer 9?</reflection>', '15'],
    ['<think>9</think>\n<output>15</output>', '15'],
    ['<|begin_of_solution|>There are 15.<|end_of_solution|>', '15'],
  ]);
});

describe('the next problem, without a clear mark', () => {
  const next = 'Tom has 9 pens. How many pens has he?\nThe answer is 9.\n#### 9';
  for (const separator of [
    ...[
      '\n\nQuestion 2\n',
      '\nProblem 3\n',
      '\n\nProblem 3.\n',
      '\n\nExample 2\n',
      '\n\nQ2\n',
      '\n\n## Exercise 4\n',
    ],
    ...['\nuser\n', '\n\nuser\n\n', '\nUser\n', '\nhuman\n', '\nassistant\n', '\nsystem\n'],
    ...['\n2. ', '\n\n2. ', '\n\n17) '],
  ]) {
    test(JSON.stringify(separator), () => {
      const stated = [
        '5 * 3 = 15\n#### 15',
        'The answer is 15.',
        'So \\boxed{15}.\n#### 15',
        'Final answer: **15**',
      ];
      expect(stated.map((answer) => extractAnswer(answer + separator + next, 'number')?.value)).toEqual(
        stated.map(() => '15'),
      );
    });
  }
  checkRows('boolean', [
    ['No.\nuser\nDo owls fly?\nassistant\nYes.', 'no'],
    ['The answer is no.\n\nQuestion 2\nDo owls fly?\nThe answer is yes.', 'no'],
  ]);
  checkRows('text', [['Paris\nuser\nAnd of Italy?\nassistant\nRome', 'paris']]);
  checkRows('number', [
    ['assistant\nThe answer is 15.', '15'],
    ['user\nTom has 9 pens.\nassistant\nThe answer is 15.', '15'],
    ['1. Ann has 3 pens.\n2. Tom has 12 pens.\n3. The answer is 15.', '15'],
    ['1. 5 * 3 = 15. The answer is not clear yet.\n2. 15 + 1 = 16\nThe answer is 16.', '16'],
    ['Question 1\nHow many bags? The answer is 5.\nQuestion 2\nHow many nuts?\nThe answer is 15.', '15'],
    ['We need two things:\n2. The boxes hold 15 pens.', '15'],
    ['First, the user\nhas 15 pens.', '15'],
  ]);
});

describe('more marks of thoughts', () => {
  for (const [open, close] of [
    ['[BEGIN THINKING]', '[END THINKING]'],
    ['[BEGIN_OF_THOUGHT]\n', '\n[END_OF_THOUGHT]\n'],
    ['[THOUGHT]', '[/THOUGHT]'],
    ['Thinking...\n', '\n...done thinking.\n\n'],
    ['<details><summary>Reasoning</summary>', '</details>\n'],
    ['<details type="reasoning" done="true">\n<summary>Thought for 3 seconds</summary>\n', '\n</details>\n'],
    ['<reasoning_content>', '</reasoning_content>'],
    ['<internal_monologue>', '</internal_monologue>'],
  ] as const) {
    test(`${JSON.stringify(open)} … ${JSON.stringify(close)}`, () => {
      const answers = ['15', 'There are 15 nuts in 5 bags.', '5 * 3 = 15', '**15**'];
      const read = answers.map((answer) =>
        extractAnswer(`${open}Perhaps 9. The answer is 9.\n#### 9${close}${answer}`, 'number'),
      );
      expect(read.map((found) => found?.value)).toEqual(['15', '15', '15', '15']);
    });
  }
  test.each([
    '<think>The answer is 9? Let me check',
    '<think>\n#### 9\nHmm, let me check that',
    '<think>So \\boxed{9}. But wait',
    'Thinking...\nThe answer is 9',
    '[BEGIN THINKING]The answer is 9.',
  ])('what thoughts state that do not end is not the answer yet: %j', (output) => {
    expect(readAnswer(output, 'number')).toEqual({ answer: null, unreadable: { why: 'unfinished' } });
  });
  checkRows('number', [
    ['<think>5 * 3 = 15\n#### 15', '15', 'marker'],
    [
      '<details><summary>Full solution</summary>5 * 3 = 15. The answer is 15.</details>\nI hope this helps!',
      '15',
    ],
    ['<details><summary>Answer</summary>The answer is 15.</details>', '15'],
    ['Thinking... there are 15 nuts.', '15'],
    ['I was thinking of 15 pens', '15'],
  ]);
});

describe('published chains, each followed by the next problem', needs('datasets'), () => {
  test('GSM8K: every tenth test problem, in every form', () => {
    const problems = readFileSync(join(pathOf('datasets'), 'gsm8k/test.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .filter((_, index) => index % 10 === 0)
      .map((line) => JSON.parse(line) as { question: string; answer: string });
    const wrong: string[] = [];
    for (const [index, { answer }] of problems.entries()) {
      const [, gold = ''] = answer.split('\n#### ');
      const next = problems[(index + 1) % problems.length];
      const separator = separators[index % separators.length] ?? '';
      for (const form of ['#### ', 'The answer is ', 'Final answer: ', 'Answer: ', '\\boxed{', '<answer>']) {
        const tail = form === '\\boxed{' ? '}' : form === '<answer>' ? '</answer>' : '';
        const output = `${answer.replace('#### ', form)}${tail}${separator}${next?.question}\n${next?.answer.replace('#### ', form)}${tail}`;
        if (extractAnswer(output, 'number')?.value !== gold.replaceAll(',', '')) wrong.push(output);
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe('another task behind a rule or in the imperative', () => {
  checkRows('number', [
    ['Thus 15.\n\n---\n\nNow solve: A farmer has 12 hens and 3 cows. How many legs are there?', '15'],
    ['Thus 15.\n\n---\n\nA farmer has 12 hens and 3 cows. How many legs are there?', '15'],
    ['So she has 15 pens.\n***\nTom has 4 boxes with 9 pens. How many has he?\n4 * 9 = 36', '15'],
    ['So the total is 15.\n\nYour turn: Tom has 4 boxes with 9 pens each. How many pens?', '15'],
    ['5 + 10 = 15\nTry this one: A boat holds 6 people and 4 boats wait.\n6 * 4 = 24', '15'],
    ['5 + 10 = 15.\n\nHere is another problem: Tom has 4 boxes with 9 pens.\n4 * 9 = 36', '15'],
    ['So 15.\n\n---\n\nSolve the following: 12 + 9', '15'],
    // the same problem goes on
    ['12 + 3 = 15\n\n---\n\n**Final count: 15 * 2 = 30**', '30'],
    ['Step 1: 12 + 3 = 15\n\n---\n\nStep 2: 15 * 2 = 30', '30'],
    ['3x + 2 = 11\nNow solve: 3x = 9, x = 3', '3'],
    ['3x + 2 = 11\nNow solve for x: x = 3', '3'],
    [
      'Question: How many pens?\nAnswer: The total is 15.\nQuestion: And boxes?\nAnswer: 3 of them.\n#### 3',
      '3',
    ],
  ]);
  checkRows('boolean', [['Yes.\n\n---\n\nIs the sky green?\nNo.', 'yes']]);
});

describe('`</s>` ends a turn, unless it ends struck text', () =>
  checkRows('number', [
    ['It is <s>13</s> 42.', '42'],
    ['It is <s>13</s> or <s>14</s> 42.', '42'],
    ['It is 42.</s> So it is 13.', '42'],
    ['It is 42.<s>So it is 13.', '42'],
    ['It is 42.</s> So it is <s>7</s> 13.', '42'],
    ['It is 42.<s>\n</s> So it is 13.', '42'],
    ['</s>\n</s>\nIt is 42.</s> So it is 13.', '42'],
    [`It is 42. <s>${'x'.repeat(190)}</s> So it is 13.`, '13'],
    [`It is 42. <s>${'x'.repeat(200)}</s> So it is 13.`, '42'],
  ]));
