import { describe, expect, test } from 'vitest';
import { Random, SocraticError } from '../../common/index.ts';
import type { Problem } from '../problem.ts';
import { type ArithmeticOptions, arithmeticFamilies, generateArithmetic } from './index.ts';
import { checkOptions } from './options.ts';
import { AnswerBalance, newProblem } from './select.ts';

const splits = generateArithmetic({ seed: 11, train: 8400, validation: 840, test: 840 });
const problems = [...splits.train, ...splits.validation, ...splits.test];

const annotation = /<<(\d+)([-+*/])(\d+)(?:\/(\d+))?=(\d+)>>(\d+)/;

/** The result of an annotated expression, exactly: numerator and denominator apart. */
function evaluate(a: number, operator: string, b: number, denominator: number): number {
  const value = { '+': a + b, '-': a - b, '*': a * b, '/': a / b }[operator] ?? Number.NaN;
  return value / denominator;
}

function numbersOf(text: string): number[] {
  return (text.match(/\d+/g) ?? []).map(Number);
}

/** The numbers that a question states, in digits, as a fraction, as a percentage or as a word. */
function stated(question: string): number[] {
  const words: [RegExp, number][] = [
    [/\b(half|halves|twice|double|doubles|doubling)\b/i, 2],
    [/%/, 100],
  ];
  return [...numbersOf(question), ...words.filter(([word]) => word.test(question)).map(([, value]) => value)];
}

/** Every fault of a problem's steps. */
function stepFaults({ question, steps = [], answer, meta }: Problem): string[] {
  const faults: string[] = [];
  const known = new Set(stated(question));
  const operations: string[] = [];
  let last = Number.NaN;
  for (const { question: ask = '', solution } of steps) {
    const [, a, operator = '', b, denominator, result, repeated] = annotation.exec(solution) ?? [];
    if (a === undefined || b === undefined || result === undefined) {
      faults.push(`no annotation: ${solution}`);
      continue;
    }
    last = Number(result);
    if (evaluate(Number(a), operator, Number(b), Number(denominator ?? 1)) !== last || result !== repeated) {
      faults.push(`wrong: ${solution}`);
    }
    const shown = [a, operator, b, ...(denominator === undefined ? [] : ['/', denominator])].join(' ');
    if (!solution.includes(`${shown} = <<`)) faults.push(`shown otherwise: ${solution}`);
    for (const operand of [a, b, denominator ?? a]) {
      if (!known.has(Number(operand))) faults.push(`${operand} from nowhere: ${solution}`);
    }
    if (numbersOf(ask).some((value) => !numbersOf(question).includes(value))) faults.push(`tells: ${ask}`);
    if (!/^[A-Z].*\?$/.test(ask)) faults.push(`not a question: ${ask}`);
    if (!/^[A-Z].*\.$/.test(solution) || solution.split(' ').length > 14)
      faults.push(`solution: ${solution}`);
    operations.push(denominator === undefined ? operator : denominator === '100' ? '%' : '*/');
    known.add(last);
  }
  if (String(last) !== answer) faults.push(`the last value is ${last}, not ${answer}`);
  if (JSON.stringify(operations) !== JSON.stringify(meta?.operations))
    faults.push(`operations ${operations}`);
  return faults.map((fault) => `${fault} | ${question}`);
}

/** Patterns that no correct English sentence of ours contains. */
const bad = [
  / {2}|^ | $|[{}]|undefined|NaN/,
  /\b[Aa] [aeiouAEIOU]/,
  /\b[Aa]n (?!hour\b)[^aeiouAEIOU]/,
  /(?<![\d/$])\b[01] [a-z]/,
  /[.?!][^ ]|[,] ?[,.?]/,
  /[.?!] [a-z]/,
  /\b(\w+) \1\b/i,
  /\?.*[.?]/,
];

