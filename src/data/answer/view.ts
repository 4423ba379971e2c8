// The readable view of an output while it is being built: text, where each of its characters comes from, and what the decoration marked.

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** `text` is the view; its character i stands for what is from `origin[i]` to `until[i]` in the output. Spans count in the view. */
export interface CleanText {
  readonly text: string;
  readonly origin: readonly number[];
  readonly until: readonly number[];
  readonly boxes: readonly Span[];
  readonly tags: readonly Span[];
  readonly bolds: readonly Span[];
}

export class ViewBuilder {
  readonly source: string;
  readonly boxes: Span[] = [];
  readonly tags: Span[] = [];
  readonly bolds: Span[] = [];
  readonly #chunks: string[] = [];
  readonly #origin: number[] = []; // one for every character of the view
  readonly #until: number[] = [];
  /** The last character of the view. */
  last = '';

  constructor(source: string) {
    this.source = source;
  }

  get length(): number {
    return this.#origin.length;
  }

  /** Adds `text`, which stands for what is from `origin` to `until` in the output. */
  emit(text: string, origin: number, until: number = origin + 1): void {
    if (text === '') return;
    this.#chunks.push(text);
    for (let k = 0; k < text.length; k++) {
      this.#origin.push(origin);
      this.#until.push(until);
    }
    this.last = text[text.length - 1] as string;
  }

  /** Copies `length` characters from `from`, each standing for itself. */
  copy(from: number, length: number): void {
    if (length === 0) return;
    this.#chunks.push(this.source.slice(from, from + length));
    for (let k = 0; k < length; k++) {
      this.#origin.push(from + k);
      this.#until.push(from + k + 1);
    }
    this.last = this.source[from + length - 1] as string;
  }

  /** Adds a fraction, apart from the letters and digits on either side of it. */
  emitFraction(text: string, origin: number, until: number): void {
    if (/[\p{L}\p{N}]/u.test(this.last)) this.emit(' ', origin);
    this.emit(text, origin, until);
    if (/^[.,]?\d/.test(this.source.slice(until, until + 2))) this.emit(' ', origin, until);
  }

  finish(): CleanText {
    const { boxes, tags, bolds } = this;
    return { text: this.#chunks.join(''), origin: this.#origin, until: this.#until, boxes, tags, bolds };
  }
}

/** For every `{` the index of its `}`; braces without a partner have no entry. */
export function matchBraces(source: string): ReadonlyMap<number, number> {
  const partner = new Map<number, number>();
  const open: number[] = [];
  for (let i = 0; i < source.length; i++) {
    const c = source[i];
    if (c === '\\') i++;
    else if (c === '{') open.push(i);
    else if (c === '}') {
      const start = open.pop();
      if (start !== undefined) partner.set(start, i);
    }
  }
  return partner;
}
