// Runs row programs through a model with a key-value cache. Prompts are read many tokens at once, then every active row takes
// one token a step, sampled or forced, through one graph. Rows in use are always the first slots of the caches, so that a
// step costs what its rows cost; a freed slot gets the next prompt or the last row.
import { required } from '../../common/index.ts';
import {
  ADAPTER_MASK,
  type Adapter,
  batchInputs,
  buildDecodeGraph,
  buildPrefillGraph,
  LOGITS,
  type ModelConfig,
  NEXT,
  newTokenName,
  PositionTables,
  StackedAdapters,
  type Weights,
} from '../model/index.ts';
import { Session, type Value, type Values } from '../runtime/index.ts';
import { packBatch } from '../train/index.ts';
import { KeyValueCache } from './key-value-cache.ts';
import type { Decoder, RowEvent, RowProgram } from './rows.ts';

export interface DecoderOptions {
  readonly config: ModelConfig;
  readonly weights: Weights;
  readonly threads: number;
  /** Rows that are decoded together, at most; of each adapter, where there are several. */
  readonly slots: number;
  /** Adapters over the weights; each row is added with one of them, by index. */
  readonly adapters?: readonly Adapter[];
  /** Called with the logits after a row's newest token, for tests and analysis: float32 [V], valid during the call. */
  readonly onLogits?: (program: RowProgram, logits: Float32Array) => void;
}

/** The most prompt tokens that are read in one prefill. */
const PREFILL_TOKENS = 4096;

/** A program that gets a slot. */
interface Start {
  readonly program: RowProgram;
  readonly adapter: number;
}

interface Row {
  readonly program: RowProgram;
  /** Which adapter it has; 0 where there are none. */
  readonly adapter: number;
  /** Tokens in the cache. */
  length: number;
  /** Tokens that are to be appended before the program is asked again. */
  queue: number[];
  /** What the row was last told to do; `sampling` rows append the model's own choice. */
  state: 'sampling' | 'forcing' | 'waiting';
  /** The model's choice after the cached tokens. */
  next: number;
}

export class BatchDecoder implements Decoder {
  readonly contextLength: number;
  readonly #options: DecoderOptions;
  readonly #prefill: Session;
  readonly #decode: Session;
  readonly #cache: KeyValueCache;
  readonly #tables: PositionTables;
  readonly #rows: Row[] = [];
  readonly #adapters: StackedAdapters | null;
  /** Programs that wait for a slot, by adapter. */
  readonly #queues: RowProgram[][];

  private constructor(
    options: DecoderOptions,
    adapters: StackedAdapters | null,
    prefill: Session,
    decode: Session,
  ) {
    this.#options = options;
    this.#adapters = adapters;
    this.#queues = Array.from({ length: options.adapters?.length ?? 1 }, () => []);
    this.#prefill = prefill;
    this.#decode = decode;
    const { config, slots } = options;
    this.contextLength = config.contextLength;
    this.#cache = new KeyValueCache(config, slots * this.#queues.length);
    this.#tables = new PositionTables(config);
  }

  static async create(options: DecoderOptions): Promise<BatchDecoder> {
    const { config, weights, threads } = options;
    const adapters = options.adapters ? new StackedAdapters(config, options.adapters) : null;
    const prefill = await Session.create(buildPrefillGraph(config, weights, adapters), { threads });
    const decode = await Session.create(buildDecodeGraph(config, weights, adapters), { threads });
    return new BatchDecoder(options, adapters, prefill, decode);
  }

  add(program: RowProgram, adapter = 0): void {
    required(this.#queues[adapter], `adapter ${adapter}`).push(program);
  }

  async step(): Promise<boolean> {
    if (await this.#fillSlots()) return true;
    this.#askWaiting();
    if (this.#rows.every(({ state }) => state === 'waiting'))
      return this.#rows.length === 0 && this.#queues.some(({ length }) => length > 0);
    await this.#decodeOnce();
    return true;
  }

  async release(): Promise<void> {
    await this.#prefill.release();
    await this.#decode.release();
  }

  /** Starts queued prompts in free slots; true when it did. */
  async #fillSlots(): Promise<boolean> {
    const starting: Start[] = [];
    let tokens = 0;
    for (const [adapter, queue] of this.#queues.entries()) {
      let active = this.#rows.filter((row) => row.adapter === adapter).length;
      while (queue.length > 0 && active < this.#options.slots) {
        const program = queue[0] as RowProgram;
        if (program.prompt.length === 0) throw new Error('a row needs a prompt of at least one token');
        if (program.prompt.length >= this.contextLength) {
          queue.shift();
          program.next({ type: 'contextFull' });
          continue;
        }
        tokens += program.prompt.length;
        if (tokens > PREFILL_TOKENS && starting.length > 0) break;
        starting.push({ program, adapter });
        active += 1;
        queue.shift();
      }
    }
    if (starting.length === 0) return false;
    await this.#readPrompts(starting);
    return true;
  }

  async #readPrompts(starts: readonly Start[]): Promise<void> {
    const programs = starts.map(({ program }) => program);
    const sequences = programs.map(({ prompt }, index) => ({
      id: String(index),
      ids: Int32Array.from(prompt),
      learned: new Uint8Array(prompt.length),
    }));
    const batch = packBatch(
      sequences,
      sequences.map((_, index) => index),
      this.contextLength,
    );
    const N = batch.tokenIds.length;
    let end = -1;
    const last = BigInt64Array.from(programs, ({ prompt }) => {
      end += prompt.length;
      return BigInt(end);
    });
    const feeds: Values = {
      [batchInputs.tokenIds]: { data: batch.tokenIds, shape: [N] },
      [batchInputs.positions]: { data: batch.positions, shape: [N] },
      [batchInputs.padIndex]: { data: batch.padIndex, shape: [batch.B, batch.T] },
      [batchInputs.unpadIndex]: { data: batch.unpadIndex, shape: [N] },
      [batchInputs.selected]: { data: last, shape: [programs.length] },
      ...this.#maskFeed(
        starts.flatMap(({ program, adapter }) => program.prompt.map(() => adapter)),
        N,
      ),
      ...this.#tables.forSequences(batch.T),
    };
    const wanted = [...this.#cache.names, NEXT, ...(this.#options.onLogits ? [LOGITS] : [])];
    const results = await this.#prefill.run(feeds, {}, wanted);
    const chosen = results[NEXT]?.data as BigInt64Array;
    const first = this.#rows.length;
    const lengths = programs.map(({ prompt }) => prompt.length);
    this.#cache.reserve(Math.max(...lengths), first);
    for (const name of this.#cache.names) {
      this.#cache.writePrompts(
        name,
        required(results[name], name).data as Float32Array,
        batch.T,
        first,
        lengths,
      );
    }
    const started = starts.map(({ program, adapter }, index): Row => {
      const row: Row = {
        program,
        adapter,
        length: program.prompt.length,
        queue: [],
        state: 'waiting',
        next: Number(chosen[index]),
      };
      this.#rows.push(row);
      return row;
    });
    started.forEach((row, index) => {
      this.#reportLogits(row, results[LOGITS], index);
      this.#tell(row, { type: 'started' });
    });
    this.#dropFinished();
  }

