// Reads the final answer out of text as language models write it, says which rule read it, and compares it with a gold answer.
// Run: node --import tsx examples/01-read-answers.ts
import { type AnswerType, answersMatch, extractAnswer } from '../src/answers.ts';

interface Case {
  readonly output: string;
  readonly gold: string;
  readonly type: AnswerType;
}

const cases: readonly Case[] = [
  {
    output: 'She sells 16 - 3 - 4 = <<16-3-4=9>>9 eggs.\n9 * 2 = <<9*2=18>>18\n#### 18',
    gold: '18',
    type: 'number',
  },
  { output: 'So the total is **$1,234.50**.', gold: '1234.5', type: 'number' },
  { output: 'Half of 7 is $\\boxed{3\\frac{1}{2}}$.', gold: '3.5', type: 'number' },
  { output: '<think>Is it 12? No, 4 * 4.</think>The answer is 16 pens.', gold: '16', type: 'number' },
  { output: 'About 83 % of them, so 0.83', gold: '0.8333333333333334', type: 'number' },
  { output: 'First I thought the answer is 5. Wait: the answer is 6.', gold: '6', type: 'number' },
  { output: 'A duck has no hands, so no, it could not drive a car.', gold: 'no', type: 'boolean' },
  { output: 'The answer is unknown: the price is missing.', gold: '18', type: 'number' },
];

for (const { output, gold, type } of cases) {
  const found = extractAnswer(output, type);
  const verdict = found === null ? 'unreadable' : answersMatch(found, gold, type) ? 'right' : 'wrong';
  const read = found === null ? '–' : `${found.value} (rule: ${found.rule})`;
  console.log(`${verdict.padEnd(10)}  read ${read.padEnd(24)}  from ${JSON.stringify(output.slice(-50))}`);
}
