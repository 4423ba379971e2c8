// The decoder against the model without a cache: the same logits and the same greedy tokens, whatever rows run together.
import { beforeAll, describe, expect, test } from 'vitest';
import { Random } from '../../src/common/index.ts';
import {
  BatchDecoder,
  type RowAction,
  type RowEvent,
  type RowProgram,
} from '../../src/engine/generate/index.ts';
import {
  type Adapter,
  adapterParameters,
  batchInputs,
  buildPrefillGraph,
  drawWeights,
  initialWeights,
  LOGITS,
  type ModelConfig,
  PositionTables,
} from '../../src/engine/model/index.ts';
import { Session } from '../../src/engine/runtime/index.ts';
import { mergedWeights, microLlama } from './micro-model.ts';

const gpt2: ModelConfig = {
  architecture: 'gpt2',
  tiedHead: true,
  vocabularySize: 50,
  contextLength: 40,
  width: 32,
  layers: 2,
  heads: 4,
  layerNormEpsilon: 1e-5,
  endOfText: 0,
};
const llama: ModelConfig = { ...microLlama, vocabularySize: 50, contextLength: 40 };

let config: ModelConfig = gpt2;
let weights: Map<string, Float32Array>;

/** Larger than usual, so that the random model's choices are far apart and depend on the whole context. */
function use(chosen: ModelConfig): void {
  config = chosen;
  weights = new Map(
    [...initialWeights(config, new Random(3))].map(([name, data]) => [
      name,
      /ln_|norm/.test(name) ? data : data.map((x) => x * 8),
    ]),
  );
}

/** Logits after the last of `ids`, from a whole forward pass. */
async function uncachedLogits(session: Session, ids: readonly number[]): Promise<Float32Array> {
  const T = ids.length;
  const indices = BigInt64Array.from(ids, (_, t) => BigInt(t));
  const feeds = {
    [batchInputs.tokenIds]: { data: BigInt64Array.from(ids, BigInt), shape: [T] },
    [batchInputs.positions]: { data: indices, shape: [T] },
    [batchInputs.padIndex]: { data: indices, shape: [1, T] },
    [batchInputs.unpadIndex]: { data: indices, shape: [T] },
    [batchInputs.selected]: { data: BigInt64Array.of(BigInt(T - 1)), shape: [1] },
    ...new PositionTables(config).forSequences(T),
  };

  return (await session.run(feeds, {}, [LOGITS]))[LOGITS]?.data as Float32Array;
}

/** Samples `count` tokens, forcing `forced` after the second; records what it has seen. */
class Recorder implements RowProgram {
  readonly prompt: readonly number[];
  readonly tokens: number[];
  readonly logits: Float32Array[] = [];
  readonly events: string[] = [];
  readonly #count: number;
  readonly #forced: readonly number[];
  #sampled = 0;

  constructor(prompt: readonly number[], count: number, forced: readonly number[] = []) {
    this.prompt = prompt;
    this.tokens = [...prompt];
    this.#count = count;
    this.#forced = forced;
  }

