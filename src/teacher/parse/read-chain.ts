// From a teacher's text to a chain of reasoning: tolerant of how models write, and never guessing what they did not.
import { extractAnswer, extractorVersion, type Problem, type Step, spokenText } from '../../data/index.ts';
import { strategyOf } from '../../strategy/index.ts';
import {
  cleanOutput,
  isAnswerLine,
  isPreamble,
  onOneLine,
  withoutBoxes,
  withoutBullet,
} from './clean-output.ts';
import { beginsAsJson } from './find-json.ts';
import {
  answerInJson,
  type JsonSteps,
  pairsInJson,
  partInJson,
  questionsInJson,
  type ReadJson,
  readingsIn,
  statementsInJson,
} from './read-json.ts';

/** Changes whenever the same answer may read, or be judged, differently; stands in the record of a run. */
export const readerVersion = `3+${extractorVersion}`;

export interface Chain {
  readonly steps: readonly Step[];
  /** The final answer in canonical text; null where none can be read. */
  readonly answer: string | null;
  /** Every final answer that the text states, each once: more than one where it contradicts itself. */
  readonly stated?: readonly string[];
  /** Why nothing could be read, for a person. */
  readonly unread?: string;
}

/** Steps, one a line, and the answer. */
export function readStatements(text: string, problem: Problem): Chain {
  const spoken = spokenIn(text, statementsInJson, problem);
  if (typeof spoken !== 'string') return spoken;
  const plain = onLinesOfTheirOwn(cleanOutput(spoken));
  const steps = linesBeforeAnswer(plain)
    .filter((line) => !isPreamble(line))
    .map((line) => ({ solution: onOneLine(withoutBullet(withoutBoxes(line))) }))
    .filter(({ solution }) => solution !== '');
  const stated = plain.split('\n').filter(isAnswerLine);
  return { steps, answer: answerOf(text, problem), stated: valuesOf(stated, problem) };
}

/** Pairs of a sub-question and its solution, and the answer. */
export function readPairs(text: string, problem: Problem): Chain {
  const spoken = spokenIn(text, pairsInJson, problem);
  if (typeof spoken !== 'string') return spoken;
  const plain = onLinesOfTheirOwn(cleanOutput(spoken));
  const answer = answerOf(text, problem);
  const lines = linesBeforeAnswer(plain).map((line) => line.trim());
  const cued = lines.some((line) => questionCue.test(withoutBullet(line)));
  const marked = lines.flatMap((line) => (cued ? withCues(line) : withoutCues(line)));
  const { steps } = strategyOf('socratic-unified').parse(withoutBoxes(marked.join('\n')));
  const last = steps.at(-1);
  // `Answer: 18` behind the last pair repeats the answer of the problem
  const repeats = last !== undefined && last.question === undefined && steps.length > 1;
  // `Answer: 7` is the answer of a pair
  const stated = plain.split('\n').filter((line) => isAnswerLine(line) && !/^\W*answer\b/i.test(line));
  return { steps: repeats ? steps.slice(0, -1) : steps, answer, stated: valuesOf(stated, problem) };
}

/** The chain in the JSON of a text, or that there is none to read; else what of the text is the answer, without thoughts. */
function spokenIn(
  text: string,
  read: (value: unknown) => JsonSteps | null,
  problem: Problem,
): Chain | string {
  const { text: spoken, unfinished } = spokenText(text);
  const readings = readingsIn(spoken, read);
  const last = readings.at(-1);
  if (last !== undefined && !unfinished) return jsonChain(readings, last, problem);
  // thoughts without an end may hold drafts: the answer is what they end in
  if (last !== undefined && !/[\p{L}\p{N}]/u.test(last.behind)) return jsonChain([last], last, problem);
  if (spoken === '')
    return unread(text.trim() === '' ? 'it is empty' : 'it is thoughts only, with no answer behind them');
  if (unfinished) return unread('its thoughts have no end, so that the answer cannot be told from them');
  return beginsAsJson(spoken) ? unread('it is JSON that cannot be read, or without the steps') : spoken;
}

function unread(why: string): Chain {
  return { steps: [], answer: null, stated: [], unread: why };
}

/** The steps and the answer that JSON names, and what is stated beside it: in another object, behind `####` in a step, or behind it all. */
function jsonChain(
  readings: readonly ReadJson<JsonSteps>[],
  { value, read, behind }: ReadJson<JsonSteps>,
  problem: Problem,
): Chain {
  const { answerType } = problem;
  const named = answerInJson(value, problem);
  const outside = extractAnswer(behind, answerType);
  const after = outside?.rule === 'marker' ? outside.value : null;
  const inSteps = read.marked.map((text) => extractAnswer(`#### ${text}`, answerType)?.value ?? text);
  const others = readings.map((other) => answerInJson(other.value, problem));
  const stated = [named, after, ...others, ...inSteps].filter((text) => text !== null);
  return { steps: read.steps, answer: named ?? after, stated: [...new Set(stated)] };
}

