// SVAMP (Patel et al. 2021) as test, and MAWPS with ASDiv-A, the training set used with it, as train.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Decimal } from 'decimal.js';
import { countOf } from '../../common/index.ts';
import type { Problem, Step } from '../problem.ts';
import { readCsv } from './csv.ts';
import {
  answerTolerance,
  type Equation,
  EquationError,
  goldSteps,
  naturalNumber,
  parseInfix,
  parsePrefix,
  shownDecimals,
} from './equations.ts';
import { type Fields, objectOf, textField, textOrNumberField } from './fields.ts';
import { decimalText, goldAnswer } from './gold-answer.ts';
import { readJsonArray } from './json-array.ts';
import { cleanSpacing } from './question-text.ts';
import { type Reading, type ReadingReport, readRecords, UnusableRecord } from './reading.ts';
import { sourceFile } from './source-folder.ts';

/** `56.0 9.0` as numbers; throws `UnusableRecord` for anything that is not one. */
function parseNumbers(text: string): Decimal[] {
  return text
    .trim()
    .split(/\s+/)
    .filter((number) => number !== '')
    .map((number) => new Decimal(goldAnswer(number, 'number')));
}

/** Puts the numbers where `number0 number1 …` stand. */
export function fillPlaceholders(text: string, numbers: readonly Decimal[]): string {
  return text.replace(/\bnumber(\d+)\b/g, (placeholder, index: string) => {
    const value = numbers[Number(index)];
    if (value === undefined) {
      throw new UnusableRecord(`${placeholder} has no value: "Numbers" holds ${numbers.length}`);
    }
    return naturalNumber(value);
  });
}

/** SVAMP's two sentences as one text: a condition without its full stop (`If …`) goes on after a comma. */
export function joinBodyAndQuestion(body: string, question: string): string {
  const start = cleanSpacing(body);
  const end = cleanSpacing(question);
  if (start === '' || /[.?!,;:]$/.test(start)) return `${start} ${end}`.trim();
  const lastSentence = start.slice(start.search(/[^.?!]*$/)).trim();
  if (!/^(?:If|When)\b/i.test(lastSentence)) return `${start}. ${end}`;
  const asksOn = /^(?:How|What|Which|Who|Where|When|By|In|At|For|On|Is|Are|Do|Does|Did)\b/.test(end);
  return `${start}, ${asksOn ? end.charAt(0).toLowerCase() + end.slice(1) : end}`;
}

/** The steps of an equation; one that cannot be read or gives another answer is named in `withoutSteps`. */
function stepsOrReport(
  parse: () => Equation,
  answer: Decimal,
  place: { file: string; line: number },
  report: ReadingReport,
): { steps?: readonly Step[] } {
  try {
    return { steps: goldSteps(parse(), answer) };
  } catch (error) {
    if (!(error instanceof EquationError)) throw error;
    report.withoutSteps.push({ ...place, reason: error.message });
    return {};
  }
}

function goldNumber(fields: Fields): Decimal {
  return new Decimal(goldAnswer(textOrNumberField(fields, 'Answer'), 'number'));
}

function readTrain(source: string, report: ReadingReport): Problem[] {
  const file = sourceFile(source, 'mawps_asdiv_train.csv', 'svamp');
  const { values, skipped } = readCsv(file);
  for (const line of skipped) report.skipped.push(line);
  return readRecords(file, values, report, (value, line): Problem => {
    const fields = objectOf(value);
    const numbers = parseNumbers(fields.Numbers === undefined ? '' : textField(fields, 'Numbers'));
    const question = cleanSpacing(fillPlaceholders(textField(fields, 'Question'), numbers));
    const answer = goldNumber(fields);
    const equation = typeof fields.Equation === 'string' ? fields.Equation : '';
    return {
      id: `mawps-asdiv-${line}`,
      question,
      answer: decimalText(answer, shownDecimals),
      answerType: 'number',
      ...stepsOrReport(() => parsePrefix(equation, numbers), answer, { file, line }, report),
    };
  });
}

function readTest(source: string, report: ReadingReport): Problem[] {
  const file = sourceFile(source, 'SVAMP.json', 'svamp');
  const { values, skipped } = readJsonArray(file);
  for (const line of skipped) report.skipped.push(line);
  return readRecords(file, values, report, (value, line): Problem => {
    const fields = objectOf(value);
    const question = joinBodyAndQuestion(textField(fields, 'Body'), textField(fields, 'Question'));
    const answer = goldNumber(fields);
    const equation = typeof fields.Equation === 'string' ? fields.Equation : '';
    return {
      id: fields.ID === undefined ? `svamp-${line}` : textOrNumberField(fields, 'ID'),
      question,
      answer: decimalText(answer, shownDecimals),
      answerType: 'number',
      ...stepsOrReport(() => parseInfix(equation), answer, { file, line }, report),
      ...(typeof fields.Type === 'string' && { meta: { type: fields.Type } }),
    };
  });
}

/** Reads `mawps_asdiv_train.csv` as train and `SVAMP.json` as test. Answers are rounded to six decimals. */
export function readSvamp(source: string, report: ReadingReport): Reading {
  const reading = { train: readTrain(source, report), test: readTest(source, report) };
  if (existsSync(join(source, 'mawps_asdiv_dev.csv'))) {
    report.notes.push('mawps_asdiv_dev.csv was left out: it holds the problems of SVAMP.json again');
  }
  if (report.withoutSteps.length > 0) {
    report.notes.push(
      `${countOf(report.withoutSteps.length, 'problem')} kept without gold steps: the equation has no operation, or does not give the answer to within ${answerTolerance}`,
    );
  }
  report.notes.push('SVAMP: Patel et al. 2021, MIT licence; train is MAWPS with ASDiv-A');
  return reading;
}
