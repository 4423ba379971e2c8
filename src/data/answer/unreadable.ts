// Why no answer is read from an output.

export type Unreadable =
  | {
      /**
       * - nothing: no place and no sentence holds an answer
       * - refused: the output says that there is none, or hedges
       * - no-number: what it states is no number (`3:4`, `5x + 3`)
       * - several: it states several numbers and does not say which
       * - unfinished: it ends within its thoughts, so that what they state is not its answer yet
       */
      readonly why: 'nothing' | 'refused' | 'no-number' | 'several' | 'unfinished';
    }
  | {
      /** It states an expression that it did not evaluate, such as `6 * 7`. */
      readonly why: 'not-computed';
      /** What the expression would give. */
      readonly value: string;
    };

export function unreadable(why: 'nothing' | 'refused' | 'no-number' | 'several' | 'unfinished'): Unreadable {
  return { why };
}
