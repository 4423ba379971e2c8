// Any LanguageModel of the AI SDK as a teacher: it annotates problems for students, and is measured as their baseline. The model here
// lives in this process and adds whatever numbers it sees, so that nothing is asked of anybody; with the AI SDK it would be
// createOpenAI({ … })('gpt-4.1-mini'). Run: node --import tsx examples/04-own-teacher.ts
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LanguageModelV3, LanguageModelV3CallOptions } from '@ai-sdk/provider';
import {
  type Annotation,
  annotate,
  datasets,
  evaluateTeacher,
  type Problem,
  silentReporter,
} from '../src/index.ts';
import { ownTeacher, ResponseStore, readPrompts } from '../src/teacher.ts';

/** The words of the last message. */
function questionIn({ prompt }: LanguageModelV3CallOptions): string {
  const last = prompt.at(-1);
  const parts = last?.role === 'user' ? last.content : [];
  return parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
}

const adder: LanguageModelV3 = {
  specificationVersion: 'v3',
  provider: 'here',
  modelId: 'adder-1',
  supportedUrls: {},
  doGenerate: async (call) => {
    const question =
      questionIn(call)
        .split('\n')
        .find((line) => line.startsWith('Problem:')) ?? '';
    const numbers = [...question.matchAll(/\d+/g)].map(Number);
    const total = numbers.reduce((sum, number) => sum + number, 0);
    const text = `There are ${numbers.join(' + ')} = ${total} in all.\n#### ${total}`;
    return {
      content: [{ type: 'text', text }],
      finishReason: { unified: 'stop', raw: undefined },
      usage: {
        inputTokens: { total: 300, noCache: 300, cacheRead: 0, cacheWrite: 0 },
        outputTokens: { total: 20, text: 20, reasoning: 0 },
      },
      warnings: [],
    };
  },
  doStream: () => Promise.reject(new Error('this model does not stream')),
};

const problem = (id: string, question: string, answer: string): Problem => ({
  id,
  question,
  answer,
  answerType: 'number',
});
const train = [
  problem('a', 'Tom picks 4 apples and 5 pears. How much fruit does he pick?', '9'),
  problem('b', 'Ann has 9 pens and loses 2. How many pens are left?', '7'),
];
const test = [
  problem('c', 'Sue reads 12 pages on Monday and 30 on Tuesday. How many pages does she read?', '42'),
  problem('d', 'A box holds 6 eggs. How many eggs are in 3 boxes?', '18'),
];

const folder = mkdtempSync(join(tmpdir(), 'socratic-example-'));
const data = join(folder, 'data');
const out = join(folder, 'chains.jsonl');
await datasets.write(datasets.fromSplits('fruit', { train, validation: [], test }), data);

const teacher = ownTeacher('adder', adder);
const price = { input: 0.4, output: 1.6 }; // dollars for a million tokens
const settings = { concurrency: 4, timeoutMs: 10_000, retries: 2 };
const store = await ResponseStore.open(join(folder, 'responses'));

const { summary } = await annotate(
  {
    kind: 'cot',
    blind: false,
    samples: 1,
    prompts: readPrompts(['cot']),
    parameters: { temperature: 0, maxOutputTokens: 256 },
    problems: await datasets.stream(data, { splits: ['train'] }),
    teacher,
    store,
    account: 'example',
    price,
    ceiling: 1e9, // a dollar, in billionths
    settings,
    out,
  },
  { reporter: silentReporter },
);
console.log(`${teacher.spec}: ${summary.kept} of ${summary.chains} chains are kept`);
for (const line of readFileSync(out, 'utf8').trimEnd().split('\n')) {
  const { problemId, answer, verdict } = JSON.parse(line) as Annotation;
  console.log(
    `  ${problemId}: ${answer}  ${verdict.reasons.map(({ detail }) => detail).join('; ') || 'kept'}`,
  );
}

const evaluation = await evaluateTeacher(
  {
    teacher,
    prompting: 'cot',
    split: 'test',
    problems: test,
    dataset: { name: 'fruit', path: data, sha256: 'made here' },
    heldOut: test,
    store,
    price,
    maxCost: 1,
    settings,
    out: join(folder, 'baseline'),
  },
  { reporter: silentReporter },
);
const { correct, total, ci95, cost } = evaluation;
const interval = ci95.map((share) => share.toFixed(2)).join(', ');
console.log(
  `As a baseline it solves ${correct} of ${total} [${interval}], for $${cost.perProblem} a problem.`,
);
await store.close();
rmSync(folder, { recursive: true });
