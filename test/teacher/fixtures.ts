// Problems whose chains the fault server can write: sums of two numbers.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LanguageModelV3GenerateResult } from '@ai-sdk/provider';
import { datasetFromSplits, type Problem, writeDataset } from '../../src/data/index.ts';
import type { ReceivedCall } from './fault-server.ts';

const names = ['Ann', 'Bob', 'Cleo', 'Dan', 'Eve', 'Finn', 'Gina', 'Hugo', 'Ida', 'Jon'];

export function sumProblem(index: number): Problem {
  const [a, b] = [11 + index, 100 + 3 * index];
  const name = names[index % names.length] ?? '';
  return {
    id: `p${index}`,
    question: `${name} has ${a} pens and finds ${b} pens in a box. How many pens does ${name} have now?`,
    answer: String(a + b),
    answerType: 'number',
  };
}

/** A dataset directory with `train` problems, and as many for validation and test as given. */
export function writeSums(folder: string, train: number, validation = 0): string {
  const path = join(folder, 'sums');
  const list = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) => sumProblem(from + index));
  const splits = { train: list(0, train), validation: list(train, validation), test: list(5000, 2) };
  writeDataset(path, datasetFromSplits('sums', splits));
  return path;
}

/** The two numbers of the problem that a call asks about. */
export function numbersOf({ prompt }: Pick<ReceivedCall, 'prompt'>): { a: number; b: number; name: string } {
  const [, name = '', a, b] = /(\w+) has (\d+) pens and finds (\d+) pens/.exec(prompt) ?? [];
  return { name, a: Number(a), b: Number(b) };
}

/** A right chain. */
export function goodChain(call: Pick<ReceivedCall, 'prompt'>): string {
  const { a, b, name } = numbersOf(call);
  return `${name} finds ${b} pens in the box.\nNow ${name} has ${a} + ${b} = ${a + b} pens.\n#### ${a + b}`;
}

/** The price file of the fault server's model: 1 dollar for a million tokens read, 2 for as many written. */
export function writePrices(folder: string, spec: string): string {
  const path = join(folder, 'prices.json');
  writeFileSync(path, JSON.stringify({ [spec]: { input: 1, output: 2 } }));
  return path;
}

/** What a model of the AI SDK returns for a text: 100 tokens in, 20 out. */
export const modelResult = (text: string): LanguageModelV3GenerateResult => ({
  content: [{ type: 'text', text }],
  finishReason: { unified: 'stop', raw: undefined },
  usage: {
    inputTokens: { total: 100, noCache: 100, cacheRead: 0, cacheWrite: 0 },
    outputTokens: { total: 20, text: 20, reasoning: 0 },
  },
  warnings: [],
});
