// What a step finds: the result of its last calculation, or what it says behind that.
import { evaluateExpression, extractAnswer, numbersIn, type Problem, type Step } from '../../data/index.ts';
import { same, withoutAnnotations } from './quantities.ts';

/**
 * Whether the last step finds the gold answer: as the result of its last calculation, in the words behind that (`45 / 10 = 4.5, so 5 buses`), or,
 * where it calculates nothing, as what it says. A number that a calculation only uses is not its result. Closing words without a number
 * (`That is all.`) are no step, and neither is a check that uses the answer (`Check: 4 * 5 = 20`).
 */
export function findsAnswer(problem: Problem, steps: readonly Step[]): boolean {
  const gold = Number(problem.answer);
  const unchecked = steps.map((step) => ({ ...step, solution: withoutCheck(step.solution, gold) }));
  return lastFinds(problem, gold, steps) || lastFinds(problem, gold, unchecked);
}

function lastFinds({ question }: Problem, gold: number, allSteps: readonly Step[]): boolean {
  const saysNumber = ({ solution }: Step) =>
    numbersIn(solution).length > 0 || extractAnswer(solution, 'number') !== null;
  const steps = allSteps.slice(0, allSteps.findLastIndex(saysNumber) + 1);
  const last = withoutAnnotations(steps.at(-1)?.solution ?? '');
  const isGold = (value: number) => same(value, gold);
  const signs = lastSigns(last);
  if (signs.length > 0) return signs.some((sign) => resultsOf(last, sign).some(isGold));
  const said = extractAnswer(last, 'number', { question })?.value;
  if (said !== undefined && isGold(Number(said))) return true;
  // `So 18 of the 72 rolls are left`: a step before has found it
  const found = steps.slice(0, -1).some((step) => {
    const text = withoutAnnotations(step.solution);
    return lastSigns(text).some((sign) => resultsOf(text, sign).some(isGold));
  });
  return found && numbersIn(last).some(isGold);
}

/** `Check: 4 * 5 = 20` at the end of a step, where it uses the answer. */
function withoutCheck(solution: string, gold: number): string {
  const at = solution.search(checks);
  if (at < 0) return solution;
  return numbersIn(solution.slice(at)).some((value) => same(value, gold)) ? solution.slice(0, at) : solution;
}

const checks =
  /(?<=^|[.!;()\n]\s{0,4})[*_(]*(?:(?:let['’]s|let us|we can|to|now)\s+)?(?:double-?\s?)?(?:check|verify|verification|proof)(?:ing)?\b/i;

/**
 * Where the last result follows: its equals sign, and an arrow behind that (`12 - 3 = 9 => 9 pens`). The sign of a comparison (`>=`) is
 * none.
 */
function lastSigns(text: string): number[] {
  const all = [...text.matchAll(/(?<![<>!])=>|(?<![<>!=])=(?![>=])|(?<![<>!=])==(?![>=])|≈/g)];
  const isArrow = ([sign]: RegExpExecArray) => sign === '=>';
  const equals = all.findLastIndex((sign) => !isArrow(sign));
  const last = all.slice(Math.max(0, equals)).filter((sign, index) => index === 0 || isArrow(sign));
  return last.map(({ index, 0: sign }) => index + sign.length - 1);
}

const expression = /^[\s$€£]*[-(]*[\d.,$€£%()+*/×÷·−–\s-]*/;

/** A number with a scale word behind it, which `numbersIn` gives with it and without it. */
const inScale = /^[^\d]*[\d.,]*\d\s?(?:dozens?|hundred|thousand|million|billion|trillion|bn|k|m)\b/i;

/** The results of the calculation whose equals sign is at `sign`. */
function resultsOf(text: string, sign: number): number[] {
  const behind = text.slice(sign + 1);
  if (/^\s*[a-zA-Z]\b/.test(behind))
    return [...numbersIn(text.slice(0, sign)).slice(-1), ...numbersIn(behind)]; // 20 = x
  const results = resultsBehind(behind);
  // `80% of them, because 12/15 = .8`
  return results.concat(results.map((value) => 100 * value).filter((value) => text.includes(`${value}%`)));
}

/**
 * What stands behind an equals sign: the value of the expression there, or the number, and what the words that follow make of it. Another
 * number in these words (`48 bags in 4 rows`) is no result.
 */
function resultsBehind(behind: string): number[] {
  const run = (expression.exec(behind)?.[0] ?? '').replace(/[\s.,(]+$/, '');
  const isCalculation = /[\d)%]\s*[-+*/×÷·−–]\s*[\d($€£.]/.test(run);
  if (!isCalculation) {
    const [first, ...others] = numbersIn(behind);
    if (first === undefined) return [];
    const scaled = inScale.test(behind) ? others.slice(0, 1) : []; // `8 dozen` is 96, and 8 where a problem asks for dozens
    return [first, ...scaled, ...madeOf([first], behind, others)];
  }
  const values = [Number(evaluateExpression(run.replace(/[$€£]/g, '')) ?? Number.NaN), mixedIn(run)];
  const results = values.filter((value) => !Number.isNaN(value));
  const words = behind.slice(run.length);
  return [...results, ...madeOf(results, words, numbersIn(words))];
}

/** How many of a unit another has, and other factors that change how a number is said. */
const unitFactors: readonly number[] = [
  ...[7, 10, 12, 16, 24, 30, 52, 60, 100, 365, 1000, 1440, 3600, 10_000, 1_000_000],
];

/** What says a result in another way: `which is 25%`, `or 2 hours`. */
const inOtherWords = /(?:\b(?:so|or|is|are|means?|equals?|makes|i\.e\.)|[=≈→])[^\d=≈→]{0,40}/g;

/** Of the numbers in the words behind a result those that are it, rounded to whole numbers, or said in another unit. */
function madeOf(results: readonly number[], words: string, numbers: readonly number[]): number[] {
  const rounded = numbers.filter((said) =>
    results.some((result) => Number.isInteger(said) && Math.abs(said - result) < 1),
  );
  const restated = [...words.matchAll(inOtherWords)]
    .flatMap(({ index, 0: text }) => numbersIn(words.slice(index + text.length)).slice(0, 1))
    .filter((said) =>
      results.some((result) =>
        unitFactors.some((factor) => same(said, result * factor) || same(said * factor, result)),
      ),
    );
  return [...rounded, ...restated];
}

/** `3 1/2` is one number; of anything else `NaN`. */
function mixedIn(run: string): number {
  const mixed = /^\s*(\d+)\s+(\d+)\s*\/\s*(\d+)$/.exec(run) ?? [];
  return Number(mixed[1]) + Number(mixed[2]) / Number(mixed[3]);
}
