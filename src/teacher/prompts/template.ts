// A prompt file: its version, a system text, few-shot turns, and a last turn with places for a problem.

import { readBoundedText, SocraticError, sha256 } from '../../common/index.ts';
import type { Problem } from '../../data/index.ts';
import { flatten } from '../../strategy/index.ts';
import type { Prompt } from '../call/index.ts';
import type { AnswerForm } from '../kinds.ts';

/** What a teacher can be asked for. Each is a file `NAME.md`. */
export const teacherTasks = [
  'answer',
  'cot',
  'cot-blind',
  'cot-facts',
  'socratic',
  'socratic-blind',
  'socratic-facts',
  'sub-questions',
  'repair-cot',
  'repair-socratic',
  'repair-sub-questions',
  'decompose',
  'next-question',
  'sub-solution',
  'final-answer',
] as const;
export type TeacherTask = (typeof teacherTasks)[number];

/** What an answer to each task consists of; null for what is never asked for as JSON: the answer alone, and parts of a student's solution. */
export const formOf: Readonly<Record<TeacherTask, AnswerForm | null>> = {
  answer: null,
  cot: 'steps',
  'cot-blind': 'steps',
  'cot-facts': 'steps',
  socratic: 'pairs',
  'socratic-blind': 'pairs',
  'socratic-facts': 'pairs',
  'sub-questions': 'questions',
  'repair-cot': 'step',
  'repair-socratic': 'pair',
  'repair-sub-questions': 'question',
  decompose: null,
  'next-question': null,
  'sub-solution': null,
  'final-answer': null,
};

/** What the repair of a step is shown besides the problem. */
export interface RepairPlaces {
  /** The steps before it. */
  readonly before: string;
  readonly step: string;
  /** What is wrong with it. */
  readonly fault: string;
}

/** What the prompt for a part of a solution is shown besides the problem. */
export interface PartPlaces {
  /** The sub-questions that are answered, with their solutions. */
  readonly before: string;
  /** The one that is to be answered. */
  readonly sub_question: string;
}

type Place =
  | 'question'
  | 'answer'
  | 'steps'
  | 'facts'
  | 'decomposition'
  | keyof RepairPlaces
  | keyof PartPlaces;

/** The places that the last turn of each task's prompt has: all of these and no others. */
const placesOf: Readonly<Record<TeacherTask, readonly Place[]>> = {
  answer: ['question'],
  cot: ['question', 'answer'],
  'cot-blind': ['question'],
  'cot-facts': ['question', 'facts', 'decomposition', 'answer'],
  socratic: ['question', 'answer'],
  'socratic-blind': ['question'],
  'socratic-facts': ['question', 'facts', 'decomposition', 'answer'],
  'sub-questions': ['question', 'steps'],
  'repair-cot': ['question', 'before', 'step', 'fault'],
  'repair-socratic': ['question', 'before', 'step', 'fault'],
  'repair-sub-questions': ['question', 'before', 'step', 'fault'],
  decompose: ['question'],
  'next-question': ['question', 'before'],
  'sub-solution': ['question', 'before', 'sub_question'],
  'final-answer': ['question', 'before'],
};

export interface PromptTemplate {
  readonly task: TeacherTask;
  /** The version that the file names, and the start of its hash: `cot-1@0a1b2c3d`; with `+json` where JSON is asked for. */
  readonly version: string;
  /** Of the whole file. */
  readonly sha256: string;
  readonly system: string;
  readonly turns: Prompt['messages'];
  /** Of the JSON that is asked for; none for text. */
  readonly schema?: Prompt['schema'];
}

/** The largest prompt file, in bytes. */
const largestPrompt = 2 ** 18;

/** Reads a prompt file. Throws `prompt-invalid` with the file and line, `file-unreadable`, `file-too-large`. */
export function readTemplate(path: string, task: TeacherTask): PromptTemplate {
  return parseTemplate(readBoundedText(path, largestPrompt), path, task);
}

