// What one row has written after its problem: the ids as the model saw them, never tokenized again.

import { encodePrompt } from '../distill/index.ts';
import type { RowAction, RowEvent } from '../engine/generate/index.ts';
import type { Attempt } from './attempt.ts';
import type { TextReports } from './progress.ts';
import type { Coding, LineLikelihood } from './types.ts';

/** A token that the model has chosen. */
export type Sampled = Extract<RowEvent, { readonly type: 'sampled' }>;

/** What was written: its ids, and the log-probability of each that the model chose, null of others and where it is not known. */
interface Written {
  readonly ids: readonly number[];
  readonly logProbabilities: readonly (number | null)[];
  /** Tokens that the model chose for it, the end of the text included. */
  readonly tokens: number;
}

export class Row {
  readonly #coding: Coding;
  readonly #attempt: Attempt;
  readonly #texts: TextReports | undefined;
  readonly #ids: number[] = [];
  /** One for each of `#ids`. */
  readonly #logProbabilities: (number | null)[] = [];
  #pending: readonly number[] = [];
  #beginsPart = false;
  /** Where the model's own text since the last forced tokens begins. */
  #ownFrom = 0;
  #partFrom = 0;
  /** Tokens that the model has chosen since the part began, the end of the text included. */
  #partTokens = 0;

  /** `texts`: is told what stands before the part, where this row writes the output. */
  constructor(coding: Coding, attempt: Attempt, texts?: TextReports) {
    this.#coding = coding;
    this.#attempt = attempt;
    this.#texts = texts;
  }

  /** Ids of pieces, each tokenized on its own, as in training. */
  encode(pieces: readonly string[]): number[] {
    return pieces.flatMap((piece) => this.#coding.tokenizer.encode(piece));
  }

  /** Ids of the problem, as the model is asked it. */
  encodePrompt(text: string): number[] {
    return encodePrompt(this.#coding.tokenizer, this.#coding.prompt, text);
  }

  /** Takes a sampled token and returns its text, or null for the end of the text, which is not kept. */
  sampled({ id, likelihood }: Sampled): string | null {
    this.#attempt.generatedTokens++;
    this.#partTokens++;
    const { tokenizer, prompt } = this.#coding;
    if (id === prompt.stop.id || tokenizer.endOfTextIds.has(id)) return null;
    this.#ids.push(id);
    this.#logProbabilities.push(likelihood?.logProbability ?? null);
    return tokenizer.decode([id]);
  }

  /** Samples on, unless the tokens are used up. */
  sample(): RowAction {
    if (!this.#attempt.tokensUsedUp) return { type: 'sample' };
    this.#attempt.hit('tokens');
    return { type: 'done' };
  }

  /** Has pieces appended that are not the model's; a new part begins behind them. */
  force(pieces: readonly string[]): RowAction {
    this.#beginsPart = true;
    return this.#forceIds(pieces);
  }

  /** The calculator's result to force after a token with the text `written`, if it completed an open `<<expr=`. */
  calculate(written: string): RowAction | null {
    if (!this.#attempt.calculator || !written.includes('=')) return null;
    const result = this.#attempt.calculation(this.#textFrom(this.#ownFrom));
    return result === null ? null : this.#forceIds([result]);
  }

  /** What was asked to be forced has been appended. */
  forced(): void {
    this.append(this.#pending);
    this.#pending = [];
    if (this.#beginsPart) this.beginPart();
    this.#beginsPart = false;
  }

  /** Takes ids that the model did not choose. */
  append(ids: readonly number[]): void {
    for (const id of ids) {
      this.#ids.push(id);
      this.#logProbabilities.push(null);
    }
    this.#attempt.forcedTokens += ids.length;
    this.#ownFrom = this.#ids.length;
  }

  /** A new part begins here: a line, a sub-solution. */
  beginPart(): void {
    this.#partFrom = this.#ids.length;
    this.#partTokens = 0;
    this.#texts?.written(() => this.text);
  }

  /** Forgets what was written since `beginPart`. */
  dropPart(): void {
    this.#ids.length = this.#partFrom;
    this.#logProbabilities.length = this.#partFrom;
  }

  /** Forgets what was written since `beginPart`, and returns it with the number of tokens that the model chose for it. */
  takePart(): Written {
    const taken = {
      ids: this.#ids.slice(this.#partFrom),
      logProbabilities: this.#logProbabilities.slice(this.#partFrom),
      tokens: this.#partTokens,
    };
    this.dropPart();
    this.#ownFrom = Math.min(this.#ownFrom, this.#partFrom);
    this.#partTokens = 0;
    return taken;
  }

  /** Takes back what `takePart` has returned. */
  putBack({ ids, logProbabilities, tokens }: Written): void {
    this.#partTokens = tokens;
    for (const id of ids) this.#ids.push(id);
    for (const logProbability of logProbabilities) this.#logProbabilities.push(logProbability);
  }

  /** How likely the lines were that the model wrote, where the decoder says so. */
  get lines(): readonly Omit<LineLikelihood, 'model'>[] {
    const { tokenizer } = this.#coding;
    let begin = 0;
    return this.#ids.flatMap((id, index) => {
      const end = index + 1;
      if (end < this.#ids.length && !tokenizer.decode([id]).includes('\n')) return [];
      const text = tokenizer.decode(this.#ids.slice(begin, end)).trim();
      const chosen = this.#logProbabilities.slice(begin, end).filter((value) => value !== null);
      begin = end;
      if (chosen.length === 0) return [];
      const logProbability = chosen.reduce((sum, value) => sum + value, 0);
      return [{ text, tokens: chosen.length, logProbability, least: Math.min(...chosen) }];
    });
  }

  /** The geometric mean of the probabilities of the part's tokens; null where the decoder does not say, or the model chose none. */
  get partLikelihood(): number | null {
    return this.likelihoodBehind('');
  }

  /** The same of the tokens behind `cue`, with which the part begins. */
  likelihoodBehind(cue: string): number | null {
    let from = this.#partFrom;
    for (let text = ''; text.length < cue.length && from < this.#ids.length; from++)
      text += this.#coding.tokenizer.decode(this.#ids.slice(from, from + 1));
    const chosen = this.#logProbabilities.slice(from).filter((value) => value !== null);
    if (chosen.length === 0) return null;
    return Math.exp(chosen.reduce((sum, value) => sum + value, 0) / chosen.length);
  }

  /** The ids of everything that was written. */
  get ids(): readonly number[] {
    return this.#ids;
  }

  /** The lines that end in the part, whole: with what stands before the part. Without a line that has just begun. */
  get line(): string {
    const before = this.#coding.tokenizer.decode(this.#ids.slice(0, this.#partFrom));
    const written = this.text.slice(before.lastIndexOf('\n') + 1);
    const end = written.lastIndexOf('\n');
    return end < 0 ? written : written.slice(0, end);
  }

  /** The text since `beginPart`. */
  get part(): string {
    return this.#textFrom(this.#partFrom);
  }

  get text(): string {
    return this.#textFrom(0);
  }

  #forceIds(pieces: readonly string[]): RowAction {
    this.#pending = this.encode(pieces);
    return { type: 'force', ids: this.#pending };
  }

  #textFrom(start: number): string {
    return this.#coding.tokenizer.decode(this.#ids.slice(start));
  }
}
