/** A benchmark that could not be run or did not measure what it should: exit code 1. */
export class BenchError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** A benchmark that was called wrongly: exit code 2. */
export class BenchUsageError extends BenchError {}