/** Parses the text of a prompt file; `path` is for the error. Throws `prompt-invalid`. */
export function parseTemplate(text: string, path: string, task: TeacherTask): PromptTemplate {
  const invalid = (line: number, why: string) =>
    new SocraticError('prompt-invalid', `${path}:${line}: ${why}`, { subject: { path, line } });
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const version = /^version:\s*(\S+)\s*$/.exec(lines[0] ?? '')?.[1];
  if (version === undefined) throw invalid(1, 'expected a first line "version: NAME".');
  const parts: { role: string; line: number; lines: string[] }[] = [];
  for (const [index, line] of lines.slice(1).entries()) {
    const role = /^===\s*(\w+)\s*$/.exec(line)?.[1];
    if (role !== undefined) parts.push({ role, line: index + 2, lines: [] });
    else if (parts.length > 0) parts.at(-1)?.lines.push(line);
    else if (line.trim() !== '')
      throw invalid(index + 2, 'expected "=== system" or "=== user" before any text.');
  }
  const read = parts.map((part) => ({ ...part, content: part.lines.join('\n').trim() }));
  const system = read[0]?.role === 'system' ? read[0].content : '';
  const turns = read[0]?.role === 'system' ? read.slice(1) : read;
  turns.forEach(({ role, line, content }, index) => {
    const expected = index % 2 === 0 ? 'user' : 'assistant';
    if (role !== expected) throw invalid(line, `expected "=== ${expected}" here, found "=== ${role}".`);
    if (content === '') throw invalid(line, 'this part is empty.');
  });
  const last = turns.at(-1);
  if (last?.role !== 'user')
    throw invalid(lines.length, 'the last part must be "=== user", with the problem.');
  for (const { line, content } of [...(read[0]?.role === 'system' ? [read[0]] : []), ...turns.slice(0, -1)]) {
    if (/\{\{\s*\w+\s*\}\}/.test(content)) throw invalid(line, 'only the last part may have a {{place}}.');
  }
  const found = [...last.content.matchAll(placePattern)].map(([, name = '']) => name);
  const wanted = placesOf[task];
  const unknown = found.find((name) => !wanted.some((place) => place === name));
  if (unknown !== undefined) {
    throw invalid(
      last.line,
      `{{${unknown}}} is no place of ${task}; it has ${wanted.map((p) => `{{${p}}}`).join(' and ')}.`,
    );
  }
  const missing = wanted.find((place) => !found.includes(place));
  if (missing !== undefined) throw invalid(last.line, `the last part has no {{${missing}}}.`);
  const hash = sha256(text);
  return {
    task,
    version: `${version}@${hash.slice(0, 8)}`,
    sha256: hash,
    system,
    turns: turns.map(({ role, content }) => ({ role: role === 'user' ? 'user' : 'assistant', content })),
  };
}

const placePattern = /\{\{\s*(\w+)\s*\}\}/g;

/** The prompt for one problem, and for one step of a chain where that is to be repaired, or for one part of its solution. */
export function renderPrompt(
  { system, turns, schema }: PromptTemplate,
  problem: Problem,
  places: Partial<RepairPlaces & PartPlaces> = {},
): Prompt {
  const { steps = [], facts = [], decomposition = [] } = problem;
  const values: Readonly<Record<Place, string>> = {
    ...{ before: '', step: '', fault: '', sub_question: '', ...places },
    question: flatten(problem.question),
    answer: problem.answer,
    steps: numbered(steps.map(({ solution }) => solution)),
    facts: facts.map((fact) => `- ${flatten(fact)}`).join('\n') || 'none',
    decomposition: numbered(decomposition) || 'none',
  };
  const messages = turns.map((turn, index) =>
    index < turns.length - 1
      ? turn
      : { ...turn, content: turn.content.replace(placePattern, (_, name: Place) => values[name]) },
  );
  return { system, messages, ...(schema === undefined ? {} : { schema }) };
}

const numbered = (texts: readonly string[]): string =>
  texts.map((text, index) => `${index + 1}. ${flatten(text)}`).join('\n');

/** What the examples answer: a measure of how long answers will be. */
export function exampleAnswers({ turns }: PromptTemplate): string[] {
  return turns.filter(({ role }) => role === 'assistant').map(({ content }) => content);
}
