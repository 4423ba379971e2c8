// Records that are not a question and an answer by name, but can only be read as one: each shape says how it is known, and what becomes of it.
import { type Fields, isObject, nameIn, without } from './fields.ts';
import { isProblem } from './held-records.ts';
import { type FirstPlace, multipleChoice } from './multiple-choice.ts';
import { UnusableRecord } from './reading.ts';
import { joinBodyAndQuestion } from './svamp.ts';
import type { ColumnMapping } from './types.ts';

interface Shape {
  /** What happens to its records, for the summary: `12 records …`. */
  readonly told: string;
  /** The record in our form; null for a record of another shape. Throws `UnusableRecord`. */
  readonly convert: (value: unknown, firstPlace: FirstPlace, columns: ColumnMapping) => Fields | null;
}

export interface ShapedRecord {
  readonly value: unknown;
  /** What was done to it; null where it is as it was. */
  readonly told: string | null;
}

/**
 * The record in our form. `columns`: what somebody has said of where question and answer are. `firstPlace` is asked for where an answer is the
 * place of a choice.
 */
export function shapedRecord(value: unknown, columns: ColumnMapping, firstPlace: FirstPlace): ShapedRecord {
  const mapped = columns.question !== undefined || columns.answer !== undefined;
  for (const { told, convert } of mapped ? [labelStudio, choices] : shapes) {
    const converted = convert(value, firstPlace, columns);
    if (converted !== null) return { value: converted, told };
  }
  const inner = mapped ? null : problemWithin(value);
  if (inner === null) return { value, told: null };
  const { value: fields, told } = shapedRecord(inner.fields, columns, firstPlace);
  const where = `have their problem in the field "${inner.name}"`;
  return {
    value: { ...inner.rest, ...(fields as Fields) },
    told: told === null ? where : `${where}, and ${told}`,
  };
}

/** The one field of a record that holds a whole problem, and the others. */
function problemWithin(
  value: unknown,
): { readonly name: string; readonly fields: Fields; readonly rest: Fields } | null {
  if (!isObject(value) || namesOurs(value)) return null;
  const holding = Object.entries(value).filter(([, part]) => isObject(part) && isProblem(part));
  const [only, another] = holding;
  if (only === undefined || another !== undefined) return null;
  const [name, fields] = only;
  return { name, fields: fields as Fields, rest: without(value, name) };
}

const hasText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

/** SVAMP (Patel et al. 2021): the story stands apart from what is asked. */
const svamp: Shape = {
  told: 'have a body and a question, as SVAMP does: they are joined',
  convert(value) {
    if (!isObject(value)) return null;
    const [bodyName = '', questionName = ''] = [nameIn(value, 'body'), nameIn(value, 'question')];
    const [body, question] = [value[bodyName], value[questionName]];
    if (!hasText(body) || !hasText(question)) return null;
    return { ...without(value, bodyName, questionName), question: joinBodyAndQuestion(body, question) };
  },
};

/** Alpaca (Taori et al. 2023). */
const alpaca: Shape = {
  told: "are in Alpaca's form: the question is their instruction and input, the answer their output",
  convert(value) {
    if (!isObject(value) || lacks(value, 'instruction', 'output') || namesOurs(value)) return null;
    const { instruction, input, output, ...rest } = value;
    if (typeof instruction !== 'string') return null;
    const question = hasText(input) ? `${instruction.trim()}\n${input.trim()}` : instruction;
    return { ...rest, question, answer: output };
  },
};

/** Whether the record has a question or an answer by name, which goes before any shape. */
const namesOurs = (fields: Fields) =>
  ['question', 'answer'].some((name) => nameIn(fields, name) !== undefined);

const lacks = (fields: Fields, ...names: readonly string[]) =>
  names.some((name) => !Object.hasOwn(fields, name));

/** What the writers of a conversation are called, in ShareGPT's form and in that of the chat APIs. */
const askers = new Set(['human', 'user', 'prompter']);
const answerers = new Set(['gpt', 'assistant', 'model', 'bot', 'chatgpt', 'bard']);
const instructors = new Set(['system', 'developer']);

