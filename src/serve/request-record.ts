// What is noted of a request: for logs and metrics. No text of problems or answers.

export interface RequestRecord {
  /** When it came, in ISO 8601. */
  readonly time: string;
  readonly method: string;
  /** The path as it was asked for, without the query; at most 200 characters. */
  readonly path: string;
  /** The status of the response; 499 where the client gave up before it was answered. */
  readonly status: number;
  /** From when it came until it was answered, in milliseconds. */
  readonly ms: number;
  /** The name of the run; null where none was asked. */
  readonly model: string | null;
  /** Tokens of the prompt; null where nothing was solved. */
  readonly promptTokens: number | null;
  /** Tokens that the models chose; null where nothing was solved. */
  readonly generatedTokens: number | null;
  /** The code of the error; null where there was none. */
  readonly code: string | null;
}
