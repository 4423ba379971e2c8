// Who answers prompts, and what comes back.
import type { StoredResponse } from '../store/index.ts';
import type { CallFailure } from './failure.ts';
import type { Prompt } from './generate.ts';

/** Who answers prompts: this caller, with one call each, or whoever sends many of them at once. */
export interface Asker {
  /** The key under which the answer to a prompt is stored. */
  keyOf(prompt: Prompt, sample: number): string;
  /** The stored answer to a prompt. */
  find(prompt: Prompt, sample: number): StoredResponse | undefined;
  /** What its calls wait for, and until when; null where they do not. */
  waitText?(): string | null;
  /** Null: not asked yet, and the run ends, or goes through its problems again. */
  ask(prompt: Prompt, sample: number): Promise<Answer | null>;
}

export type Answer =
  /** `reused`: it was in the store, and cost nothing now. */
  | { readonly kind: 'answered'; readonly response: StoredResponse; readonly reused: boolean }
  /** This request brings no answer now; another start asks again, unless it is set aside as the request's own fault. */
  | { readonly kind: 'unanswered'; readonly failure: CallFailure; readonly isSetAside?: boolean };

/** What another one asked for and got at the same time. */
export function asReused(answer: Answer): Answer {
  return answer.kind === 'answered' ? { ...answer, reused: true } : answer;
}
