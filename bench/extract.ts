// `extract`: how fast answers are read, that the time grows with the length of the output and no faster, and what a fuzz of the extractor
// finds. It has no peer.
import { parseArgs } from 'node:util';
import { Random } from '../src/common/index.ts';
import {
  answerTypes,
  brokenProperty,
  fuzzString,
  hostile,
  repeated,
} from '../src/data/answer/fuzz.fixture.ts';
import { extractAnswer, extractorVersion, generateArithmetic } from '../src/data/index.ts';
import { BenchUsageError } from './common/bench-error.ts';
import { rounded } from './common/statistics.ts';

interface Doubling {
  readonly piece: string;
  readonly type: string;
  /** Milliseconds for the shorter text. */
  readonly milliseconds: number;
  /** The time of twice the length divided by that of once. */
  readonly ratio: number;
}

interface ExtractProfile {
  readonly name: 'extract';
  readonly extractor: string;
  /** Of ordinary chains of steps. */
  readonly charactersPerSecond: number;
  readonly fuzzStrings: number;
  /** Strings that broke a property, the first few. */
  readonly broken: readonly { readonly text: string; readonly type: string; readonly what: string }[];
  readonly doublings: number;
  /** The largest ratios. */
  readonly slowest: readonly Doubling[];
}

/** The least of several runs, in milliseconds. */
function leastTime(work: () => void, runs = 5): number {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    work();
    least = Math.min(least, performance.now() - start);
  }
  return least;
}

export async function extract(
  argv: readonly string[],
  say: (text: string) => void,
): Promise<ExtractProfile & Readonly<Record<string, unknown>>> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      strings: { type: 'string', default: '1000000' },
      characters: { type: 'string', default: '100000' },
      seed: { type: 'string', default: '0' },
    },
  });
  const [strings, characters, seed] = [values.strings, values.characters, values.seed].map((text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= 0) return value;
    throw new BenchUsageError('invalid-value', `Received "${text}", expected a whole number.`);
  }) as [number, number, number];

  const broken: { text: string; type: string; what: string }[] = [];
  const random = new Random(`extract/${seed}`);
  for (let index = 0; index < strings; index++) {
    const text = fuzzString(() => random.float(), 1 + (index % 24));
    const type = answerTypes[index % answerTypes.length] ?? 'number';
    const what = brokenProperty(text, type);
    if (what !== null && broken.length < 20) broken.push({ text, type, what });
    if (index % 100_000 === 99_999) say(`${index + 1} strings, ${broken.length} broken`);
  }

  const doublings: Doubling[] = [];
  for (const piece of hostile) {
    for (const type of answerTypes) {
      const [once, twice] = [repeated(piece, characters), repeated(piece, 2 * characters)];
      const measure = (runs: number) => {
        const milliseconds = leastTime(() => extractAnswer(once, type), runs);
        const ratio = leastTime(() => extractAnswer(twice, type), runs) / milliseconds;
        return { piece, type, milliseconds: rounded(milliseconds), ratio: rounded(ratio) };
      };
      const first = measure(5);
      // Garbage collections fall into few runs: what looks slow is measured longer.
      doublings.push(first.ratio < 2.3 ? first : measure(25));
    }
  }

  const { test } = generateArithmetic({ train: 0, validation: 0, test: 2000, seed: 1 });
  const chains = test.map(
    ({ steps = [], answer }) => `${steps.map(({ solution }) => solution).join('\n')}\n#### ${answer}`,
  );
  const length = chains.reduce((sum, chain) => sum + chain.length, 0);
  const seconds =
    leastTime(() => {
      for (const chain of chains) extractAnswer(chain, 'number');
    }) / 1000;
  return {
    name: 'extract',
    extractor: extractorVersion,
    charactersPerSecond: Math.round(length / seconds),
    fuzzStrings: strings,
    broken,
    doublings: doublings.length,
    slowest: doublings.toSorted((a, b) => b.ratio - a.ratio).slice(0, 8),
  };
}
