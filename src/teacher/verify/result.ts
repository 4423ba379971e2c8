// What a step finds: the result of its last calculation, or what it says behind that.
import { evaluateExpression, extractAnswer, numbersIn, type Problem, type Step } from '../../data/index.ts';
import { same, withoutAnnotations } from './quantities.ts';
import { unitFactors } from './unit-factors.ts';

/**
 * Whether the last step finds the gold answer: as the result of its last calculation, in the words behind that (`45 / 10 = 4.5, so 5 buses`), or,
 * where it calculates nothing, as what it says. A number that a calculation only uses is not its result. Closing words without a number
 * (`That is all.`) are no step.
 */
export function findsAnswer({ answer, question }: Problem, allSteps: readonly Step[]): boolean {
  const gold = Number(answer);
  const saysNumber = ({ solution }: Step) =>
    numbersIn(solution).length > 0 || extractAnswer(solution, 'number') !== null;
  const steps = allSteps.slice(0, allSteps.findLastIndex(saysNumber) + 1);
  const last = withoutAnnotations(steps.at(-1)?.solution ?? '');
  const isGold = (value: number) => same(value, gold);
  const sign = Math.max(last.lastIndexOf('='), last.lastIndexOf('≈'));
  if (sign !== -1) return resultsOf(last, sign).some(isGold);
  const said = extractAnswer(last, 'number', { question })?.value;
  if (said !== undefined && isGold(Number(said))) return true;
  // `So 18 of the 72 rolls are left`: a step before has found it
  const found = steps.slice(0, -1).some((step) => {
    const text = withoutAnnotations(step.solution);
    const at = Math.max(text.lastIndexOf('='), text.lastIndexOf('≈'));
    return at !== -1 && resultsOf(text, at).some(isGold);
  });
  return found && numbersIn(last).some(isGold);
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
  const value = evaluateExpression(run.replace(/[$€£]/g, ''));
  const results = [...(value === null ? [] : [Number(value)]), ...mixedIn(run)];
  const words = behind.slice(run.length);
  return [...results, ...madeOf(results, words, numbersIn(words))];
}

/** What says a result in another way: `which is 25%`, `or 2 hours`. */
const inOtherWords = /(?:\b(?:so|or|is|are|means?|equals?|makes|i\.e\.)|[=≈→])[^\d=≈→]{0,40}/g;

/** Of the numbers in the words behind a result those that are it, rounded to whole numbers, or said in another unit. */
function madeOf(results: readonly number[], words: string, numbers: readonly number[]): number[] {
  const rounded = numbers.filter((said) =>
    results.some((result) => Number.isInteger(said) && Math.abs(said - result) < 1),
  );
  const restated = [...words.matchAll(inOtherWords)]
    .map(({ index, 0: text }) => numbersIn(words.slice(index + text.length))[0])
    .filter((said) => said !== undefined)
    .filter((said) =>
      results.some((result) =>
        unitFactors.some((factor) => same(said, result * factor) || same(said * factor, result)),
      ),
    );
  return [...rounded, ...restated];
}

/** `3 1/2` is one number. */
function mixedIn(run: string): number[] {
  const [, whole, top, bottom] = /^\s*(\d+)\s+(\d+)\s*\/\s*(\d+)\s*$/.exec(run) ?? [];
  return whole === undefined ? [] : [Number(whole) + Number(top) / Number(bottom)];
}