  next(event: RowEvent): RowAction {
    this.events.push(event.type);
    if (event.type === 'contextFull') return { type: 'done' };
    if (event.type === 'forced') this.tokens.push(...this.#forced);
    if (event.type === 'sampled') {
      this.tokens.push(event.id);
      this.#sampled += 1;
      if (this.#sampled === 2 && this.#forced.length > 0) return { type: 'force', ids: this.#forced };
    }
    return this.#sampled < this.#count ? { type: 'sample' } : { type: 'done' };
  }
}

async function run(programs: readonly Recorder[], slots: number): Promise<void> {
  const onLogits = (program: RowProgram, logits: Float32Array) =>
    (program as Recorder).logits.push(logits.slice());
  const decoder = await BatchDecoder.create({ config, weights, threads: 1, slots, onLogits });
  for (const program of programs) decoder.add(program);
  while (await decoder.step());
  await decoder.release();
}

const prompts = () => [
  new Recorder([1, 2, 3], 6),
  new Recorder([7], 3, [11, 12, 13]),
  new Recorder([5, 4, 9, 8, 20, 21, 22], 9),
  new Recorder([30, 31], 1),
  new Recorder([1, 2, 3, 4, 5], 7, [40]),
];

describe.each([
  ['GPT-2', gpt2],
  ['Llama', llama],
] as const)('%s', (_name, chosen) => {
  beforeAll(() => use(chosen));

  test('cached logits equal those of a whole forward pass, sampled and forced tokens alike', async () => {
    const programs = prompts();
    await run(programs, 3);
    const session = await Session.create(buildPrefillGraph(config, weights), { threads: 1 });
    for (const { prompt, tokens, logits } of programs) {
      expect(logits.length).toBe(tokens.length - prompt.length + 1);
      for (const [index, cached] of logits.entries()) {
        const whole = await uncachedLogits(session, tokens.slice(0, prompt.length + index));
        const difference = Math.max(...cached.map((value, v) => Math.abs(value - (whole[v] ?? Number.NaN))));
        expect(difference).toBeLessThan(1e-4);
      }
    }
  });

  test('what a row generates does not depend on the rows beside it', async () => {
    const [alone, together] = [prompts(), prompts()];
    for (const program of alone) await run([program], 1);
    await run(together, 4);
    expect(together.map(({ tokens }) => tokens)).toEqual(alone.map(({ tokens }) => tokens));
    expect(new Set(alone.flatMap(({ prompt, tokens }) => tokens.slice(prompt.length))).size).toBeGreaterThan(
      8,
    );
  });

  test('a full context ends the row, and a prompt that leaves no room never starts', async () => {
    const long = new Recorder(
      Array.from({ length: 36 }, (_, i) => i + 1),
      10,
    );
    const tooLong = new Recorder(
      Array.from({ length: 40 }, () => 1),
      10,
    );
    await run([tooLong, long], 2);
    expect(long.tokens.length).toBe(config.contextLength);
    expect(long.events.at(-1)).toBe('contextFull');
    expect(tooLong.events).toEqual(['contextFull']);
  });

  test('rows of two adapters and of different targets in one decoder: the logits of each merged model', async () => {
    const targets = config.architecture === 'gpt2' ? ['c_attn', 'c_fc'] : ['v_proj', 'down_proj'];
    const adapters = [
      { rank: 3, alpha: 6, targets: [] },
      { rank: 2, alpha: 1, targets },
    ].map((lora, index): Adapter => {
      const specs = adapterParameters(config, lora).map((spec) => ({ ...spec, start: { deviation: 0.3 } }));
      return { lora, weights: drawWeights(specs, new Random(index)) };
    });
    const of = (index: number) => ({ adapter: index % 2, program: prompts()[index] as Recorder });
    const rows = prompts().map((_, index) => of(index));
    const onLogits = (program: RowProgram, logits: Float32Array) =>
      (program as Recorder).logits.push(logits.slice());
    const decoder = await BatchDecoder.create({ config, weights, threads: 1, slots: 2, adapters, onLogits });
    for (const { program, adapter } of rows) decoder.add(program, adapter);
    while (await decoder.step());
    await decoder.release();
    for (const [index, adapter] of adapters.entries()) {
      const merged = await mergedWeights(config, weights, adapter);
      const session = await Session.create(buildPrefillGraph(config, merged), { threads: 1 });
      for (const { program } of rows.filter((row) => row.adapter === index)) {
        const { prompt, tokens, logits } = program;
        expect(logits.length).toBe(tokens.length - prompt.length + 1);
        for (const [at, found] of logits.entries()) {
          const whole = await uncachedLogits(session, tokens.slice(0, prompt.length + at));
          const difference = Math.max(...found.map((value, v) => Math.abs(value - (whole[v] ?? Number.NaN))));
          expect(difference).toBeLessThan(3e-4);
        }
      }
      await session.release();
    }
  });

  test('a waiting row keeps its place while others go on', async () => {
    const other = new Recorder([2, 4], 5);
    const plain = new Recorder([1, 2, 3], 4);
    const waiting = new Recorder([1, 2, 3], 4);
    const next = waiting.next.bind(waiting);
    let waits = 0;
    waiting.next = (event) => {
      if (waits < 3 && (event.type === 'sampled' || event.type === 'waited')) {
        if (event.type === 'sampled') next(event);
        waits += 1;
        return { type: 'wait' };
      }
      return event.type === 'waited' ? { type: 'sample' } : next(event);
    };
    await run([plain], 1);
    await run([waiting, other], 2);
    expect(waits).toBe(3);
    expect(waiting.tokens).toEqual(plain.tokens);
  });
});
