// What a model says, without what its chat template put around it: no thoughts, no header of its turn, nothing behind the turn's end.
import { endsWithReasoning, reasoningMarkIn, withoutReasoning } from './reasoning.ts';
import { ownTurn, turnMarkIn } from './run-on.ts';

export interface Spoken {
  /** Empty where the output has thoughts only. */
  readonly text: string;
  /** The output ends within its thoughts: what of `text` is the answer cannot be told from its marks. */
  readonly unfinished: boolean;
}

/** The part of `output` that its writer means as the answer. Its indices are its own. */
export function spokenText(output: string): Spoken {
  const { text, part, unfinished, open, nothingElse } = withoutReasoning(output);
  if (nothingElse) return { text: '', unfinished: false };
  const turn = ownTurn(text, part);
  // thoughts that begin behind the answer and do not end
  const end = !unfinished && open > turn.start ? Math.min(open, turn.end) : turn.end;
  const said = text.slice(turn.start, end).trim();
  return { text: endsWithReasoning(said) ? '' : said, unfinished };
}

/** The first mark of a chat template in `text`, of thoughts, channels or turns; null where there is none. */
export function templateMarkIn(text: string): string | null {
  return reasoningMarkIn(text) ?? turnMarkIn(text);
}
