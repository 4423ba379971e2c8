// Fields that hold lists: steps, facts and decomposition, as JSON or in a cell of text.
import type { Step } from '../problem.ts';
import { type Fields, kindOf, textField, textListField } from './fields.ts';
import { standsForNothing } from './gold-answer.ts';
import { parseStepLine } from './gsm8k.ts';
import { NotPython, parsePython } from './python-literal.ts';
import { UnusableRecord } from './reading.ts';

/** A cell of text that holds a list: as JSON, as Python prints it, or one item a line; anything else passes through. */
function withListCell(fields: Fields, name: string): Fields {
  const cell = fields[name];
  if (typeof cell !== 'string') return fields;
  if (standsForNothing(cell)) return {};
  const isList = cell.trimStart().startsWith('[');
  if (isList || /^\s*(?:\(|(?:np\.)?array\()/.test(cell)) {
    const list = listIn(cell);
    if (list instanceof Error && isList) {
      throw new UnusableRecord(
        `"${name}" begins like a list but is no JSON and no Python list: ${list.message}`,
      );
    }
    if (Array.isArray(list)) return { [name]: list.filter((item) => item !== null) };
  }
  return { [name]: cell.split('\n').filter((line) => line.trim() !== '') };
}

/** The value of a cell that begins like a list; why it is none. */
export function listIn(cell: string): unknown {
  try {
    return JSON.parse(cell);
  } catch {
    try {
      return parsePython(cell);
    } catch (error) {
      if (error instanceof NotPython) return error;
      throw error;
    }
  }
}

/** A list of texts; empty where there is none. */
export function listOf(fields: Fields, name: string): readonly string[] {
  return textListField(withListCell(fields, name), name) ?? [];
}

/** The steps; undefined where there are none. */
export function stepsOf(fields: Fields, name: string): readonly Step[] | undefined {
  const value = withListCell(fields, name)[name];
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) {
    throw new UnusableRecord(`expected "${name}" to be an array of steps, found ${kindOf(value)}`);
  }
  return value.map((item: unknown, index): Step => {
    if (typeof item === 'string' && item.trim() !== '') return parseStepLine(item);
    if (typeof item !== 'object' || item === null || Array.isArray(item)) {
      const found = item === '' ? 'empty text' : kindOf(item);
      throw new UnusableRecord(
        `expected "${name}[${index}]" to be text or an object with "solution", found ${found}`,
      );
    }
    const step = item as Fields;
    const solution = textField(step, 'solution').trim();
    if (step.question === undefined || step.question === null) return { solution };
    return { question: textField(step, 'question').trim(), solution };
  });
}
