// Answers that are JSON, asked for by a schema or written so unasked. What a field holds is taken as it is, without guessing.
import { extractAnswer, type Problem, type Step } from '../../data/index.ts';
import { flatten } from '../../strategy/index.ts';
import { cleanOutput, withoutBullet } from './clean-output.ts';

/** The JSON that a text is or has in it: a list, fenced or not, or an object, also within words; null where there is none. */
export function jsonIn(text: string): unknown {
  const spoken = text.replace(/<think(?:ing)?>[\s\S]*?<\/think(?:ing)?>/gi, '');
  const fenced = /^[ \t]*(?:```|~~~).*\n\s*([[{][\s\S]*?)\n[ \t]*(?:```|~~~)/m.exec(spoken)?.[1];
  const plain = (fenced ?? spoken).trim();
  if (plain.startsWith('[')) return parsed(plain.slice(0, plain.lastIndexOf(']') + 1));
  // an object may stand within words
  const start = plain.search(/\{\s*"/);
  return start === -1 ? null : parsed(plain.slice(start, plain.lastIndexOf('}') + 1));
}

function parsed(text: string): unknown {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}

const stepFields = ['step', 'solution', 'text'];
const questionFields = ['question', 'sub_question', 'subquestion', 'q'];
const solutionFields = ['solution', 'answer', 'a'];

export interface JsonSteps {
  readonly steps: readonly Step[];
  /** What stands behind `####` in a step, where it has no business: the steps are without it. */
  readonly marked: readonly string[];
}

/** A text up to its `####`, and what stands behind that. */
function withoutMarker(text: string, marked: string[]): string {
  const at = text.indexOf('####');
  if (at === -1) return text;
  marked.push(text.slice(at + 4).trim());
  return text.slice(0, at).trim();
}

/** Steps in `{"steps": ["…"], "answer": "…"}`, or in a list of texts. */
export function statementsInJson(value: unknown): JsonSteps | null {
  const texts = listIn(value, ['steps'])?.map((item) => textOf(item) ?? field(item, stepFields));
  if (texts === undefined || texts.length === 0) return null;
  const solutions = texts.flatMap((text) => (text === undefined ? [] : [withoutBullet(text)]));
  if (solutions.length < texts.length) return null;
  const marked: string[] = [];
  const steps = solutions.map((solution) => ({ solution: withoutMarker(solution, marked) }));
  return { steps: steps.filter(({ solution }) => solution !== ''), marked };
}

/** Pairs in `{"pairs": [{"question": "…", "solution": "…"}], "answer": "…"}`, or in a list of such objects. */
export function pairsInJson(value: unknown): JsonSteps | null {
  const items = listIn(value, ['pairs', 'steps']);
  if (items === null || items.length === 0) return null;
  const pairs = items.flatMap((item) => {
    const [question, solution] = [field(item, questionFields), field(item, solutionFields)];
    return question === undefined || solution === undefined ? [] : [{ question, solution }];
  });
  if (pairs.length < items.length) return null;
  const marked: string[] = [];
  const steps = pairs.map(({ question, solution }) => ({
    question,
    solution: withoutMarker(solution, marked),
  }));
  return { steps, marked };
}

/** Questions in `{"questions": ["…"]}`, or in a list of texts. */
export function questionsInJson(value: unknown): string[] | null {
  const texts = listIn(value, ['questions'])?.map((item) => textOf(item) ?? field(item, questionFields));
  const questions = texts?.flatMap((text) => (text === undefined ? [] : [withoutBullet(text)]));
  return questions === undefined || questions.length < (texts?.length ?? 0) ? null : questions;
}

/** The value of `"answer"` in canonical text; null where there is none that can be read. */
export function answerInJson(value: unknown, { answerType }: Problem): string | null {
  const answer = entry(value, ['answer', 'final_answer']);
  if (!['string', 'number', 'boolean'].includes(typeof answer)) return null;
  const spoken = answer === true ? 'yes' : answer === false ? 'no' : String(answer);
  const marked = spoken.includes('####') ? spoken : `#### ${spoken}`;
  return extractAnswer(marked, answerType)?.value ?? null;
}

/** The one step, pair or question of `{"step": "…"}`, `{"question": "…", "solution": "…"}`, `{"question": "…"}`. */
export function partInJson(value: unknown): { readonly question?: string; readonly solution?: string } {
  const question = field(value, questionFields);
  const solution = field(value, [...stepFields, ...solutionFields]);
  return { ...(question === undefined ? {} : { question }), ...(solution === undefined ? {} : { solution }) };
}

function listIn(value: unknown, names: readonly string[]): readonly unknown[] | null {
  const list = Array.isArray(value) ? value : entry(value, names);
  return Array.isArray(list) ? list : null;
}

function field(value: unknown, names: readonly string[]): string | undefined {
  return textOf(entry(value, names));
}

/** The first of the named fields that an object has. */
function entry(value: unknown, names: readonly string[]): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const entries = Object.entries(value);
  const found = names.map((name) => entries.find(([own]) => own.toLowerCase() === name));
  return found.find((pair) => pair !== undefined)?.[1];
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? flatten(cleanOutput(value)) : undefined;
}