/** `… 18 pens. #### 18` as two lines. */
function onLinesOfTheirOwn(plain: string): string {
  return plain.replace(/(?<=\S)[ \t]*(?=####)/g, '\n');
}

/** What lines state as the answer, each value once. */
function valuesOf(lines: readonly string[], { answerType }: Problem): string[] {
  const values = lines.map((line) => extractAnswer(line.trim(), answerType)?.value);
  return [...new Set(values.filter((value) => value !== undefined))];
}

/** The sub-questions for `count` given steps, in their order; null unless there are exactly so many. Without `count`: however many there are. */
export function readQuestions(text: string, count?: number): string[] | null {
  const { text: spoken, unfinished } = spokenText(text);
  const isCount = ({ length }: readonly string[]) => (count === undefined ? length > 0 : length === count);
  const listed = readingsIn(spoken, questionsInJson).at(-1)?.read;
  if (listed !== undefined) return isCount(listed) ? listed.map(questionOf) : null;
  if (unfinished) return null;
  const lines = cleanOutput(spoken)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !isPreamble(line) && !isAnswerLine(line));
  const numbered = lines.filter((line) => numberOf(line) !== null);
  if (isCount(numbered) && numbered.every((line, index) => numberOf(line) === index + 1)) {
    return numbered.map(questionOf);
  }
  const questions = lines.filter((line) => line.endsWith('?'));
  if (numbered.length > 0 || !isCount(questions) || lines.length !== questions.length) return null;
  return questions.map(questionOf);
}

/** One step, pair or sub-question that was asked for alone; null unless the text is exactly that. */
export function readPart(
  text: string,
  form: 'step' | 'pair' | 'question',
  problem: Problem,
): { readonly question?: string; readonly solution?: string } | null {
  const { text: spoken, unfinished } = spokenText(text);
  const [json, another] = readingsIn(spoken, partInJson).map(({ read }) => read);
  if (another !== undefined && JSON.stringify(another) !== JSON.stringify(json)) return null;
  if (form === 'question') {
    const said = unfinished ? undefined : onlyQuestion(spoken);
    const question = json === undefined ? said : json.question;
    return question === undefined || question === '' ? null : { question: questionOf(question) };
  }
  const [part, more] =
    json === undefined
      ? (form === 'step' ? readStatements(text, problem) : readPairs(text, problem)).steps
      : [json];
  const { question = '', solution = '' } = part ?? {};
  if (more !== undefined || solution === '') return null;
  if (form === 'step') return { solution };
  return question === '' ? null : { question, solution };
}

/** The question that a text is, be it with its number or with an answer that nobody asked for. */
function onlyQuestion(text: string): string | undefined {
  const lines = cleanOutput(text)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !isPreamble(line) && !isAnswerLine(line) && !answerCue.test(line));
  return lines.length === 1 && lines[0]?.includes('?') ? lines[0] : undefined;
}

const questionCue = /^(?:sub-?\s?)?(?:question|q)\s*\d{0,2}\s*[:.)]\s*/i;
const answerCue = /^(?:sub-?\s?)?(?:answer|solution|a)\s*\d{0,2}\s*[:.)]\s*/i;
const numbering = /^(?:(?:sub-?\s?)?(?:question|q)\s*|step\s*)?\(?(\d{1,2})\s*[:.)]\s*/i;

function numberOf(line: string): number | null {
  const number = numbering.exec(line)?.[1];
  return number === undefined ? null : Number(number);
}

function questionOf(line: string): string {
  const text = onOneLine(
    line
      .replace(numbering, '')
      .replace(/^[-*•]\s+/, '')
      .replace(questionCue, ''),
  );
  const end = text.indexOf('?');
  return end === -1 ? text : text.slice(0, end + 1); // what follows would be its answer
}

/** `**Q1:** How many?` as `Question: How many?`; the other lines as they are. */
function withCues(line: string): string[] {
  const plain = withoutBullet(line);
  if (questionCue.test(plain)) return splitAtAnswer(plain.replace(questionCue, ''));
  if (answerCue.test(plain)) return [`Answer: ${plain.replace(answerCue, '')}`];
  return [line];
}

/** Without any cues, a question is what ends in a question mark, and its answer what follows. */
function withoutCues(line: string): string[] {
  const plain = withoutBullet(line);
  const [question = '', solution = ''] = plain.split(/\s\*\*\s/, 2);
  if (solution !== '') return [`Question: ${question}`, `Answer: ${solution}`]; // GSM8K's form
  const end = plain.indexOf('?');
  if (end !== -1) return splitAtAnswer(plain);
  return isPreamble(plain) ? [] : [`Answer: ${plain.replace(answerCue, '')}`];
}

/** `How many? 3 + 4 = 7` as two lines. */
function splitAtAnswer(text: string): string[] {
  const end = text.indexOf('?') + 1;
  const rest =
    end === 0
      ? ''
      : text
          .slice(end)
          .replace(/^[\s:–-]+/, '')
          .replace(answerCue, '')
          .trim();
  return rest === '' ? [`Question: ${text}`] : [`Question: ${text.slice(0, end)}`, `Answer: ${rest}`];
}

function linesBeforeAnswer(plain: string): string[] {
  const lines = plain.split('\n').filter((line) => line.trim() !== '');
  const marker = lines.findIndex((line) => line.trim().startsWith('####'));
  const body = marker === -1 ? lines : lines.slice(0, marker);
  const isLastAnswer = (line: string) => isAnswerLine(line) && !/[=+×÷]/.test(line);
  while (body.length > 1 && isLastAnswer(body.at(-1) ?? '')) {
    // the pair's own `Answer:` is none of these where a question stands before it
    if (/^answer\s*:/i.test((body.at(-1) ?? '').trim()) && questionCue.test(withoutBullet(body.at(-2) ?? '')))
      break;
    body.pop();
  }
  return body;
}

function answerOf(text: string, { answerType }: Problem): string | null {
  return extractAnswer(text, answerType)?.value ?? null;
}
