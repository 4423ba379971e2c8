// Any LanguageModel of the AI SDK as a teacher: it writes the reasoning of problems, and the chains that pass the checks are kept.
// The model here lives in this process and adds whatever numbers it sees. With the AI SDK it would be
// createOpenAI({ … })('gpt-4.1-mini'), or simply teacher: 'openai:gpt-4.1-mini'. Run: node --import tsx examples/04-own-teacher.ts
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LanguageModelV3, LanguageModelV3CallOptions } from '@ai-sdk/provider';
import { type Annotation, annotate, datasets, estimateAnnotations, type Problem } from '../src/index.ts';

/** The problem in the last message. */
function questionIn({ prompt }: LanguageModelV3CallOptions): string {
  const last = prompt.at(-1);
  const text =
    last?.role === 'user' ? last.content.map((part) => (part.type === 'text' ? part.text : '')) : [];
  return /^Problem:(.*)$/m.exec(text.join(''))?.[1] ?? '';
}

const adder: LanguageModelV3 = {
  specificationVersion: 'v3',
  provider: 'here',
  modelId: 'adder-1',
  supportedUrls: {},
  doGenerate: async (call) => {
    const numbers = [...questionIn(call).matchAll(/\d+/g)].map(Number);
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

const folder = mkdtempSync(join(tmpdir(), 'socratic-example-'));
const options = {
  data: datasets.fromSplits('fruit', { train, validation: [], test: [] }),
  teacher: adder,
  kind: 'cot',
  output: 'text', // this model writes no JSON
  price: { input: 0.4, output: 1.6 }, // dollars for a million tokens
  maxCost: 1, // dollars
  store: join(folder, 'responses'),
  out: join(folder, 'chains.jsonl'),
} as const;

const { calls, mostCost } = await estimateAnnotations(options);
console.log(`${calls} calls, at most $${mostCost?.toFixed(4)}`);

const { teacher, kept, chains, cost } = await annotate(options);
console.log(`${teacher}: ${kept} of ${chains} chains are kept, for $${cost.spent}`);
for (const line of readFileSync(options.out, 'utf8').trimEnd().split('\n')) {
  const { problemId, answer, verdict } = JSON.parse(line) as Annotation;
  const why = verdict.reasons.map(({ detail }) => detail).join('; ');
  console.log(`  ${problemId}: ${answer}  ${why || 'kept'}`);
}
rmSync(folder, { recursive: true });