describe('generateArithmetic', () => {
  test('every annotation computes right from the text or earlier results, and the last one is the answer', () => {
    expect(problems.flatMap(stepFaults)).toEqual([]);
  });

  test('the English has no broken article, spacing, number, repetition or sentence end', () => {
    const texts = problems.flatMap(({ question, steps = [] }) => [
      question,
      ...steps.map((step) => step.question ?? ''),
    ]);
    expect(texts.filter((text) => bad.some((pattern) => pattern.test(text)))).toEqual([]);
    expect(texts.filter((text) => !/^[A-Z][\s\S]*\?$/.test(text))).toEqual([]);
    const solutions = problems.flatMap(({ steps = [] }) => steps.map((step) => step.solution));
    expect(solutions.filter((text) => / {2}|[{}]|undefined|\b[Aa] [aeiou]|\.[^ ]/.test(text))).toEqual([]);
  });

  test('all problems differ, and no split shares a structure or a number-masked text with another', () => {
    expect(new Set(problems.map(({ question }) => question)).size).toBe(problems.length);
    expect(new Set(problems.map(({ id }) => id)).size).toBe(problems.length);
    const mask = (list: readonly Problem[]) =>
      new Set(list.map(({ question }) => question.replace(/\d+/g, '#')));
    const structures = (list: readonly Problem[]) => new Set(list.map(({ meta }) => meta?.structure));
    for (const keys of [mask, structures]) {
      const sets = [keys(splits.train), keys(splits.validation), keys(splits.test)];
      const union = new Set(sets.flatMap((set) => [...set]));
      expect(union.size).toBe(sets.reduce((sum, set) => sum + set.size, 0));
    }
    expect(splits.structures.disjoint).toBe(true);
    for (const { steps, available, train, validation, test: inTest } of splits.structures.perSteps) {
      const used = (list: readonly Problem[]) =>
        new Set(list.filter((problem) => problem.steps?.length === steps).map(({ meta }) => meta?.structure))
          .size;
      expect([train, validation, inTest]).toEqual([
        used(splits.train),
        used(splits.validation),
        used(splits.test),
      ]);
      expect(train + validation + inTest).toBeLessThan(available);
    }
  });

  test('families and step counts are balanced exactly', () => {
    const counts = new Map<string, number>();
    for (const { meta, steps = [] } of splits.train) {
      const cell = `${meta?.family} ${steps.length}`;
      counts.set(cell, (counts.get(cell) ?? 0) + 1);
    }
    expect(counts.size).toBe(42);
    expect([...new Set(counts.values())]).toEqual([200]);
  });

  test('no guess pays: the commonest answer, the last and the largest number are right in less than 5 % together', () => {
    const counts = new Map<string, number>();
    let last = 0;
    let largest = 0;
    for (const { question, answer } of splits.train) {
      counts.set(answer, (counts.get(answer) ?? 0) + 1);
      const numbers = numbersOf(question);
      if (numbers.at(-1) === Number(answer)) last++;
      if (Math.max(...numbers) === Number(answer)) largest++;
    }
    const commonest = Math.max(...counts.values());
    expect(commonest / splits.train.length).toBeLessThan(0.03);
    expect((commonest + last + largest) / splits.train.length).toBeLessThan(0.05);
  });

  test('questions of 2 to 4 steps are 25 to 60 words long on average', () => {
    const short = splits.train.filter(({ steps = [] }) => steps.length <= 4);
    const words = short.reduce((sum, { question }) => sum + question.split(' ').length, 0) / short.length;
    expect(words).toBeGreaterThan(25);
    expect(words).toBeLessThan(60);
  });

  test('distractors follow their probability, and never change the steps they stand beside', () => {
    const share = (list: readonly Problem[]) =>
      list.filter(({ meta }) => meta?.distractors !== 0).length / list.length;
    expect(share(splits.train)).toBeGreaterThan(0.2);
    expect(share(splits.train)).toBeLessThan(0.3);
    const options = { seed: 1, train: 420, validation: 0, test: 0 };
    expect(share(generateArithmetic({ ...options, distractors: 0 }).train)).toBe(0);
    const all = generateArithmetic({ ...options, distractors: 1 }).train;
    expect(share(all)).toBe(1);
    expect(new Set(all.map(({ meta }) => meta?.distractors))).toEqual(new Set([1, 2]));
    expect(all.flatMap(stepFaults)).toEqual([]);
  });

  test.each([
    50, 77, 100, 400,
  ])('no quantity exceeds maxNumber %i, in any family at any step count', (maxNumber) => {
    const { train, test: held } = generateArithmetic({
      seed: 2,
      train: 840,
      validation: 0,
      test: 168,
      maxNumber,
    });
    const all = [...train, ...held];
    const cells = new Set(all.map(({ meta, steps = [] }) => `${meta?.family} ${steps.length}`));
    expect(cells.size).toBe(42);
    for (const { question, steps = [] } of all) {
      const values = steps.map(({ solution }) => Number(annotation.exec(solution)?.[5]));
      expect(Math.max(...numbersOf(question), ...values)).toBeLessThanOrEqual(maxNumber);
      expect(Math.min(...values)).toBeGreaterThanOrEqual(2);
    }
    expect(all.flatMap(stepFaults)).toEqual([]);
  });

  test('families and steps can be narrowed', () => {
    const { train, structures } = generateArithmetic({
      seed: 4,
      train: 90,
      validation: 0,
      test: 0,
      families: ['ages', 'rates'],
      steps: { min: 3, max: 5 },
    });
    expect(new Set(train.map(({ meta }) => meta?.family))).toEqual(new Set(['ages', 'rates']));
    expect(new Set(train.map(({ steps = [] }) => steps.length))).toEqual(new Set([3, 4, 5]));
    expect(structures.perSteps.map(({ steps }) => steps)).toEqual([3, 4, 5]);
  });

  test('equal seeds give equal problems, other seeds others; fewer problems are a prefix, whatever the other splits are', () => {
    const again = generateArithmetic({ seed: 11, train: 100, validation: 0, test: 5 });
    expect(again.train).toEqual(splits.train.slice(0, 100));
    expect(again.test).toEqual(splits.test.slice(0, 5));
    const other = generateArithmetic({ seed: 12, train: 100, validation: 0, test: 0 });
    const questions = new Set(splits.train.map(({ question }) => question));
    expect(other.train.filter(({ question }) => questions.has(question)).length).toBeLessThan(3);
  });

  test('the train problems of one seed and the test problems of another share no structure', () => {
    const trained = new Set(splits.train.map(({ meta }) => meta?.structure));
    const other = generateArithmetic({ seed: 12, train: 0, validation: 0, test: 420 });
    expect(other.test.filter(({ meta }) => trained.has(meta?.structure))).toEqual([]);
  });

  test.each<[keyof ArithmeticOptions, unknown]>([
    ['seed', 0.5],
    ['train', -1],
    ['validation', Number.NaN],
    ['test', 1.5],
    ['families', []],
    ['families', ['ages', 'ages']],
    ['families', ['geometry']],
    ['steps', { min: 1, max: 3 }],
    ['steps', { min: 5, max: 4 }],
    ['steps', { min: 2, max: 9 }],
    ['maxNumber', 49],
    ['distractors', 1.1],
  ])('%s cannot be %j', (option, received) => {
    const options = { seed: 1, train: 1, validation: 0, test: 0, [option]: received } as ArithmeticOptions;
    expect(() => generateArithmetic(options)).toThrowError(
      expect.objectContaining({
        code: 'invalid-value',
        fault: 'input',
        subject: { option },
        message: expect.stringContaining(`\`${option}\` must be`),
        details: { expected: expect.any(String), received },
      }),
    );
  });

  test('when no new problem can be found it says what to widen, instead of searching forever', () => {
    const options = checkOptions({ seed: 1, train: 0, validation: 0, test: 1, maxNumber: 50 });
    const everything = { has: () => true, size: 7 };
    let thrown: unknown;
    try {
      newProblem(
        new Random(1),
        { family: 'ages', steps: 2 },
        'test',
        options,
        everything,
        new AnswerBalance(50),
      );
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(SocraticError);
    expect((thrown as SocraticError).code).toBe('arithmetic-exhausted');
    expect((thrown as SocraticError).message).toMatch(/after 7 problems\. Raise `maxNumber` \(now 50\)/);
  });

  test('all six families are there', () => {
    expect([...arithmeticFamilies].sort()).toEqual([
      'ages',
      'comparisons',
      'fractions',
      'purchases',
      'rates',
      'transfers',
    ]);
  });
});
