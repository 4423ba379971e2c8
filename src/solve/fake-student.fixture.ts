// Students without a network, for tests: two tokenizers, scripted models, and a decoder that keeps the contract.
import { assert, required } from '../common/index.ts';
import type { Decoder, RowAction, RowEvent, RowProgram } from '../engine/generate/index.ts';
import type { TextCodec, TextPart } from '../engine/tokenizer/index.ts';

/** The end-of-text token, as scripted models write it. */
export const end = '\0';

/** The parts of a prompt as one text. */
const joined = (parts: readonly TextPart[]) => parts.map(({ text }) => text).join('');

/** One id a character. */
export const characters: TextCodec = {
  endOfText: 0,
  endOfTextIds: new Set([0]),
  prefixIds: [],
  encode: (text) => Array.from(text, (character) => character.codePointAt(0) ?? 0),
  encodeStart: (parts) => characters.encode(joined(parts)),
  decode: (ids) => String.fromCodePoint(...ids),
};

/** Longest match first, with merges across every place where a text is cut: ids depend on the segmentation. */
export const merging: TextCodec = (() => {
  const merges = [
    '9>>',
    '=9',
    '=1',
    '>>1',
    '>>9',
    '>>',
    '<<',
    '##',
    '####',
    '#### 1',
    ' 1',
    '8>',
    '?\n',
    '.\n',
    '.\nQ',
  ];
  const more = [
    '?\nA',
    ': ',
    '\n#',
    'er: ',
    'Answer',
    'Answer: ',
    'Problem',
    'Question',
    '\nQuestion',
    '>>\n',
    '\n\n',
  ];
  const tokens = [...merges, ...more].sort((a, b) => b.length - a.length);
  const base = 0x110000;
  const encode = (text: string): number[] => {
    const ids: number[] = [];
    for (let at = 0; at < text.length; ) {
      const index = tokens.findIndex((token) => text.startsWith(token, at));
      ids.push(index < 0 ? text.charCodeAt(at) : base + index);
      at += tokens[index]?.length ?? 1;
    }
    return ids;
  };
  const decode = (ids: readonly number[]) =>
    ids.map((id) => tokens[id - base] ?? String.fromCharCode(id)).join('');
  const encodeStart = (parts: readonly TextPart[]) => encode(joined(parts));
  return { endOfText: 0, endOfTextIds: new Set([0]), prefixIds: [], encode, encodeStart, decode };
})();

/** The next token after a row's ids, or several that are as good as equally likely; the first is the most likely. */
export type FakeModel = (ids: readonly number[]) => number | readonly number[];

/** Repeats known sequences of ids; throws when a row's ids are the beginning of none. */
export function replaying(sequences: readonly (readonly number[])[]): FakeModel {
  return (ids) => {
    const known = sequences.find((sequence) => ids.every((id, index) => id === sequence[index]));
    assert(known, `no sequence begins with ${JSON.stringify(merging.decode(ids))}`);
    return required(known[ids.length], 'the next token');
  };
}

/**
 * Continues the row's text, character by character: `{ '####': ' 2\0' }` writes ` 2` and ends after `####`. The
 * key found last in the text, with nothing but its own continuation behind it, is the one that counts. Of several
 * continuations greedy decoding takes the first; others are drawn.
 */
export function continuing(script: Readonly<Record<string, string | readonly string[]>>): FakeModel {
  return (ids) => {
    const text = characters.decode(ids);
    let best: { end: number; next: readonly string[] } = { end: -1, next: [] };
    for (const [key, continuations] of Object.entries(script)) {
      const at = text.lastIndexOf(key);
      const written = text.slice(at + key.length);
      if (at < 0 || at + key.length <= best.end) continue;
      const fitting = [continuations].flat().filter((continuation) => continuation.startsWith(written));
      const next = fitting.map((continuation) => continuation.charAt(written.length)).filter(Boolean);
      if (fitting.length > 0) best = { end: at + key.length, next };
    }
    assert(best.next.length > 0, `nothing to write after ${JSON.stringify(text)}`);
    return best.next.map((character) => character.charCodeAt(0));
  };
}

/** What a row takes of the tokens that its model offers. */
function chosen(offered: number | readonly number[], { program, ids }: FakeRow): number {
  const tokens = typeof offered === 'number' ? [offered] : offered;
  if (program.choose === undefined) return required(tokens[0], 'a token');
  const logits = new Float32Array(Math.max(...tokens) + 1).fill(-1e9);
  for (const token of tokens) logits[token] = 0;
  logits[required(tokens[0], 'a token')] = 1e-3;
  return program.choose(logits, ids.length, ids);
}

interface FakeRow {
  readonly program: RowProgram;
  readonly ids: number[];
  readonly events: string[];
  action: RowAction;
  forced: number;
}

/** A decoder of `slots` rows that calls a fake model; keeps every row's ids and events, in the order of `add`. */
export class FakeDecoder implements Decoder {
  readonly rows: FakeRow[] = [];
  readonly contextLength: number;
  readonly #model: FakeModel;
  readonly #slots: number;
  readonly #probability: ((text: string) => number) | undefined;
  #active: FakeRow[] = [];
  #next = 0;

  /** `probability`: of each token that is chosen, by the row's text before it, in characters. Default: it is not said. */
  constructor(
    model: FakeModel,
    options: {
      readonly slots?: number;
      readonly contextLength?: number;
      readonly probability?: (text: string) => number;
    } = {},
  ) {
    this.#probability = options.probability;
    this.#model = model;
    this.#slots = options.slots ?? 4;
    this.contextLength = options.contextLength ?? 1000;
  }

  add(program: RowProgram): void {
    this.rows.push({ program, ids: [], events: [], action: { type: 'wait' }, forced: 0 });
  }

  async step(): Promise<boolean> {
    let advanced = false;
    for (
      let row = this.rows[this.#next];
      row && this.#active.length < this.#slots;
      row = this.rows[this.#next]
    ) {
      this.#next++;
      this.#active.push(row);
      row.ids.push(...row.program.prompt.slice(0, this.contextLength));
      this.#tell(row, { type: row.program.prompt.length > this.contextLength ? 'contextFull' : 'started' });
      advanced = true;
    }
    for (const row of this.#active) advanced = this.#advance(row) || advanced;
    this.#active = this.#active.filter((row) => row.action.type !== 'done');
    return advanced;
  }

  #advance(row: FakeRow): boolean {
    const { action } = row;
    if (action.type === 'done') return false;
    if (action.type === 'wait') {
      this.#tell(row, { type: 'waited' });
      return false;
    }
    if (row.ids.length >= this.contextLength) {
      this.#tell(row, { type: 'contextFull' });
    } else if (action.type === 'sample') {
      const id = chosen(this.#model(row.ids), row);
      const probability = this.#probability?.(characters.decode(row.ids));
      row.ids.push(id);
      const likelihood =
        probability === undefined ? {} : { likelihood: { logProbability: Math.log(probability), top: [] } };
      this.#tell(row, { type: 'sampled', id, ...likelihood });
    } else {
      row.ids.push(required(action.ids[row.forced++], 'a token to force'));
      if (row.forced === action.ids.length) this.#tell(row, { type: 'forced' });
    }
    return true;
  }

  #tell(row: FakeRow, event: RowEvent): void {
    row.events.push(event.type);
    row.action = row.program.next(event);
    row.forced = 0;
    assert(event.type !== 'contextFull' || row.action.type === 'done', 'a full row must end');
    assert(row.action.type !== 'force' || row.action.ids.length > 0, 'nothing to force');
  }
}