const conversation: Shape = {
  told: 'are conversations: the question is what the user writes, the answer what the assistant answers; system messages are left out',
  convert(value) {
    const messages = isObject(value) && namesOurs(value) ? null : messagesOf(value);
    if (messages === null) return null;
    const turns = messages.filter(({ writer }) => !instructors.has(writer));
    const [asked, answered] = turns;
    if (
      asked === undefined ||
      answered === undefined ||
      !askers.has(asked.writer) ||
      !answerers.has(answered.writer)
    ) {
      const writers = turns.map(({ writer }) => writer).join(', ');
      throw new UnusableRecord(
        `expected a conversation of a user and an assistant, found ${writers === '' ? 'no message' : writers}`,
      );
    }
    if (turns.length > 2) {
      throw new UnusableRecord(
        `its conversation goes on for ${turns.length} messages: a problem is one question and one answer`,
      );
    }
    const rest = isObject(value) ? without(value, 'messages', 'conversations', 'conversation') : {};
    return { ...rest, question: asked.text, answer: answered.text };
  },
};

interface Turn {
  readonly writer: string;
  readonly text: string;
}

function messagesOf(value: unknown): Turn[] | null {
  const list = isObject(value) ? (value.messages ?? value.conversations ?? value.conversation) : value;
  if (!Array.isArray(list) || list.length === 0) return null;
  const turns = list.map(turnOf);
  return turns.every((turn) => turn !== null) ? turns : null;
}

function turnOf(message: unknown): Turn | null {
  if (!isObject(message)) return null;
  const [writer, text] = [message.from ?? message.role, textOf(message.value ?? message.content)];
  return typeof writer === 'string' && text !== null ? { writer: writer.toLowerCase(), text } : null;
}

/** A message's text, which the chat APIs also write as parts. */
function textOf(content: unknown): string | null {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return null;
  const parts = content.map((part: unknown) => (isObject(part) ? part.text : part));
  return parts.every((part) => typeof part === 'string') ? parts.join('\n') : null;
}

/** An export of Label Studio in its own JSON: the task's data, and what annotators entered under the names of the form's fields. */
const labelStudio: Shape = {
  told: "are tasks of Label Studio: their fields are the task's data and what the annotators entered",
  convert(value) {
    if (!isObject(value) || !isObject(value.data) || !Array.isArray(value.annotations)) return null;
    if (namesOurs(value)) return null;
    const entered = value.annotations
      .filter((annotation) => isObject(annotation) && annotation.was_cancelled !== true)
      .map((annotation) => enteredIn(annotation as Fields));
    const [first = {}, ...others] = entered;
    const other = others.find((fields) => JSON.stringify(fields) !== JSON.stringify(first));
    if (other !== undefined) {
      const names = Object.keys({ ...first, ...other });
      const name = names.find((key) => JSON.stringify(first[key]) !== JSON.stringify(other[key])) ?? '';
      throw new UnusableRecord(`its annotators do not agree on "${name}"`);
    }
    return { ...(value.id !== undefined && { id: value.id }), ...value.data, ...first };
  },
};

/** What the widgets of a form enter under `value`. */
const widgets = ['text', 'choices', 'number', 'rating'];

function enteredIn({ result }: Fields): Fields {
  if (!Array.isArray(result)) return {};
  return Object.fromEntries(
    result.flatMap((item: unknown): [string, unknown][] => {
      if (!isObject(item) || typeof item.from_name !== 'string' || !isObject(item.value)) return [];
      const { value } = item;
      const widget = widgets.find((name) => value[name] !== undefined);
      if (widget === undefined || value.start !== undefined) return []; // a span of the text has a start
      const content = value[widget];
      return [[item.from_name, Array.isArray(content) && content.length === 1 ? content[0] : content]];
    }),
  );
}

const choices: Shape = {
  told: 'are multiple choice: the question lists the choices, and the answer is the text of one',
  convert: (value, firstPlace, columns) =>
    isObject(value) ? multipleChoice(value, firstPlace, columns) : null,
};

const shapes: readonly Shape[] = [svamp, alpaca, conversation, choices, labelStudio];
