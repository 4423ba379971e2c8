// GSM8K (Cobbe et al. 2021) as published: solutions with calculator annotations, and the Socratic variant joined to them.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { countOf, readJsonLines } from '../../common/index.ts';
import type { Problem, Step } from '../problem.ts';
import { objectOf, textField } from './fields.ts';
import { goldAnswer } from './gold-answer.ts';
import { normalizedQuestion } from './question-text.ts';
import { type Reading, type ReadingReport, readRecords, UnusableRecord } from './reading.ts';
import { filesIn, sourceFile } from './source-folder.ts';

export interface WorkedSolution {
  readonly steps: readonly Step[];
  /** The text behind `####`, as it stands. */
  readonly answer: string;
  /** How many sub-questions had nothing behind their `**`; they are no steps. */
  readonly unanswered: number;
}

/**
 * Reads `step\nstep\n#### answer`; a step may be `sub-question ** step`. Annotations such as `<<9*2=18>>` stay.
 * Null when there is no line that starts with `####`.
 */
export function parseWorkedSolution(text: string): WorkedSolution | null {
  const lines = text.split('\n').map((line) => line.trim());
  const last = lines.findIndex((line) => line.startsWith('####'));
  if (last === -1) return null;
  const written = lines.slice(0, last).filter((line) => line !== '');
  const steps = written.filter((line) => !lacksStep(line));
  return {
    steps: steps.map(parseStepLine),
    answer: (lines[last] ?? '').slice(4).trim(),
    unanswered: written.length - steps.length,
  };
}

/** `sub-question **`, with no step behind it; `3 + 4 = **7**` is bold. */
export function lacksStep(line: string): boolean {
  return line.endsWith('**') && line.indexOf('**') === line.length - 2;
}

/** `sub-question ** step`, or just the step. */
export function parseStepLine(line: string): Step {
  const [question = '', ...rest] = line.split(' ** ');
  const solution = rest.join(' ** ').trim();
  return solution === '' ? { solution: line.trim() } : { question: question.trim(), solution };
}

interface Gsm8kRecord {
  readonly question: string;
  readonly solution: WorkedSolution;
  /** The canonical number. */
  readonly answer: string;
}

function recordOf(value: unknown): Gsm8kRecord {
  const fields = objectOf(value);
  const question = textField(fields, 'question').trim();
  const solution = parseWorkedSolution(textField(fields, 'answer'));
  if (solution === null) throw new UnusableRecord('"answer" has no line that starts with "####"');
  return { question, solution, answer: goldAnswer(solution.answer, 'number') };
}

function toProblem(value: unknown, id: string): Problem {
  const { question, answer, solution } = recordOf(value);
  const { steps } = solution;
  return { id, question, answer, answerType: 'number', ...(steps.length > 0 && { steps }) };
}

/** Every Socratic file in the folder: `train_socratic.jsonl`, `train_socratic_748.jsonl`, `socratic/train.jsonl`, … */
function socraticFiles(source: string): string[] {
  const beside = filesIn(source).filter((name) => /_socratic(?:_.*)?\.jsonl$/.test(name));
  const below = ['socratic/train.jsonl', 'socratic/test.jsonl'];
  return [
    ...beside.map((name) => join(source, name)),
    ...below.map((name) => join(source, name)).filter(existsSync),
  ];
}

/** `lines 3, 8, 12, …` */
function placesOf(lines: readonly number[]): string {
  return `line${lines.length === 1 ? '' : 's'} ${lines.slice(0, 5).join(', ')}${lines.length > 5 ? ', …' : ''}`;
}

/** The Socratic steps by normalized question. A record with other answers or missing sub-questions is set aside. */
function readSocratic(
  source: string,
  answers: ReadonlyMap<string, string>,
  report: ReadingReport,
): ReadonlyMap<string, readonly Step[]> {
  const stepsOf = new Map<string, readonly Step[]>();
  for (const file of socraticFiles(source)) {
    const { values, skipped } = readJsonLines(file);
    for (const line of skipped) report.skipped.push(line);
    const unmatched: number[] = [];
    const unanswered: number[] = [];
    readRecords(file, values, report, (value, line) => {
      const { question, answer, solution } = recordOf(value);
      const key = normalizedQuestion(question);
      const expected = answers.get(key);
      if (expected === undefined) {
        unmatched.push(line);
        return;
      }
      if (answer !== expected) {
        throw new UnusableRecord(
          `its answer is ${answer}, the answer of the same problem in the main file ${expected}`,
        );
      }
      const { steps } = solution;
      const bare = steps.findIndex((step) => step.question === undefined);
      if (bare !== -1) throw new UnusableRecord(`step ${bare + 1} is not "sub-question ** step"`);
      if (steps.length > 0) stepsOf.set(key, steps);
      if (solution.unanswered > 0) unanswered.push(line);
    });
    if (unanswered.length > 0) {
      report.notes.push(
        `${file}: sub-questions without a solution were left out (${placesOf(unanswered)}); their problems keep the other steps`,
      );
    }
    if (unmatched.length > 0) {
      report.notes.push(
        `${file}: ${countOf(unmatched.length, 'problem')} ${unmatched.length === 1 ? 'was left out, because its question is' : 'were left out, because their questions are'} not in train.jsonl or test.jsonl (${placesOf(unmatched)})`,
      );
    }
  }
  return stepsOf;
}

/**
 * Reads `train.jsonl` and `test.jsonl` of `source`, and gives each problem the steps of the Socratic variant where a
 * Socratic file has its question (whatever their number: the Socratic ones are preferred to the plain ones).
 */
export function readGsm8k(source: string, report: ReadingReport): Reading {
  const [train, test] = (['train', 'test'] as const).map((split) => {
    const file = sourceFile(source, `${split}.jsonl`, 'gsm8k');
    const { values, skipped } = readJsonLines(file);
    for (const line of skipped) report.skipped.push(line);
    return readRecords(file, values, report, (value, line) => toProblem(value, `gsm8k-${split}-${line}`));
  }) as [Problem[], Problem[]];
  const answers = new Map([...train, ...test].map((p) => [normalizedQuestion(p.question), p.answer]));
  const socratic = readSocratic(source, answers, report);
  const join = (problem: Problem): Problem => {
    const steps = socratic.get(normalizedQuestion(problem.question));
    return steps === undefined ? problem : { ...problem, steps };
  };
  report.notes.push('GSM8K: Cobbe et al. 2021, MIT licence');
  return { train: train.map(join), test: test.map(join) };
}
