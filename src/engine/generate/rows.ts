// The contract between a decoder, which runs a language model over many rows at once, and the programs that say
// what each row does next. The decoder knows tokens; what they mean is the program's business.

/** What a row wants next. */
export type RowAction =
  /** Choose the next token from the model's logits and append it. */
  | { readonly type: 'sample' }
  /** Append these tokens as given: a calculator's result, the next sub-question. At least one. */
  | { readonly type: 'force'; readonly ids: readonly number[] }
  /** Keep the cache and ask again at the next step: the row waits for another row. */
  | { readonly type: 'wait' }
  /** The row is finished; its slot is freed. */
  | { readonly type: 'done' };

/** What has just happened to a row. */
export type RowEvent =
  /** The prompt has been read. */
  | { readonly type: 'started' }
  | { readonly type: 'sampled'; readonly id: number; readonly likelihood?: TokenLikelihood }
  /** All forced tokens have been appended. */
  | { readonly type: 'forced' }
  /** The row waited. */
  | { readonly type: 'waited' }
  /** The context is full: nothing can be appended any more; the only valid answer is `done`. */
  | { readonly type: 'contextFull' };

/**
 * How likely the model found a chosen token, before repetition penalty, temperature and cuts, in natural logarithms.
 * Tokens that are never chosen have no share of the probability.
 */
export interface TokenLikelihood {
  readonly logProbability: number;
  /** The most likely tokens, as many as the row asks for, most likely first. */
  readonly top: readonly { readonly id: number; readonly logProbability: number }[];
}

/** One row's behaviour: a prompt, then an action for every event. */
export interface RowProgram {
  /** Token ids, at least one; a prompt longer than the context gets `contextFull` at once. */
  readonly prompt: readonly number[];
  next(event: RowEvent): RowAction;
  /**
   * The next token after the row's `length` tokens, from their logits: float32 [V], valid during the call, not to be
   * changed. `tokens`: their ids, prompt and forced tokens included. Absent: the most likely.
   */
  choose?(logits: Float32Array, length: number, tokens: readonly number[]): number;
  /** How many of the most likely tokens it is told with each token that is chosen, where the decoder computes log-probabilities. Default 0. */
  readonly alternatives?: number;
  /** Other rows have this very `prompt`: it is read once, and the rows that are there then share what was computed. */
  readonly sharesPrompt?: boolean;
}

/** Runs row programs through one model, many at a time; rows beyond the free slots queue in order. */
export interface Decoder {
  readonly contextLength: number;
  /** `adapter`: which of the decoder's adapters the row has, where there are several. */
  add(program: RowProgram, adapter?: number): void;
  /** One model step for every row that can advance. False when none could: all are done or waiting. */
  step(): Promise<boolean>;
}
