// The decoder against the model without a cache: the same logits and the same greedy tokens, whatever rows run together.
// One file, over 400 lines: every test asks two small models the same way, and compares with their whole forward passes.
import { beforeAll, describe, expect, test } from 'vitest';
import { Random, required } from '../../src/common/index.ts';
import {
  BatchDecoder,
  type RowAction,
  type RowEvent,
  type RowProgram,
  Sampler,
  type TokenLikelihood,
} from '../../src/engine/generate/index.ts';
import {
  type Adapter,
  adapterParameters,
  batchInputs,
  buildForwardGraph,
  drawWeights,
  initialWeights,
  LOGITS,
  type ModelConfig,
  PositionTables,
  type WeightFormat,
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
  /** Logits after so many tokens. */
  readonly logits = new Map<number, Float32Array>();
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

  /** Numbers of tokens after which logits must have been reported: the prompt, each sampled token, the forced ones. */
  get reported(): number[] {
    const lengths = [this.prompt.length];
    for (const event of this.events.slice(1))
      if (event !== 'waited')
        lengths.push((lengths.at(-1) ?? 0) + (event === 'forced' ? this.#forced.length : 1));
    return lengths;
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

const onLogits = (program: RowProgram, logits: Float32Array, length: number) =>
  void (program as Recorder).logits.set(length, logits.slice());

async function run(
  programs: readonly Recorder[],
  slots: number,
  threads = 1,
  format?: WeightFormat,
): Promise<void> {
  const decoder = await BatchDecoder.create({ config, weights, threads, slots, onLogits, format });
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
    const session = await Session.create(buildForwardGraph(config, weights), { threads: 1 });
    for (const { tokens, logits, reported } of programs) {
      expect([...logits.keys()]).toEqual(reported);
      for (const [length, cached] of logits) {
        const whole = await uncachedLogits(session, tokens.slice(0, length));
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

  test('excluded tokens are never chosen, greedily or drawn', async () => {
    const chosen = async (excluded: readonly number[], choose?: RowProgram['choose']) => {
      const row = new Recorder([1, 2, 3], 30);
      const decoder = await BatchDecoder.create({ config, weights, threads: 1, slots: 1, excluded });
      const next = row.next.bind(row);
      decoder.add(choose ? { prompt: row.prompt, next, choose } : row);
      while (await decoder.step());
      await decoder.release();
      return new Set(row.tokens.slice(3));
    };
    const favourites = [...(await chosen([]))];
    const others = await chosen(favourites);
    expect(favourites.filter((id) => others.has(id))).toEqual([]);
    const sampler = new Sampler({ temperature: 3 }, 'excluded');
    const drawn = await chosen(favourites, (...row) => sampler.choose(...row));
    expect(favourites.filter((id) => drawn.has(id))).toEqual([]);
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
    const decoder = await BatchDecoder.create({ config, weights, threads: 1, slots: 2, adapters, onLogits });
    for (const { program, adapter } of rows) decoder.add(program, adapter);
    while (await decoder.step());
    await decoder.release();
    for (const [index, adapter] of adapters.entries()) {
      const merged = await mergedWeights(config, weights, adapter);
      const session = await Session.create(buildForwardGraph(config, merged), { threads: 1 });
      for (const { program } of rows.filter((row) => row.adapter === index)) {
        const { tokens, logits, reported } = program;
        expect([...logits.keys()]).toEqual(reported);
        for (const [length, found] of logits) {
          const whole = await uncachedLogits(session, tokens.slice(0, length));
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

describe('rows that are read in several chunks', () => {
  const long = (start: number, length: number) =>
    Array.from({ length }, (_, i) => ((start + 7 * i) % 49) + 1);
  const rows = () => [
    new Recorder(long(3, 150), 5, long(5, 70)),
    new Recorder(long(1, 64), 4),
    new Recorder([9], 6, [4]),
    new Recorder(long(2, 65), 3, long(8, 64)),
    new Recorder(long(11, 128), 8, long(6, 2)),
    new Recorder(long(4, 17), 12, long(7, 129)),
    new Recorder([5, 6], 20),
  ];
  /** After the end of each chunk of at most 64. */
  const chunkEnds = (from: number, length: number) =>
    Array.from({ length: Math.ceil(length / 64) }, (_, i) => from + Math.min(length, 64 * (i + 1)));

  describe.each([
    ['GPT-2', gpt2],
    ['Llama', llama],
  ] as const)('%s', (_name, chosen) => {
    beforeAll(() => use({ ...chosen, contextLength: 400 }));

    test('have the logits of a whole forward pass', async () => {
      const programs = rows();
      await run(programs, 4);
      const session = await Session.create(buildForwardGraph(config, weights), { threads: 1 });
      for (const { prompt, tokens, logits } of programs) {
        for (const length of chunkEnds(0, prompt.length)) expect(logits.has(length)).toBe(true);
        expect(logits.has(tokens.length)).toBe(true);
        for (const [length, cached] of logits) {
          const whole = await uncachedLogits(session, tokens.slice(0, length));
          const difference = Math.max(
            ...cached.map((value, v) => Math.abs(value - (whole[v] ?? Number.NaN))),
          );
          expect(difference).toBeLessThan(2e-4);
        }
      }
      await session.release();
    });

    test.each([
      [1, 2],
      [2, 1],
      [7, 1],
      [7, 2],
      [64, 2],
    ])('are equal bit for bit with %i slots and %i threads', async (slots, threads) => {
      const alone = rows();
      for (const program of alone) await run([program], 1);
      // Beside rows of their own, so that no two steps have the same rows.
      const others = Array.from(
        { length: 40 },
        (_, i) => new Recorder(long(i, 1 + ((i * 13) % 90)), 3 + (i % 9)),
      );
      const together = rows();
      await run(
        together.flatMap((row, i) => [...others.slice(5 * i, 5 * i + 5), row]),
        slots,
        threads,
      );
      for (const [index, { logits, tokens }] of together.entries()) {
        expect(tokens).toEqual(alone[index]?.tokens);
        expect(logits).toEqual(alone[index]?.logits);
      }
    });
  });
});

describe.each([
  ['GPT-2', gpt2],
  ['Llama', { ...llama, width: 32, innerWidth: 64 }],
] as const)('%s with weights in few bits', (_name, chosen) => {
  beforeAll(() => use({ ...chosen, contextLength: 400 } as ModelConfig));
  const long = (start: number, length: number) =>
    Array.from({ length }, (_, i) => ((start + 7 * i) % 49) + 1);
  const rows = () => [
    new Recorder(long(3, 150), 5, long(5, 70)),
    new Recorder([9], 6, [4]),
    new Recorder(long(2, 65), 9),
    new Recorder([5, 6], 20),
  ];

  test.each([
    'int8',
    'int4',
  ] as const)('%s: rows are equal bit for bit, whatever is beside them', async (format) => {
    const alone = rows();
    for (const program of alone) await run([program], 1, 1, format);
    const others = () =>
      Array.from({ length: 20 }, (_, i) => new Recorder(long(i, 1 + ((i * 13) % 90)), 3 + (i % 9)));
    for (const [slots, threads] of [
      [3, 1],
      [24, 2],
    ] as const) {
      const together = rows();
      await run([...others(), ...together], slots, threads, format);
      for (const [index, { logits, tokens }] of together.entries()) {
        expect(tokens).toEqual(alone[index]?.tokens);
        expect(logits).toEqual(alone[index]?.logits);
      }
    }
  });

  test.each([
    ['int8', 0.05],
    ['int4', 0.5],
  ] as const)('%s: logits are near those of the whole model', async (format, tolerance) => {
    const programs = rows();
    await run(programs, 4, 1, format);
    const session = await Session.create(buildForwardGraph(config, weights), { threads: 1 });
    let [difference, size] = [0, 0];
    for (const { tokens, logits } of programs) {
      for (const [length, cached] of logits) {
        const whole = await uncachedLogits(session, tokens.slice(0, length));
        for (const [id, value] of cached.entries()) {
          difference += (value - (whole[id] ?? Number.NaN)) ** 2;
          size += (whole[id] ?? Number.NaN) ** 2;
        }
      }
    }
    await session.release();
    const share = Math.sqrt(difference / size);
    expect(share).toBeLessThan(tolerance);
    expect(share).toBeGreaterThan(0); // something was rounded
  });
});

describe('samples of one prompt', () => {
  beforeAll(() => use({ ...llama, contextLength: 400 }));
  const prompt = Array.from({ length: 70 }, (_, i) => ((3 * i) % 49) + 1);

  /** Samples tokens by a key of its own, forcing one in the middle; waits once before it samples. */
  function sample(index: number, { sharesPrompt = false, waits = false } = {}) {
    const sampler = new Sampler({ temperature: 1.3, topP: 0.95 }, `5/problem/${index}`);
    const tokens: number[] = [];
    let waited = !waits;
    const program: RowProgram = {
      prompt,
      sharesPrompt,
      choose: (...row) => sampler.choose(...row),
      next: (event) => {
        if (event.type === 'sampled') tokens.push(event.id);
        if (event.type === 'sampled' && tokens.length === 4) return { type: 'force', ids: [7, 8, 9] };
        if (event.type === 'sampled' && tokens.length === 6 && !waited) {
          waited = true;
          return { type: 'wait' };
        }
        return tokens.length < 5 + (index % 7) ? { type: 'sample' } : { type: 'done' };
      },
    };
    return { program, tokens };
  }

  async function sampled(indices: readonly number[], slots: number, options = {}) {
    const decoder = await BatchDecoder.create({ config, weights, threads: 1, slots });
    const samples = indices.map((index) => sample(index, options));
    for (const { program } of samples) decoder.add(program);
    while (await decoder.step());
    await decoder.release();
    return samples.map(({ tokens }) => tokens);
  }

  test('differ from each other, and are the same alone, in batches, waiting, and with the prompt read once', async () => {
    const indices = Array.from({ length: 16 }, (_, index) => index);
    const alone = await sampled(indices, 1);
    expect(new Set(alone.map((tokens) => tokens.slice(0, 5).join())).size).toBeGreaterThan(12);
    expect(await sampled(indices, 5)).toEqual(alone);
    expect(await sampled([...indices].reverse(), 16)).toEqual([...alone].reverse());
    for (const slots of [1, 3, 16]) {
      expect(await sampled(indices, slots, { sharesPrompt: true })).toEqual(alone);
      expect(await sampled(indices, slots, { sharesPrompt: true, waits: true })).toEqual(alone);
    }
  });

  test('a shared prompt is read once for all rows that are there', async () => {
    const read: number[] = [];
    const decoder = await BatchDecoder.create({
      config,
      weights,
      threads: 1,
      slots: 16,
      onLogits: (_program, _logits, length) => void (length <= prompt.length && read.push(length)),
    });
    for (let index = 0; index < 16; index++) decoder.add(sample(index, { sharesPrompt: true }).program);
    while (await decoder.step());
    await decoder.release();
    expect(read).toEqual([64, 70]);
  });
});

describe('log-probabilities', () => {
  beforeAll(() => use({ ...llama, contextLength: 400 }));

  /** Chooses five tokens, forces two, and chooses four more; keeps the likelihood of each. */
  function told(prompt: readonly number[], extra: Partial<RowProgram> = {}) {
    const tokens: number[] = [...prompt];
    const likelihoods: { readonly length: number; readonly id: number; readonly said: TokenLikelihood }[] =
      [];
    let chosen = 0;
    const program: RowProgram = {
      prompt,
      ...extra,
      next: (event) => {
        if (event.type === 'forced') tokens.push(7, 8);
        if (event.type === 'sampled') {
          const { id, likelihood } = event;
          likelihoods.push({ length: tokens.length, id, said: required(likelihood, 'a likelihood') });
          tokens.push(id);
          chosen += 1;
          if (chosen === 5) return { type: 'force', ids: [7, 8] };
        }
        return chosen < 9 ? { type: 'sample' } : { type: 'done' };
      },
    };
    return { program, tokens, likelihoods };
  }

  const drawn = (key: string): Partial<RowProgram> => {
    const sampler = new Sampler({ temperature: 2 }, key);
    return { choose: (...row) => sampler.choose(...row) };
  };
  const shared = Array.from({ length: 70 }, (_, i) => ((3 * i) % 49) + 1);
  const rows = () => [
    told([1, 2, 3]),
    told([4, 5], { alternatives: 3 }),
    told([6, 7, 8, 9], drawn('a')),
    told([4, 5], { ...drawn('b'), alternatives: 60 }),
    ...['c', 'd', 'e'].map((key) => told(shared, { ...drawn(key), sharesPrompt: true })),
  ];

  async function decode(programs: readonly RowProgram[], slots: number, excluded: readonly number[] = []) {
    const decoder = await BatchDecoder.create({
      config,
      weights,
      threads: 1,
      slots,
      excluded,
      logProbabilities: true,
    });
    for (const program of programs) decoder.add(program);
    while (await decoder.step());
    await decoder.release();
  }

  test('are those of a whole forward pass: of greedy and drawn tokens, after prompts, shared ones and forced tokens', async () => {
    const together = rows();
    await decode(
      together.map(({ program }) => program),
      4,
    );
    const session = await Session.create(buildForwardGraph(config, weights), { threads: 1 });
    for (const { program, tokens, likelihoods } of together) {
      expect(likelihoods).toHaveLength(9);
      for (const { length, id, said } of likelihoods) {
        const logits = await uncachedLogits(session, tokens.slice(0, length));
        const sum = Math.log(logits.reduce((all, logit) => all + Math.exp(logit), 0));
        expect(said.logProbability).toBeCloseTo((logits[id] ?? Number.NaN) - sum, 4);
        const best = [...logits]
          .map((logit, other) => ({ id: other, logProbability: logit - sum }))
          .sort((a, b) => b.logProbability - a.logProbability)
          .slice(0, program.alternatives ?? 0);
        expect(said.top.map((token) => token.id)).toEqual(best.map((token) => token.id));
        said.top.forEach((token, place) => {
          expect(token.logProbability).toBeCloseTo(best[place]?.logProbability ?? Number.NaN, 4);
        });
      }
    }
    await session.release();
  });

  test('do not depend on the rows beside a row', async () => {
    const [alone, together] = [rows(), rows()];
    for (const { program } of alone) await decode([program], 1);
    await decode(
      together.map(({ program }) => program),
      7,
    );
    expect(together.map(({ likelihoods }) => likelihoods)).toEqual(
      alone.map(({ likelihoods }) => likelihoods),
    );
  });

  test('tokens that are never chosen have no share and are no alternatives', async () => {
    const row = told([4, 5], { alternatives: 50 });
    await decode([row.program], 1, [1, 2, 3, 40]);
    for (const { said } of row.likelihoods) {
      expect(said.top).toHaveLength(46);
      const shares = said.top.reduce((sum, { logProbability }) => sum + Math.exp(logProbability), 0);
      expect(shares).toBeCloseTo(1, 5);
    }
  });

  test('are not told by a decoder that was not asked for them', async () => {
    const events: RowEvent[] = [];
    const decoder = await BatchDecoder.create({ config, weights, threads: 1, slots: 1 });
    const next = (event: RowEvent): RowAction => {
      events.push(event);
      return events.length < 3 ? { type: 'sample' } : { type: 'done' };
    };
    decoder.add({ prompt: [1, 2], alternatives: 2, next });
    while (await decoder.step());
    await decoder.release();
    expect(events.map((event) => Object.keys(event))).toEqual([['type'], ['type', 'id'], ['type', 'id']]);
  });
});
