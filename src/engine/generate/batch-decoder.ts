// Runs row programs through a model with a key-value cache. Every step takes all rows on: a row that samples gets one token, a row that
// reads its prompt or forced tokens gets up to CHUNK of them. Rows in use are always the first slots of the caches, so that a step
// costs what its rows cost; a freed slot gets the last row or the next prompt.
//
// How a row's tokens are cut into chunks depends on that row alone, so what it computes does not depend on the rows beside it.
import { required } from '../../common/index.ts';
import {
  ADAPTER_MASK,
  type Adapter,
  batchInputs,
  buildDecodeGraph,
  buildReadGraph,
  CHUNK,
  LOGITS,
  type ModelConfig,
  NEXT,
  NEXT_LOG_PROBABILITY,
  newTokenName,
  PositionTables,
  StackedAdapters,
  type WeightFormat,
  type Weights,
} from '../model/index.ts';
import { Session, type Value, type Values } from '../runtime/index.ts';
import { KeyValueCache, type Places } from './key-value-cache.ts';
import { likelihoodOf } from './likelihood.ts';
import { int64, LEAST_ROWS, readStep, type Tokens } from './read-step.ts';
import type { Decoder, RowEvent, RowProgram, TokenLikelihood } from './rows.ts';

export interface DecoderOptions {
  readonly config: ModelConfig;
  readonly weights: Weights;
  /** What the matrices are kept and multiplied in. Default float32. */
  readonly format?: WeightFormat | undefined;
  readonly threads: number;
  /** Rows that are decoded together, at most; of each adapter, where there are several. */
  readonly slots: number;
  /** Ids that are never chosen: those that the tokenizer does not have. */
  readonly excluded?: readonly number[];
  /** Whether rows are told how likely each chosen token was. Default false: it costs a pass over the logits. */
  readonly logProbabilities?: boolean | undefined;
  /** Adapters over the weights; each row is added with one of them, by index. */
  readonly adapters?: readonly Adapter[];
  /**
   * Called with the logits after a row's newest token, for tests and analysis: float32 [V], valid during the call. `length` counts
   * the row's tokens so far. Of tokens that are read in one step only the last is reported.
   */
  readonly onLogits?: (program: RowProgram, logits: Float32Array, length: number) => void;
}

/** The most tokens that are read in one step, besides those that are sampled. */
const READ_TOKENS = 2048;
interface Row {
  readonly program: RowProgram;
  /** Which adapter it has; 0 where there are none. */
  readonly adapter: number;
  /** Tokens in the cache; -1 once it is finished. */
  length: number;
  /** Their ids. */
  readonly tokens: number[];
  /** Tokens to be read before the program is asked again. */
  queue: readonly number[];
  /** What the program is told when they are. */
  reads: 'started' | 'forced';
  /** What the row was last told to do; `sampling` rows append the model's own choice. A `following` row waits for its prompt. */
  state: 'sampling' | 'reading' | 'waiting' | 'following';
  /** What the model says after the cached tokens. */
  end: End;
  /** The same after its prompt, for rows that share it. */
  promptEnd: End | null;
}

/** What the model says after a row's tokens. */
interface End {
  /** The most likely token, or the one that the program chose from the logits. */
  readonly next: number;
  /** Of the chosen token, where the decoder computes it; null until a token is chosen. */
  readonly likelihood: TokenLikelihood | null;
  /** The natural logarithm of the probability of the most likely token, where the decoder computes it. */
  readonly mostLikely: { readonly id: number; readonly logProbability: number } | null;
  /** Where the program chooses or wants alternatives; kept from step to step only while it waits. */
  readonly logits: Float32Array | null;
}

/** What a row gets in a step. */
interface Turn extends Tokens {
  readonly row: Row;
}

