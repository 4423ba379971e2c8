// The JSON form of a prompt: the same file, its examples as JSON, and the schema that the answer has to keep to.
import type { JSONSchema7 } from '@ai-sdk/provider';
import type { Problem } from '../../data/index.ts';
import type { AnswerForm } from '../kinds.ts';
import { readPairs, readPart, readQuestions, readStatements } from '../parse/index.ts';
import { formOf, type PromptTemplate } from './template.ts';

const text: JSONSchema7 = { type: 'string' };
const list = (items: JSONSchema7): JSONSchema7 => ({ type: 'array', items });
/** Providers ask for every property to be required, and for no others. */
const object = (properties: Readonly<Record<string, JSONSchema7>>): JSONSchema7 => ({
  type: 'object',
  properties: { ...properties },
  required: Object.keys(properties),
  additionalProperties: false,
});
const pair = { question: text, solution: text };

const schemas: Readonly<Record<AnswerForm, JSONSchema7>> = {
  steps: object({ steps: list(text), answer: text }),
  pairs: object({ pairs: list(object(pair)), answer: text }),
  questions: object({ questions: list(text) }),
  step: object({ step: text }),
  pair: object(pair),
  question: object({ question: text }),
};

/** How the form of the text, which the prompt describes, becomes the form of the JSON. */
const spoken: Readonly<Record<AnswerForm, string>> = {
  steps: '"steps" lists the steps, each as its line would be, and "answer" is what would stand behind ####',
  pairs:
    '"pairs" lists the pairs, each with what would stand behind Question: as "question" and behind Answer: as "solution", and "answer" is what would stand behind ####',
  questions: '"questions" lists the questions, without their numbers',
  step: '"step" is the step',
  pair: '"question" is what would stand behind Question:, and "solution" what would stand behind Answer:',
  question: '"question" is the question',
};

/** The template that asks for JSON; null where an example of its own cannot be written as JSON, and for the answer alone. */
export function jsonTemplate(template: PromptTemplate): PromptTemplate | null {
  const form = formOf[template.task];
  if (form === null) return null;
  const turns: PromptTemplate['turns'][number][] = [];
  for (const turn of template.turns) {
    const value = turn.role === 'user' ? null : jsonOf(form, turn.content);
    if (value === undefined) return null;
    turns.push(value === null ? turn : { ...turn, content: JSON.stringify(value) });
  }
  const system = `${template.system}\n\nWrite all of this as one JSON object and nothing else: ${spoken[form]}.`;
  return {
    ...template,
    version: `${template.version}+json`,
    system: system.trim(),
    turns,
    schema: schemas[form],
  };
}

/** An example's answer as the value that the schema describes; undefined where it is none. */
function jsonOf(form: AnswerForm, content: string): object | undefined {
  const example: Problem = { id: 'example', question: '', answer: '', answerType: 'text' };
  if (form === 'step') {
    const solution = readPart(content, form, example)?.solution;
    return solution === undefined ? undefined : { step: solution };
  }
  if (form === 'pair' || form === 'question') return readPart(content, form, example) ?? undefined;
  if (form === 'questions') {
    const lines = content.split('\n').filter((line) => line.trim() !== '');
    const questions = readQuestions(content, lines.length);
    return questions === null ? undefined : { questions };
  }
  const answer = /^####\s*(.+?)\s*$/m.exec(content)?.[1];
  const { steps } = (form === 'steps' ? readStatements : readPairs)(content, example);
  if (answer === undefined || steps.length === 0) return undefined;
  if (form === 'steps') return { steps: steps.map(({ solution }) => solution), answer };
  const pairs = steps.map(({ question = '', solution }) => ({ question, solution }));
  return pairs.some(({ question, solution }) => question === '' || solution === '')
    ? undefined
    : { pairs, answer };
}
