// What graphs are fed besides tokens because of where tokens stand: masks, one for each window that layers have, and tables of
// rotary angles. Graphs and those who feed them take the names from here.
import { required } from '../../common/index.ts';
import { type Graph, productOf, type Shape, type Tensor } from '../graph/index.ts';
import type { Value, Values } from '../runtime/index.ts';
import type { Angles, Architecture } from './architecture.ts';
import { architectureOf, type ModelConfig } from './families/index.ts';
import type { RotaryConfig } from './rotary.ts';

/** Added to the scores of tokens that may not be seen. */
const HIDDEN = -1e9;

/** The graph inputs that hold masks; `name` is that of layers without a window. */
const maskName = (name: string, window: number | null) => (window === null ? name : `${name}.${window}`);

/** float32 [T, T], for prompts and training: 0 where query t may see key s, -1e9 elsewhere. */
const CAUSAL_MASK = 'causal_mask';

/** float32 [B, 1, 1, M + 1], for decoding: 0 for the new token, which comes first, and the row's cached ones, -1e9 elsewhere. */
const PAST_MASK = 'past_mask';

/**
 * float32 [R, 1, H/G·Q, M + CHUNK], for chunks, the same for each of the H/G heads that share a key: 0 for a row's cached tokens and
 * for those of the chunk up to the query, which come last, -1e9 elsewhere.
 */
const CHUNK_MASK = 'chunk_mask';

/** The most tokens of a row that are read in one step, and the number by which caches grow. */
export const CHUNK = 64;

/** Cosines and sines of a table, float32 [M, D/2] each, M beyond the largest position. */
const angleNames = (table: number) => {
  const suffix = table === 0 ? '' : `.${table}`;
  return { cos: `rotary_cos${suffix}`, sin: `rotary_sin${suffix}` } as const;
};

/** The windows that layers have, each once. */
const windowsOf = ({ layers }: Pick<Architecture, 'layers'>) => [
  ...new Set(layers.map(({ window }) => window)),
];

/** Declares the masks of training and forward graphs, and gives each layer its own. */
export function causalMaskInputs(g: Graph, architecture: Architecture): (layer: number) => Tensor {
  return maskInputs(g, architecture, CAUSAL_MASK, ['T', 'T']);
}

/** The same for rows that take one token over their caches. */
export function pastMaskInputs(
  g: Graph,
  architecture: Architecture,
  rows: string,
): (layer: number) => Tensor {
  return maskInputs(g, architecture, PAST_MASK, [rows, 1, 1, 'M+1']);
}

/** The same for rows that read a chunk. */
export function chunkMaskInputs(g: Graph, architecture: Architecture): (layer: number) => Tensor {
  const { heads, keyValueHeads } = architecture.attention;
  return maskInputs(g, architecture, CHUNK_MASK, [
    'R',
    1,
    productOf(heads / keyValueHeads, 'Q'),
    `M+${CHUNK}`,
  ]);
}

function maskInputs(g: Graph, architecture: Architecture, name: string, shape: Shape) {
  const masks = new Map(
    windowsOf(architecture).map((window) => [window, g.input(maskName(name, window), 'float32', shape)]),
  );
  return (layer: number): Tensor => {
    const { window } = required(architecture.layers[layer], `layer ${layer}`);
    return required(masks.get(window), `the mask of layer ${layer}`);
  };
}

/** Declares the tables of rotary angles, and gives each layer its own; null where it has none. */
export function angleInputs(g: Graph, { rotary, layers }: Architecture): (layer: number) => Angles | null {
  const tables = rotary.map(({ frequencies }, table): Angles => {
    const { cos, sin } = angleNames(table);
    const shape = ['M', frequencies.length];
    return { cos: g.input(cos, 'float32', shape), sin: g.input(sin, 'float32', shape) };
  });
  return (layer) => {
    const { rotary: table } = required(layers[layer], `layer ${layer}`);
    return table === null ? null : required(tables[table], `the angles of layer ${layer}`);
  };
}

/** float32 [T, T]: 0 where query t may see key s ≤ t within the window, -1e9 elsewhere. */
function causalMask(T: number, window: number | null): Value {
  const data = new Float32Array(T * T);
  for (let t = 0; t < T; t++) {
    data.fill(HIDDEN, t * T + t + 1, (t + 1) * T);
    if (window !== null) data.fill(HIDDEN, t * T, t * T + Math.max(0, t + 1 - window));
  }
  return { data, shape: [T, T] };
}

/** float32 [B, 1, 1, M + 1] for rows with the given numbers of cached tokens, in caches that have room for M. */
function pastMask(lengths: readonly number[], capacity: number, window: number | null): Value {
  const width = capacity + 1;
  const data = new Float32Array(lengths.length * width);
  lengths.forEach((length, row) => {
    const cached = row * width + 1;
    data.fill(HIDDEN, cached + length, (row + 1) * width);
    // The new token is the last of the window.
    if (window !== null) data.fill(HIDDEN, cached, cached + Math.max(0, length + 1 - window));
  });
  return { data, shape: [lengths.length, 1, 1, width] };
}

