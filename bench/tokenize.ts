// `tokenize`: our tokenizer against Hugging Face's `tokenizers` (Rust, its Node.js binding) on the same texts, in one process and
// one thread each, in turns. The ids must be the same.

import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Tokenizer as HuggingFaceTokenizer } from 'tokenizers';
import { tokenizerOf } from '../src/distill/index.ts';
import { readModelFiles } from '../src/engine/model/index.ts';
import { plainTexts, randomLines } from '../test/mixed-corpus.ts';
import { BenchError, BenchUsageError } from './common/bench-error.ts';
import { type BenchResult, type Measurement, measurement } from './common/result.ts';
import { median, rounded } from './common/statistics.ts';

interface CaseResult {
  readonly corpus: string;
  readonly bytes: number;
  readonly tokens: number;
  readonly ours: Measurement;
  readonly peer: Measurement;
  /** Our time divided by the peer's. */
  readonly ratio: number;
}

export async function tokenize(argv: readonly string[], say: (text: string) => void): Promise<BenchResult> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      model: { type: 'string', default: '.models/SmolLM2-135M-Instruct.Q4_1.gguf' },
      rounds: { type: 'string', default: '7' },
    },
  });
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new BenchUsageError(
      'invalid-value',
      `--rounds: received "${values.rounds}", expected a whole number.`,
    );
  }
  if (!existsSync(values.model)) {
    throw new BenchUsageError(
      'bench-no-model',
      `--model: ${values.model} is not there. \`node scripts/fetch-smollm2.mjs\` fetches SmolLM2.`,
    );
  }
  process.env.RAYON_NUM_THREADS ??= '1'; // the peer would take every core
  const files = readModelFiles(values.model);
  const ours = tokenizerOf(files);
  const peer = HuggingFaceTokenizer.fromString(files.tokenizerFiles()['tokenizer.json'] ?? '');
  const encodePeer = async (texts: readonly string[]) =>
    (await peer.encodeBatch([...texts], { addSpecialTokens: false })).map((encoding) => encoding.getIds());
  const encodeOurs = async (texts: readonly string[]) => texts.map((text) => ours.encode(text));

  const cases: CaseResult[] = [];
  for (const [corpus, texts] of [
    ['problems, prose and code', plainTexts],
    ['lines of random scripts, emoji, numbers and spaces', randomLines],
  ] as const) {
    const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    const speeds = { ours: [] as number[], peer: [] as number[] };
    const ids: Record<'ours' | 'peer', readonly (readonly number[])[]> = { ours: [], peer: [] };
    for (let round = 0; round <= rounds; round++) {
      const contestants = [['ours', encodeOurs] as const, ['peer', encodePeer] as const];
      for (const [name, encode] of round % 2 === 0 ? contestants : contestants.reverse()) {
        const started = performance.now();
        ids[name] = await encode(texts);
        if (round > 0) speeds[name].push(bytes / 1e3 / (performance.now() - started));
      }
      say(`${corpus}, round ${round} of ${rounds}: ours ${speeds.ours.at(-1)?.toFixed(1) ?? 'warm-up'} MB/s`);
    }
    if (ids.ours.some((one, index) => one.join() !== ids.peer[index]?.join())) {
      throw new BenchError('bench-different-ids', `${corpus}: the two tokenizers give different ids.`);
    }
    cases.push({
      corpus,
      bytes,
      tokens: ids.ours.reduce((sum, one) => sum + one.length, 0),
      ours: measurement('socratic-cot', 'MB/s', speeds.ours),
      peer: measurement('tokenizers (Rust, Node.js binding, one thread)', 'MB/s', speeds.peer),
      ratio: rounded(median(speeds.peer) / median(speeds.ours)),
    });
  }
  const [first] = cases as [CaseResult];
  return { name: 'tokenize', ours: first.ours, peer: first.peer, ratio: first.ratio, rounds, cases };
}