export class BatchDecoder implements Decoder {
  readonly contextLength: number;
  readonly #options: DecoderOptions;
  readonly #read: Session;
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
    read: Session,
    decode: Session,
  ) {
    this.#options = options;
    this.#adapters = adapters;
    this.#queues = Array.from({ length: options.adapters?.length ?? 1 }, () => []);
    this.#read = read;
    this.#decode = decode;
    const { config, slots } = options;
    this.contextLength = config.contextLength;
    this.#cache = new KeyValueCache(config, Math.max(LEAST_ROWS, slots * this.#queues.length));
    this.#tables = new PositionTables(config);
  }

  static async create(options: DecoderOptions): Promise<BatchDecoder> {
    const { config, weights, threads, format = 'float32', logProbabilities = false } = options;
    const adapters = options.adapters ? new StackedAdapters(config, options.adapters) : null;
    const graphs = { adapters, excluded: options.excluded ?? [], format, logProbabilities };
    const read = await Session.create(buildReadGraph(config, weights, graphs), { threads });
    const decode = await Session.create(buildDecodeGraph(config, weights, graphs), { threads });
    return new BatchDecoder(options, adapters, read, decode);
  }

  add(program: RowProgram, adapter = 0): void {
    required(this.#queues[adapter], `adapter ${adapter}`).push(program);
  }

  async step(): Promise<boolean> {
    this.#fillSlots();
    this.#askWaiting();
    const turns = this.#nextTurns();
    if (turns.length === 0) return this.#rows.length === 0 && this.#queues.some(({ length }) => length > 0);
    await (turns.some(({ ids }) => ids.length > 1) ? this.#readOnce(turns) : this.#decodeOnce(turns));
    return true;
  }

  async release(): Promise<void> {
    await this.#read.release();
    await this.#decode.release();
  }

  /** Gives free slots to programs that wait for one. */
  #fillSlots(): void {
    for (const [adapter, queue] of this.#queues.entries()) {
      let active = this.#rows.filter((row) => row.adapter === adapter).length;
      while (queue.length > 0 && active < this.#options.slots) {
        const program = queue.shift() as RowProgram;
        if (program.prompt.length === 0) throw new Error('a row needs a prompt of at least one token');
        if (program.prompt.length >= this.contextLength) {
          program.next({ type: 'contextFull' });
          continue;
        }
        this.#begin(program, adapter);
        active += 1;
      }
    }
    this.#dropFinished();
  }

  /** Puts a program into the next slot: it reads its prompt, or has it from a row that has read the same one, or soon will. */
  #begin(program: RowProgram, adapter: number): void {
    const leader = program.sharesPrompt
      ? this.#rows.find(
          (row) =>
            row.program.prompt === program.prompt && row.adapter === adapter && row.state !== 'following',
        )
      : undefined;
    const row: Row = {
      program,
      adapter,
      length: 0,
      tokens: [],
      queue: program.prompt,
      reads: 'started',
      state: leader ? 'following' : 'reading',
      end: { next: -1, likelihood: null, mostLikely: null, logits: null },
      promptEnd: null,
    };
    this.#rows.push(row);
    if (leader?.promptEnd) this.#follow(row, leader);
  }

  /** Gives a row the prompt that another one has read. */
  #follow(row: Row, leader: Row): void {
    const { promptEnd, program } = leader;
    this.#cache.reserve(program.prompt.length, this.#rows.length);
    this.#cache.copy(this.#rows.indexOf(leader), this.#rows.indexOf(row), program.prompt.length);
    row.length = program.prompt.length;
    row.tokens.push(...program.prompt);
    row.queue = [];
    row.promptEnd = promptEnd;
    row.end = required(promptEnd, 'the end of the prompt');
    this.#tell(row, { type: 'started' });
  }

  #askWaiting(): void {
    for (const row of this.#rows) if (row.state === 'waiting') this.#tell(row, { type: 'waited' });
    this.#dropFinished();
  }

  /** What each row that can go on gets in the next step; rows that read many tokens take turns. */
  #nextTurns(): Turn[] {
    let left = READ_TOKENS;
    return this.#rows.flatMap((row, slot): Turn[] => {
      if (row.state === 'waiting' || row.state === 'following') return [];
      const { adapter, length: cached } = row;
      if (row.state === 'sampling') return [{ row, slot, adapter, cached, ids: [row.end.next] }];
      const ids = row.queue.slice(0, Math.min(CHUNK, this.contextLength - row.length));
      if (ids.length > left) return [];
      left -= ids.length;
      return [{ row, slot, adapter, cached, ids }];
    });
  }

  /** One token for every row; a row that gets none is fed one that is not kept. */
  async #decodeOnce(turns: readonly Turn[]): Promise<void> {
    const lengths = this.#lengths();
    const fed = lengths.map(() => 0);
    const adapters = lengths.map(() => -1);
    for (const { adapter, slot, ids } of turns) {
      fed[slot] = ids[0] as number;
      adapters[slot] = adapter;
    }
    this.#cache.reserve(Math.max(...lengths) + 1, this.#rows.length);
    const feeds: Values = {
      [batchInputs.tokenIds]: int64(fed),
      [batchInputs.positions]: int64(lengths.map((length) => Math.min(length, this.contextLength - 1))),
      ...this.#maskFeed(adapters),
      ...this.#tables.forDecoding(lengths, this.#cache.capacity),
      ...this.#cache.feeds(lengths.length),
    };
    const results = await this.#run(this.#decode, feeds, turns);
    const slots = turns.map(({ slot }) => slot);
    this.#append(results, { slots, positions: turns.map(({ cached }) => cached), tokens: slots });
    this.#finishTurns(turns, results, (turn) => slots[turn] ?? 0);
  }

  /** One token for rows that sample, and up to CHUNK for rows that read. */
  async #readOnce(turns: readonly Turn[]): Promise<void> {
    const lengths = this.#lengths();
    const { ordered, chunks, slots, positions, adapters, longest, feeds } = readStep(turns, lengths.length);
    this.#cache.reserve(Math.max(...positions, ...lengths) + 1, this.#rows.length);
    const { capacity } = this.#cache;
    const results = await this.#run(
      this.#read,
      {
        ...feeds,
        ...this.#maskFeed(adapters),
        ...this.#tables.forDecoding(lengths, capacity),
        ...this.#tables.forChunks(
          chunks.map(({ cached, ids: { length } }) => ({ cached, tokens: length })),
          longest,
          capacity,
        ),
        ...this.#cache.feeds(lengths.length),
      },
      turns,
    );
    this.#append(results, { slots, positions });
    this.#finishTurns(ordered, results, (turn) => turn);
  }

  /** The cached tokens of every row that a graph is fed, at least LEAST_ROWS of them. */
  #lengths(): number[] {
    const rows = Math.max(this.#rows.length, LEAST_ROWS);
    return Array.from({ length: rows }, (_, slot) => this.#rows[slot]?.length ?? 0);
  }

  #run(session: Session, feeds: Values, turns: readonly Turn[]): Promise<Values> {
    const { logProbabilities = false } = this.#options;
    const choosing = turns.some(({ row }) => this.#needsLogits(row.program));
    const newTokens = Array.from({ length: this.#options.config.layers }, (_, layer) => newTokenName(layer));
    return session.run(feeds, {}, [
      NEXT,
      ...newTokens,
      ...(choosing || this.#options.onLogits ? [LOGITS] : []),
      ...(logProbabilities ? [NEXT_LOG_PROBABILITY] : []),
    ]);
  }

  /** Whether a program chooses its tokens itself, or gets the most likely others. */
  #needsLogits({ choose, alternatives = 0 }: RowProgram): boolean {
    return choose !== undefined || (this.#options.logProbabilities === true && alternatives > 0);
  }

  /** Writes new keys and values into the caches. */
  #append(results: Values, places: Places): void {
    for (let layer = 0; layer < this.#options.config.layers; layer++) {
      const name = newTokenName(layer);
      this.#cache.append(layer, required(results[name], name).data as Float32Array, places);
    }
  }

  /** Tells the programs what has happened; `output` is a turn's place in the outputs of the head. */
  #finishTurns(turns: readonly Turn[], results: Values, output: (turn: number) => number): void {
    const chosen = results[NEXT]?.data as BigInt64Array;
    const logProbabilities = results[NEXT_LOG_PROBABILITY]?.data as Float32Array | undefined;
    turns.forEach(({ row, ids }, turn) => {
      const at = output(turn);
      row.length += ids.length;
      row.tokens.push(...ids);
      const logits = logitsAt(results[LOGITS], at);
      const { likelihood } = row.end;
      const next = Number(chosen[at]);
      row.end = {
        next,
        likelihood: null,
        mostLikely: logProbabilities ? { id: next, logProbability: logProbabilities[at] as number } : null,
        logits: this.#needsLogits(row.program) ? logits : null,
      };
      if (logits !== null) this.#options.onLogits?.(row.program, logits, row.length);
      if (row.state === 'sampling') {
        const id = ids[0] as number;
        this.#tell(row, { type: 'sampled', id, ...(likelihood === null ? {} : { likelihood }) });
        return;
      }
      row.queue = row.queue.slice(ids.length);
      if (row.queue.length === 0 && row.reads === 'started' && row.program.sharesPrompt) this.#lead(row);
      if (row.queue.length === 0) this.#tell(row, { type: row.reads });
      else if (row.length >= this.contextLength) this.#tell(row, { type: 'contextFull' });
    });
    this.#dropFinished();
  }

  /** A row has read a prompt that others share: those that follow it begin. */
  #lead(leader: Row): void {
    leader.promptEnd = { ...leader.end, logits: leader.end.logits?.slice() ?? null };
    for (const row of this.#rows) {
      const { prompt } = row.program;
      if (row.state !== 'following' || prompt !== leader.program.prompt || row.adapter !== leader.adapter)
        continue;
      this.#follow(row, leader);
    }
  }

  /** The adapter of each new token, where there are adapters; -1 for none. */
  #maskFeed(adapters: readonly number[]): Values {
    return this.#adapters ? { [ADAPTER_MASK]: this.#adapters.maskOf(adapters) } : {};
  }

  /** Passes an event to the row's program and does what it answers. */
  #tell(row: Row, event: RowEvent): void {
    const full = row.length >= this.contextLength;
    const action = row.program.next(event);
    if (action.type === 'done') row.length = -1;
    else if (event.type === 'contextFull') throw new Error('a row asked for more after its context was full');
    else if (full) this.#tell(row, { type: 'contextFull' });
    else if (action.type === 'wait') {
      row.state = 'waiting';
      row.end = { ...row.end, logits: row.end.logits?.slice() ?? null };
    } else if (action.type === 'sample') {
      row.state = 'sampling';
      const { next: best, mostLikely, logits } = row.end;
      const next = logits ? (row.program.choose?.(logits, row.length, row.tokens) ?? best) : best;
      const likelihood = mostLikely && likelihoodOf(next, mostLikely, logits, row.program.alternatives);
      row.end = { next, likelihood, mostLikely: null, logits: null };
    } else {
      if (action.ids.length === 0) throw new Error('a row forced no tokens');
      row.state = 'reading';
      row.reads = 'forced';
      row.queue = action.ids;
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
      if (last.length > 0) this.#cache.copy(this.#rows.length, slot, last.length);
    }
  }
}

/** The logits of one row of the head's output, where it was asked for. */
function logitsAt(logits: Value | undefined, index: number): Float32Array | null {
  if (!logits) return null;
  const V = Number(logits.shape[1]);
  return (logits.data as Float32Array).subarray(index * V, (index + 1) * V);
}