  /** The adapter of each of N rows, where there are adapters; rows beyond those given have none. */
  #maskFeed(rows: readonly number[], N: number): Values {
    if (!this.#adapters) return {};
    const all = [...rows, ...Array.from({ length: N - rows.length }, () => -1)];
    return { [ADAPTER_MASK]: this.#adapters.maskOf(all) };
  }

  #askWaiting(): void {
    for (const row of this.#rows) if (row.state === 'waiting') this.#tell(row, { type: 'waited' });
    this.#dropFinished();
  }

  /** One token for every row; waiting rows are fed a token that the next step overwrites. */
  async #decodeOnce(): Promise<void> {
    const rows = [...this.#rows];
    const B = rows.length;
    const { contextLength } = this;
    const fed = rows.map((row) =>
      row.state === 'forcing' ? (row.queue[0] as number) : row.state === 'sampling' ? row.next : 0,
    );
    const lengths = rows.map(({ length }) => length);
    this.#cache.reserve(Math.max(...lengths) + 1, B);
    const feeds: Record<string, Value> = {
      [batchInputs.tokenIds]: { data: BigInt64Array.from(fed, BigInt), shape: [B] },
      [batchInputs.positions]: { data: BigInt64Array.from(lengths, BigInt), shape: [B] },
      ...this.#maskFeed(
        rows.map(({ adapter }) => adapter),
        B,
      ),
      ...this.#tables.forDecoding(lengths, this.#cache.capacity),
    };
    const newTokens = Array.from({ length: this.#options.config.layers }, (_, layer) => newTokenName(layer));
    const wanted = [NEXT, ...newTokens, ...(this.#options.onLogits ? [LOGITS] : [])];
    const results = await this.#decode.run({ ...feeds, ...this.#cache.feeds(B) }, {}, wanted);
    const next = results[NEXT]?.data as BigInt64Array;
    newTokens.forEach((name, layer) => {
      this.#cache.append(layer, required(results[name], name).data as Float32Array, lengths);
    });
    rows.forEach((row, index) => {
      if (row.state === 'waiting') return;
      row.length += 1;
      row.next = Number(next[index]);
      this.#reportLogits(row, results[LOGITS], index);
      if (row.state === 'sampling') {
        this.#tell(row, { type: 'sampled', id: fed[index] as number });
        return;
      }
      row.queue.shift();
      if (row.queue.length > 0 && row.length < contextLength) return;
      this.#tell(row, row.queue.length === 0 ? { type: 'forced' } : { type: 'contextFull' });
    });
    this.#dropFinished();
  }

  #reportLogits(row: Row, logits: Value | undefined, index: number): void {
    if (!this.#options.onLogits || !logits) return;
    const V = Number(logits.shape[1]);
    this.#options.onLogits(row.program, (logits.data as Float32Array).subarray(index * V, (index + 1) * V));
  }

  /** Passes an event to the row's program and does what it answers. */
  #tell(row: Row, event: RowEvent): void {
    const full = row.length >= this.contextLength;
    const action = row.program.next(event);
    if (action.type === 'done') row.length = -1;
    else if (event.type === 'contextFull') throw new Error('a row asked for more after its context was full');
    else if (full) this.#tell(row, { type: 'contextFull' });
    else if (action.type === 'wait') row.state = 'waiting';
    else if (action.type === 'sample') row.state = 'sampling';
    else {
      if (action.ids.length === 0) throw new Error('a row forced no tokens');
      row.state = 'forcing';
      row.queue = [...action.ids];
    }
  }

  /** Frees the slots of finished rows, moving the last rows into the holes. */
  #dropFinished(): void {
    for (let slot = 0; slot < this.#rows.length; ) {
      if (this.#rows[slot]?.length !== -1) {
        slot += 1;
        continue;
      }
      const last = this.#rows.pop() as Row;
      if (slot === this.#rows.length) return;
      this.#rows[slot] = last;
      if (last.length > 0) this.#cache.move(this.#rows.length, slot, last.length);
    }
  }
}
