// Answers that are JSON, asked for by a schema or written so unasked. What a field holds is taken as it is, without guessing.
import { extractAnswer, type Problem, type Step } from '../../data/index.ts';
import { cleanOutput, onOneLine, withoutBoxes, withoutBullet } from './clean-output.ts';
import { jsonIn } from './find-json.ts';

/** What a text's JSON holds: an object or list, what was read of it, and the text behind it. */
export interface ReadJson<T> {
  readonly value: unknown;
  readonly read: T;
  readonly behind: string;
}

/** Everything in the JSON of a text that `read` can read, in order. */
export function readingsIn<T>(text: string, read: (value: unknown) => T | null): ReadJson<T>[] {
  return [...jsonIn(text)].flatMap(({ value, behind }) => {
    const found = within(value, read, 0);
    return found === null ? [] : [{ ...found, behind }];
  });
}

const deepest = 3;

/** What can be read, which may be wrapped: in a list of one, in a field, or in a text that is JSON again. */
function within<T>(
  value: unknown,
  read: (value: unknown) => T | null,
  depth: number,
): { readonly value: unknown; readonly read: T } | null {
  const own = read(value);
  if (own !== null) return { value, read: own };
  if (depth === deepest || typeof value !== 'object' || value === null) return null;
  const inner = Array.isArray(value) && value.length > 1 ? [] : Object.values(value);
  const found = inner.flatMap((part) => {
    const parts = typeof part === 'string' ? [...jsonIn(part)].map((json) => json.value) : [part];
    return parts.flatMap((each) => within(each, read, depth + 1) ?? []);
  });
  return found.length === 1 ? (found[0] ?? null) : null; // of two nobody knows which is meant
}

const stepFields = ['step', 'solution', 'text', 'content', 'statement', 'description'];
/** What a step is made of where it has none of these. */
const lastFields = ['explanation', 'reasoning', 'calculation'];
/** Fields of steps in two parts: what is done, and the calculation. */
const partFields = [
  ['explanation', 'output'],
  ['explanation', 'calculation'],
  ['description', 'calculation'],
  ['description', 'result'],
] as const;
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
  const texts = listIn(value, ['steps', 'solution_steps', 'reasoning_steps'])?.map(stepOf);
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

/** The one step, pair or question of `{"step": "…"}`, `{"question": "…", "solution": "…"}`, `{"question": "…"}`; null where there is neither. */
export function partInJson(
  value: unknown,
): { readonly question?: string; readonly solution?: string } | null {
  const question = field(value, questionFields);
  const solution = field(value, [...stepFields, ...solutionFields, ...lastFields]);
  if (question === undefined && solution === undefined) return null;
  return { ...(question === undefined ? {} : { question }), ...(solution === undefined ? {} : { solution }) };
}

/** A list, as such, as an object with numbers for names, or as the lines of a text. */
function listIn(value: unknown, names: readonly string[]): readonly unknown[] | null {
  const list = Array.isArray(value) ? value : entry(value, names);
  if (Array.isArray(list)) return list;
  if (typeof list === 'string') return list.split('\n').filter((line) => line.trim() !== '');
  if (typeof list !== 'object' || list === null) return null;
  const numbers = Object.keys(list).map(
    (name) => /^(?:step|pair|question|q)?[ _]?(\d{1,2})$/i.exec(name)?.[1],
  );
  const inOrder = numbers.length > 0 && numbers.every((number, index) => Number(number) === index + 1);
  return inOrder ? Object.values(list) : null;
}

function stepOf(item: unknown): string | undefined {
  const text = textOf(item);
  if (text !== undefined) return text;
  for (const [said, calculated] of partFields) {
    const [first, second] = [field(item, [said]), field(item, [calculated])];
    if (first !== undefined && second !== undefined)
      return first.includes(second) ? first : `${first} ${second}`;
  }
  return field(item, [...stepFields, ...lastFields]);
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
  return typeof value === 'string' ? onOneLine(withoutBoxes(cleanOutput(value))) : undefined;
}
