// From a teacher's text to a chain of reasoning: tolerant of how models write, and never guessing what they did not.
import { extractAnswer, type Problem, type Step } from '../../data/index.ts';
import { flatten, strategyOf } from '../../strategy/index.ts';
import { cleanOutput, isAnswerLine, isPreamble, withoutBullet } from './clean-output.ts';
import {
  answerInJson,
  jsonIn,
  pairsInJson,
  partInJson,
  questionsInJson,
  statementsInJson,
} from './read-json.ts';

export interface Chain {
  readonly steps: readonly Step[];
  /** The final answer in canonical text; null where none can be read. */
  readonly answer: string | null;
}

/** Steps, one a line, and the answer. */
export function readStatements(text: string, problem: Problem): Chain {
  const json = jsonIn(text);
  const listed = json === null ? null : statementsInJson(json);
  if (listed !== null) return { steps: listed, answer: answerInJson(json, problem) };
  const plain = cleanOutput(text);
  const steps = linesBeforeAnswer(plain)
    .filter((line) => !isPreamble(line))
    .map((line) => ({ solution: flatten(withoutBullet(line)) }))
    .filter(({ solution }) => solution !== '');
  return { steps, answer: answerOf(text, problem) };
}

/** Pairs of a sub-question and its solution, and the answer. */
export function readPairs(text: string, problem: Problem): Chain {
  const json = jsonIn(text);
  const listed = json === null ? null : pairsInJson(json);
  if (listed !== null) {
    return { steps: listed, answer: answerInJson(json, problem) ?? answerOf(text, problem) };
  }
  const plain = cleanOutput(text);
  const answer = answerOf(text, problem);
  const lines = linesBeforeAnswer(plain).map((line) => line.trim());
  const cued = lines.some((line) => questionCue.test(withoutBullet(line)));
  const marked = lines.flatMap((line) => (cued ? withCues(line) : withoutCues(line)));
  const { steps } = strategyOf('socratic-unified').parse(marked.join('\n'));
  const last = steps.at(-1);
  // `Answer: 18` behind the last pair repeats the answer of the problem
  const repeats = last !== undefined && last.question === undefined && steps.length > 1;
  return { steps: repeats ? steps.slice(0, -1) : steps, answer };
}

/** The sub-questions for `count` given steps, in their order; null unless there are exactly so many. */
export function readQuestions(text: string, count: number): string[] | null {
  const json = jsonIn(text);
  const listed = json === null ? null : questionsInJson(json);
  if (listed !== null) return listed.length === count ? listed.map(questionOf) : null;
  const lines = cleanOutput(text)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !isPreamble(line) && !isAnswerLine(line));
  const numbered = lines.filter((line) => numberOf(line) !== null);
  if (numbered.length === count && numbered.every((line, index) => numberOf(line) === index + 1)) {
    return numbered.map(questionOf);
  }
  const questions = lines.filter((line) => line.endsWith('?'));
  if (numbered.length > 0 || questions.length !== count || lines.length !== count) return null;
  return questions.map(questionOf);
}

/** One step, pair or sub-question that was asked for alone; null unless the text is exactly that. */
export function readPart(
  text: string,
  form: 'step' | 'pair' | 'question',
  problem: Problem,
): { readonly question?: string; readonly solution?: string } | null {
  const json = jsonIn(text);
  if (form === 'question') {
    const question = json === null ? onlyQuestion(text) : partInJson(json).question;
    return question === undefined || question === '' ? null : { question: questionOf(question) };
  }
  const [part, more] =
    json === null
      ? (form === 'step' ? readStatements(text, problem) : readPairs(text, problem)).steps
      : [partInJson(json)];
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
  const text = flatten(
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
  const spoken = text.replace(/<think(?:ing)?>[\s\S]*?<\/think(?:ing)?>/gi, '').trim();
  return extractAnswer(spoken, answerType)?.value ?? null;
}
