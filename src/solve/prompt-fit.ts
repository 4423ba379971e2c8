// Whether problems fit the context of the model that reads them. Callers say so before they spend hours on those that do.
import { type Message, type Reporter, required, SocraticError, say } from '../common/index.ts';
import type { Problem } from '../data/index.ts';
import { encodePrompt, plainFormat, tokenizerOf } from '../distill/index.ts';
import { configOf, readModelFiles } from '../engine/model/index.ts';
import { problemLine } from '../strategy/index.ts';
import type { OutsideParts } from './outside-parts.ts';
import type { SolverSpec } from './solver-spec.ts';
import type { Coding } from './types.ts';

export interface PromptFit {
  readonly contextLength: number;
  /** Tokens of each problem's prompt, in problem order. */
  readonly lengths: readonly number[];
}

export function promptFit(
  { tokenizer, prompt }: Coding,
  contextLength: number,
  problems: readonly Problem[],
): PromptFit {
  const lengths = problems.map(
    ({ question }) => encodePrompt(tokenizer, prompt, problemLine(question)).length,
  );
  return { contextLength, lengths };
}

/**
 * The fit for the model that reads problems first: of a pair, the problem decomposer, or else the solver where that part is asked elsewhere.
 * Null where both are.
 */
export function solverFit(
  { strategy, models, prompt }: SolverSpec,
  problems: readonly Problem[],
  outside: OutsideParts = {},
): PromptFit | null {
  if (outside.questions === true && outside.answers === 'all') return null;
  const ofPair = outside.questions === true ? 'qa' : 'qg';
  const role = strategy === 'socratic' ? ofPair : 'student';
  const files = readModelFiles(required(models[role], `model ${role}`));
  const tokenizer = tokenizerOf(files);
  const coding = { tokenizer, prompt: prompt ?? plainFormat(tokenizer) };
  return promptFit(coding, configOf(files).contextLength, problems);
}

/** Warns of problems that leave no room for a single token; throws `prompt-too-long` when that is all of them. */
export function checkPromptFit(
  { contextLength, lengths }: PromptFit,
  advice: string | Message,
  reporter: Reporter,
): void {
  const long = lengths.filter((length) => length >= contextLength).sort((a, b) => a - b);
  const [shortest] = long;
  if (shortest === undefined) return;
  const count = (value: number) => value.toLocaleString('en-US');
  const context = `the model's context of ${count(contextLength)} tokens`;
  if (long.length < lengths.length) {
    reporter.warn(
      say`${count(long.length)} of ${count(lengths.length)} problems ${long.length === 1 ? 'does' : 'do'} not fit ${context} (the longest prompt has ${count(long.at(-1) ?? 0)}): ${long.length === 1 ? 'it counts' : 'they count'} as unsolved. ${advice}`,
    );
    return;
  }
  const [what, has] =
    lengths.length === 1
      ? ['The problem does not fit', 'its prompt has']
      : [`None of the ${count(lengths.length)} problems fits`, 'the shortest prompt has'];
  throw new SocraticError('prompt-too-long', say`${what} ${context}: ${has} ${count(shortest)}. ${advice}`, {
    details: { contextLength, problems: lengths.length },
  });
}
