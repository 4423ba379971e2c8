// Files that the readers got wrong once, where a checkout has the collection beside it.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { needs, pathOf } from '../../../test/support/optional-data.ts';
import { errorOf, folderWith } from '../../../test/support/source-files.ts';
import { goldAnswerType } from './gold-answer.ts';
import { readDataset } from './read.ts';
import type { Dataset } from './types.ts';

interface Case {
  readonly kind: string;
  readonly gold: string | null;
  readonly file?: string;
  readonly content?: string;
}

function cases(): Case[] {
  return readFileSync(join(pathOf('cases'), 'answers.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

/** The file of a case; its content writes bytes that are no UTF-8 as `\x93`. */
function fileOf({ file = '', content = '' }: Case): string {
  const path = join(folderWith(), file);
  const bytes = Buffer.from(
    content.replace(/\\x([\da-f]{2})/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16))),
    'latin1',
  );
  writeFileSync(path, content.includes('\\x') ? bytes : content);
  return path;
}

const read = (found: Case) => readDataset({ dataset: fileOf(found), validation: 0, testFraction: 0 });
const answersOf = ({ splits }: Dataset) => splits.train.map(({ answer }) => answer);

const expected: Readonly<Record<string, (found: Case) => void>> = {
  'file: trailing empty columns': (found) => expect(answersOf(read(found))).toEqual(['5', '6', '30', '15']),
  'file: two unnamed index columns': (found) =>
    expect(answersOf(read(found))).toEqual(['5', '6', '30', '15']),
  'file: semicolons, quoted fields': (found) =>
    expect(answersOf(read(found))).toEqual(['5', '6', '30', '15']),
  'file: semicolons and decimal commas': (found) => expect(answersOf(read(found))).toEqual(['5.5', '6']),
  'file: semicolons, comma in question': (found) => expect(answersOf(read(found))).toEqual(['5.5']),
  'file: sep= line of Excel': (found) => expect(answersOf(read(found))).toEqual(['5', '6', '30', '15']),
  'file: decimal comma in answers': (found) =>
    expect(answersOf(read(found))).toEqual(['5.5', '6', '1234.5', '15']),
  'file: CR line ends': (found) => expect(answersOf(read(found))).toEqual(['5', '6', '30', '15']),
  'file: CR line ends without any quote': (found) => expect(answersOf(read(found))).toEqual(['5', '6']),
  'file: nan/None/NULL/N/A answers': (found) =>
    expect(errorOf(() => read(found)).message).toContain('the answer "nan" stands for a missing value'),
  'file: nan among numbers': (found) =>
    expect(read(found).summary).toMatchObject({
      answers: { number: 2, missing: 2 },
      skipped: [{ line: 3 }, { line: 5 }],
    }),
  'file: question nan': (found) => expect(read(found).summary.skipped).toMatchObject([{ line: 2 }]),
  'file: big integer in JSON': (found) => {
    const whole = { ...found, content: `${found.content}ats 4?", "answer": 12345678901234567890}\n` }; // its last line is cut off
    expect(answersOf(read(whole)).at(-1)).toBe('12345678901234567890');
  },
  'file: SVAMP as JSONL (Body, Question, Answer)': (found) =>
    expect(read(found).splits.train[0]?.question).toMatch(/^Tom has 9 pears\. /),
  'file: steps cell nan': (found) =>
    expect(read(found).splits.train.map(({ steps = [] }) => steps.map(({ solution }) => solution))).toEqual([
      ['9 - 4 = 5'],
      ['3 * 2 = 6'],
      ['6 * 5 = 30', 'so 30'],
      [],
    ]),
  'file: cp1252 hint': (found) => expect(() => read(found)).toThrow(/iconv -f WINDOWS-1252 -t UTF-8/),
};

describe('collected cases', needs('cases'), () => {
  test('every file is read, or named as what it is', () => {
    const files = cases().filter(({ kind }) => kind.startsWith('file: '));
    expect(files.map(({ kind }) => kind).filter((kind) => expected[kind] === undefined)).toEqual([]);
    for (const found of files) expected[found.kind]?.(found);
  });

  test('every gold answer that became a text has its type', () => {
    const golds = cases().filter(({ kind }) => kind === 'gold answer inferred as text');
    expect(golds.length).toBeGreaterThan(5);
    expect(golds.filter(({ gold }) => goldAnswerType(gold ?? '') === 'text')).toEqual([]);
  });
});