/** A row that reads a chunk: the tokens it has cached, and those it reads. */
export interface ChunkLength {
  readonly cached: number;
  readonly tokens: number;
}

/** float32 [R, 1, H/G·Q, M + CHUNK] for chunks of up to Q tokens of rows whose caches have room for M. */
function chunkMask(
  chunks: readonly ChunkLength[],
  {
    Q,
    capacity: M,
    sharing,
    window,
  }: { Q: number; capacity: number; sharing: number; window: number | null },
): Value {
  const width = M + CHUNK;
  const data = new Float32Array(chunks.length * sharing * Q * width).fill(HIDDEN);
  chunks.forEach(({ cached, tokens }, chunk) => {
    for (let query = 0; query < tokens; query++) {
      const first = chunk * sharing * Q * width + query * width;
      const oldest = window === null ? 0 : Math.max(0, cached + query + 1 - window);
      data.fill(0, first + Math.min(oldest, cached), first + cached);
      data.fill(0, first + M + Math.max(0, oldest - cached), first + M + query + 1);
      for (let head = 1; head < sharing; head++)
        data.copyWithin(first + head * Q * width, first, first + width);
    }
    // A place beyond the chunk's end sees its first token, so that its numbers are finite; nothing reads them.
    for (let head = 0; head < sharing; head++)
      for (let query = tokens; query < Q; query++)
        data[((chunk * sharing + head) * Q + query) * width + M] = 0;
  });
  return { data, shape: [chunks.length, 1, sharing * Q, width] };
}

const GROWTH = 256;

/** The masks and angles that the graphs of one model are fed. */
export class PositionTables {
  readonly #windows: readonly (number | null)[];
  readonly #rotary: readonly RotaryConfig[];
  /** H/G. */
  readonly #sharing: number;
  #masks: Values = {};
  #masksFor = -1;
  #angles: Values = {};
  #anglesFor = 0;

  constructor(config: ModelConfig) {
    const architecture = architectureOf(config);
    this.#windows = windowsOf(architecture);
    this.#rotary = architecture.rotary;
    this.#sharing = architecture.attention.heads / architecture.attention.keyValueHeads;
  }

  /** For training and forward graphs over sequences that are padded to T. */
  forSequences(T: number): Values {
    if (T !== this.#masksFor) {
      this.#masks = Object.fromEntries(
        this.#windows.map((window) => [maskName(CAUSAL_MASK, window), causalMask(T, window)]),
      );
      this.#masksFor = T;
    }
    return { ...this.#masks, ...this.#anglesUpTo(T) };
  }

  /** For decode graphs over rows with the given numbers of cached tokens, in caches that have room for `capacity`. */
  forDecoding(lengths: readonly number[], capacity: number): Values {
    const masks = this.#windows.map((window): [string, Value] => [
      maskName(PAST_MASK, window),
      pastMask(lengths, capacity, window),
    ]);
    return { ...Object.fromEntries(masks), ...this.#anglesUpTo(Math.max(...lengths) + 1) };
  }

  /** What a read graph needs besides for chunks of up to Q tokens. */
  forChunks(chunks: readonly ChunkLength[], Q: number, capacity: number): Values {
    const sharing = this.#sharing;
    const masks = this.#windows.map((window): [string, Value] => [
      maskName(CHUNK_MASK, window),
      chunkMask(chunks, { Q, capacity, sharing, window }),
    ]);
    const length = Math.max(...chunks.map(({ cached, tokens }) => cached + tokens));
    return { ...Object.fromEntries(masks), ...this.#anglesUpTo(length) };
  }

  /** The angles of all positions below `length`, and perhaps more. */
  #anglesUpTo(length: number): Values {
    if (length > this.#anglesFor) {
      this.#anglesFor = Math.ceil(length / GROWTH) * GROWTH;
      this.#angles = Object.assign(
        {},
        ...this.#rotary.map((rotary, table) => tableOf(rotary, angleNames(table), this.#anglesFor)),
      );
    }
    return this.#angles;
  }
}

const f32 = Math.fround;

function tableOf(
  { frequencies, scale }: RotaryConfig,
  names: ReturnType<typeof angleNames>,
  length: number,
): Values {
  const half = frequencies.length;
  const [cos, sin] = [new Float32Array(length * half), new Float32Array(length * half)];
  for (let position = 0; position < length; position++) {
    for (let i = 0; i < half; i++) {
      const angle = f32(position * (frequencies[i] as number));
      cos[position * half + i] = f32(Math.cos(angle)) * scale;
      sin[position * half + i] = f32(Math.sin(angle)) * scale;
    }
  }
  const shape = [length, half];
  return { [names.cos]: { data: cos, shape }, [names.sin]: { data: sin, shape } };
}
