// What the generated reference of --json says of a type.
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ReferenceTypes } from '../scripts/reference-types.ts';

const source = `
/** A price. */
interface Price {
  /** Dollars. */ readonly input: number;
}
type Kind = 'cot' | 'answer';
interface Run {
  /** Who. */ readonly teacher: string | null;
  /** What. */ readonly kinds: readonly Kind[];
  /** Low and high. */ readonly ci95: readonly [low: number, high: number];
  /** Perhaps. */ readonly price?: Price | undefined;
  /** All of them. */ readonly prices: readonly Price[];
  /** Counts. */ readonly used: {
    readonly tokens: number;
    /** Dollars. */ readonly cost: number | null;
  };
  /** Lines. */ readonly lines: readonly { readonly line: number }[];
  /** By name. */ readonly scores: { readonly [name: string]: number };
  /** For each. */ readonly limits: { readonly [key in 'steps' | 'tokens']: number };
  /** For each. */ readonly models: { readonly [key in 'qg' | 'qa']: { readonly loss: number } };
  /** Whether. */ readonly isDone: boolean | null;
  /** Left out of JSON. */ readonly close: () => void;
}
interface Silent { readonly nothing: string; readonly inner: { readonly deep: boolean } }
declare const run: Run;
declare const silent: Silent;
const { teacher, used: spent } = run;
/** A variable. */
const total = 3;
const whole = run;
const picked = { ...run.price, teacher, spent, total, kinds: run.kinds };
const unexplained = silent;
`;

let folder = '';
let types: ReferenceTypes;
let fieldsOf: (variable: string) => Record<string, readonly string[]>;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'types-')));
  const path = join(folder, 'types.ts');
  writeFileSync(path, source);
  const program = ts.createProgram([path], { strict: true, lib: ['lib.es5.d.ts'], types: [] });
  types = new ReferenceTypes(program.getTypeChecker(), folder);
  const values = new Map<string, ts.Expression>();
  for (const statement of program.getSourceFile(path)?.statements ?? []) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (initializer) values.set(name.getText(), initializer);
    }
  }
  fieldsOf = (variable) => {
    const value = values.get(variable);
    if (value === undefined) throw new Error(`no variable ${variable}`);
    return Object.fromEntries(types.fieldsOf(value).map(([name, ...rest]) => [name, rest]));
  };
});
afterAll(() => rmSync(folder, { recursive: true }));

test('fields have their type as JSON shows it, and their comment', () => {
  expect(fieldsOf('whole')).toEqual({
    teacher: ['string | null', 'Who.'],
    kinds: ['list of (`"answer"` | `"cot"`)', 'What.'],
    ci95: ['[number, number]', 'Low and high.'],
    'price?': ['[Price](#price)', 'Perhaps.'],
    prices: ['list of [Price](#price)', 'All of them.'],
    used: ['object', 'Counts.'],
    'used.tokens': ['number', ''],
    'used.cost': ['number | null', 'Dollars.'],
    lines: ['list of object', 'Lines.'],
    'lines[].line': ['number', ''],
    scores: ['object of number by name', 'By name.'],
    limits: ['number for each of `steps`, `tokens`', 'For each.'],
    models: ['object for each of `qg`, `qa`', 'For each.'],
    'models.*.loss': ['number', ''],
    isDone: ['boolean | null', 'Whether.'],
  });
  expect(types.sections()).toEqual([
    { name: 'Price', about: 'A price.', rows: [['input', 'number', 'Dollars.']] },
  ]);
});

test('values that a command picks from others keep the comments of where they are from', () => {
  const picked = fieldsOf('picked');
  expect(picked.teacher).toEqual(['string | null', 'Who.']);
  expect(picked.spent).toEqual(['object', 'Counts.']);
  expect(picked.total).toEqual(['number', 'A variable.']);
  expect(picked.kinds?.[1]).toBe('What.');
  expect(picked['input?']).toEqual(['number', 'Dollars.']);
});

test('a field that no comment explains, neither its own nor that of the object around it, is reported', () => {
  const before = types.withoutComment.length;
  fieldsOf('unexplained');
  const reported = types.withoutComment.slice(before).map((text) => text.split(': ').at(-1));
  expect(before).toBe(0);
  expect(reported).toEqual(['nothing', 'inner.deep']);
});
