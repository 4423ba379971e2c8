// Which parts of a Socratic pair are asked elsewhere, and how.
import type { PartReply, PartRequest } from '../teacher/index.ts';

/** Which parts are asked elsewhere. */
export interface OutsideParts {
  /** The sub-questions. */
  readonly questions?: boolean | undefined;
  /**
   * The sub-solutions. `all`: those of every sub-question, and the answer to the problem. A number: those that the student's own solver
   * writes with a lower likelihood (the geometric mean of the probabilities of its tokens).
   */
  readonly answers?: 'all' | number | undefined;
}

/** Asks elsewhere. Rejected: nothing can be asked any more. */
export type AskOutside = (request: PartRequest) => Promise<PartReply>;
