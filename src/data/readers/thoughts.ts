// What a model thought before it answered, as it stands in conversations that were saved with it (`<think>…</think>`): no part of a solution.
import { reasoningMarkIn, withoutReasoning } from '../answer/index.ts';
import type { Fields } from './fields.ts';
import { UnusableRecord } from './reading.ts';

/** What is done with them, for the summary. */
export const thoughtsTold = 'have thoughts in their solution, such as <think>, which are left out';

/** Whether a text has a mark that only programs write, not only the word `analysis`. */
const isMarked = (text: string): boolean => (reasoningMarkIn(text) ?? 'analysis') !== 'analysis';

/** The text without thoughts; null where it has none. Throws `UnusableRecord` where there is nothing else. */
export function withoutThoughts(text: string, name: string): string | null {
  if (!isMarked(text)) return null;
  const { text: rest, part, unfinished, nothingElse } = withoutReasoning(text);
  if (unfinished || nothingElse) {
    const why = unfinished ? 'thoughts that do not end' : 'nothing but thoughts';
    throw new UnusableRecord(`"${name}" has ${why}: write the solution behind them`);
  }
  return rest.slice(part.start, part.end).trim();
}

/** The record with a field of steps without thoughts, where that is a text or a list of texts that has some; else null. */
export function stepsWithoutThoughts(fields: Fields, name: string): Fields | null {
  const steps = fields[name];
  const isList = Array.isArray(steps) && steps.every((step) => typeof step === 'string');
  const text = isList ? steps.join('\n') : steps;
  if (typeof text !== 'string') return null;
  const rest = withoutThoughts(text, name);
  return rest === null ? null : { ...fields, [name]: rest };
}
