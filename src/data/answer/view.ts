// The readable view of an output while it is being built: text, where each of its characters comes from, and what the decoration marked.

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** `text` is the view; `origin[i]` is the index in the output of its character i. Spans count in the view. */
export interface CleanText {
  readonly text: string;
  readonly origin: readonly number[];
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
  /** The last character of the view. */
  last = '';

  constructor(source: string) {
    this.source = source;
  }

  get length(): number {
    return this.#origin.length;
  }

  emit(text: string, origin: number): void {
    if (text === '') return;
    this.#chunks.push(text);
    for (let k = 0; k < text.length; k++) this.#origin.push(origin);
    this.last = text[text.length - 1] as string;
  }

  /** Copies `length` characters from `from`, each standing for itself. */
  copy(from: number, length: number): void {
    if (length === 0) return;
    this.#chunks.push(this.source.slice(from, from + length));
    for (let k = 0; k < length; k++) this.#origin.push(from + k);
    this.last = this.source[from + length - 1] as string;
  }

  get afterDigit(): boolean {
    return /\d/.test(this.last);
  }

  finish(): CleanText {
    const { boxes, tags, bolds } = this;
    return { text: this.#chunks.join(''), origin: this.#origin, boxes, tags, bolds };
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
