// Recomputes every calculation that a text states: `<<16-3=13>>`, plain `16 - 3 = 13`, and with words (word-calculations.ts).
import {
  agree,
  checkAnnotations,
  colonEquations,
  computedOf,
  equal,
  equationsIn,
  numberBefore,
  numbersIn,
  type RightSide,
  rightSide,
  roughlyEqual,
} from '../../data/index.ts';
import { isRange } from './ranges.ts';
import { isRounded, wrongRemainder } from './rounded.ts';
import { type Spelled, spell } from './spelling.ts';
import { statedConversions } from './stated-conversions.ts';
import { statedDozens } from './stated-dozens.ts';
import { statedForms } from './stated-forms.ts';
import { wordCalculations } from './word-calculations.ts';
import type { Scale, WordCalculation } from './word-results.ts';

export interface WrongCalculation {
  /** As it is written. */
  readonly written: string;
  /** What it comes to; null for an annotation that cannot be computed. */
  readonly computed: string | null;
}

export interface ArithmeticCheck {
  /** Calculations that were recomputed. */
  readonly checked: number;
  readonly wrong: readonly WrongCalculation[];
}

/**
 * Checks every annotation, with the number shown behind it, and every equation between numbers and operators; behind `≈` the result may
 * be rounded further. What is no plain arithmetic (an unknown, a unit within
 * the expression, a result such as `2 hours 30 minutes`) is passed over: it is not known to be wrong. Stated conversions of units are
 * checked too (`48 hours = 3 days`). `context` is the problem with the steps before: `5 days = 40 hours` is right where it says 8 hours a day.
 */
export function checkArithmetic(text: string, context = ''): ArithmeticCheck {
  const annotations = checkAnnotations(text);
  const plain = checkEquations(text.replace(/<<[^<>\n]*>>/g, ''), numbersIn(context));
  return {
    checked: annotations.length + plain.checked,
    wrong: [
      ...annotations
        .filter(({ agrees }) => !agrees)
        .map(({ expression, value, computed }) => ({ written: `<<${expression}=${value}>>`, computed })),
      ...shownOtherwise(text),
      ...plain.wrong,
    ],
  };
}

/** Right annotations with another number directly behind them: `<<11+7=18>>4 pens`. It may be rounded, or a percentage. */
function shownOtherwise(text: string): WrongCalculation[] {
  return [...text.matchAll(/(<<[^<>\n]*>>)(?=\S)/g)].flatMap(({ index, 0: annotation }) => {
    const [check] = checkAnnotations(annotation);
    if (check?.agrees !== true) return [];
    const { expression, value, computed } = check;
    const behind = index + annotation.length;
    const [line = ''] = text.slice(behind, behind + LONGEST_SHOWN).split('\n');
    const shown = rightSide(line, expression);
    if (shown === null || agree(expression, shown) || agree(value, shown)) return [];
    if (isRounded(expression, shown.first, line)) return [];
    return [{ written: `${annotation}${shown.first}`, computed }];
  });
}

const LONGEST_SHOWN = 500; // characters behind an annotation in which its result is shown

/** The lines of a text; one that begins with a sign goes on with the line before it. */
function linesOf(text: string): string[] {
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    if (lines.length > 0 && /^\s*[=≈]/.test(line)) lines.push(`${lines.pop()} ${line.trimStart()}`);
    else lines.push(line);
  }
  return lines;
}

function checkEquations(text: string, stated: readonly number[]): ArithmeticCheck {
  const checks = linesOf(text).map((line) => checkLine(line, stated));
  return {
    checked: checks.reduce((sum, { checked }) => sum + checked, 0),
    wrong: checks.flatMap(({ wrong }) => wrong),
  };
}

interface Found {
  readonly agrees: boolean;
  readonly written: string;
  readonly computed: string | null;
}

function checkLine(written: string, stated: readonly number[]): ArithmeticCheck {
  const spelled = spell(written);
  const line = spelled.text;
  const { found, known } = checkPlain(spelled, written);
  for (const { sign, found: conversion } of [...statedConversions(line, stated), ...statedDozens(line)]) {
    if (known.has(sign[0])) continue;
    for (let at = sign[0]; at < sign[1]; at++) known.add(at);
    if (conversion !== null) found.push(conversion);
  }
  for (const calculation of wordCalculations(line, known)) {
    const checked = checkWords(line, calculation);
    if (checked === null) continue;
    found.push({ ...checked, written: spelled.original(calculation.start, checked.end) });
  }
  for (const { index: at } of line.matchAll(/=/g)) {
    const numbers = known.has(at) ? null : numberBefore(line, at);
    if (numbers === null) continue;
    const { left, right } = numbers;
    const agrees = agree(left, right) || agree(right.text, { text: left, first: left });
    found.push({ agrees, written: `${left} = ${right.text}`, computed: computedOf(right.text) });
  }
  found.push(...statedForms(line));
  const wrong = found.filter(({ agrees }) => !agrees);
  return { checked: found.length, wrong: wrong.map(({ written, computed }) => ({ written, computed })) };
}

/** Checks the equations between numbers and operators, and says which signs are theirs. */
function checkPlain(spelled: Spelled, written: string): { found: Found[]; known: Set<number> } {
  const line = spelled.text;
  const exact = equationsIn(line).map((equation) => ({ ...equation, sign: ' =', equals: equal }));
  const rough = equationsIn(line, '≈').map((equation) => ({ ...equation, sign: ' ≈', equals: roughlyEqual }));
  const colons = colonEquations(line).map((equation) => ({ ...equation, sign: ':', equals: equal }));
  const found: Found[] = [];
  const plain = [...exact, ...rough, ...colons];
  for (const { left, right, sign, equals, at } of plain) {
    const start = line.slice(0, at).trimEnd().length - left.length;
    const behind = line.slice(at + 1, at + 1 + LONGEST_SHOWN).trimStart();
    const before = line.slice(Math.max(0, start - LONGEST_SHOWN), start);
    if (isRange(left, before, right.first, behind.slice(right.first.length))) continue;
    const remainder = wrongRemainder(left, right.first, behind);
    const agrees = agree(left, right, equals) || isRounded(left, right.first, behind);
    const end = line.length - line.slice(at + 1).trimStart().length + lengthOf(right, behind);
    const shown =
      line === written ? `${left}${sign} ${remainder?.written ?? right.text}` : spelled.original(start, end);
    found.push({
      agrees: agrees && remainder === null,
      written: shown,
      computed: remainder?.computed ?? computedOf(left),
    });
  }
  return { found, known: new Set(plain.map(({ at }) => at)) };
}

/** Characters of a result in the text that begins with it. */
const lengthOf = ({ text, first }: RightSide, behind: string): number =>
  [text, first].find((shown) => behind.startsWith(shown))?.length ??
  /\S+(?:\s\d+\/\d+)?/.exec(behind)?.[0].length ??
  0;

interface CheckedWords {
  readonly agrees: boolean;
  readonly computed: string;
  /** Where what is shown as its result ends. */
  readonly end: number;
}

/** Null where its result is no number, or cannot be computed. */
function checkWords(line: string, calculation: WordCalculation): CheckedWords | null {
  const { readings, start, resultAt, resultEnd, results, about, factors, converts, scale } = calculation;
  const computed = computedOf(readings[0] ?? '');
  const behind = line.slice(resultAt);
  const inUnits = factors.length > 0; // then `$3 times 4 is 1200 cents` is no riddle
  const number = results === null ? rightSide(behind, inUnits ? '' : line.slice(start, resultAt)) : null;
  const rights = number === null ? (results ?? []).map((text) => ({ text, first: text })) : [number];
  const [shown] = rights;
  if (computed === null || shown === undefined) return null;
  const { said } = calculation;
  if (isRange(said, line.slice(Math.max(0, start - LONGEST_SHOWN), start), shown.first, behind)) return null;
  const equals = about ? roughlyEqual : equal;
  const isResult = (reading: string) =>
    rights.some((right) => agree(reading, right, equals) || isRounded(reading, right.first, behind));
  const isConverted = (reading: string) =>
    rights.some(({ first }) => factors.some((factor) => equals(`(${reading})*${spelled(factor)}`, first)));
  const isPlain = readings.some(isResult);
  const agrees =
    (isPlain && converts === null) ||
    readings.some(isConverted) ||
    (scale !== null && readings.some((reading) => isInScale(reading, scale)));
  const remainder = readings.length === 1 ? wrongRemainder(readings[0] ?? '', shown.first, behind) : null;
  return {
    agrees: agrees && remainder === null,
    computed: remainder?.computed ?? (isPlain ? `${computed} ${converts}` : computed), // wrong nevertheless: in another unit
    end: resultEnd ?? resultAt + (remainder?.written.length ?? lengthOf(shown, behind)),
  };
}

/** `1,234,567 * 2 = 2.47 million`: rounded to the decimals that are written. */
function isInScale(reading: string, { digits, size }: Scale): boolean {
  const decimals = digits.split('.')[1]?.length ?? 0;
  const value = Number(computedOf(reading) ?? Number.NaN) / size;
  return Math.abs(value - Number(digits)) <= 0.5 * 10 ** -decimals + 1e-9;
}

/** A factor as the calculator reads it: a whole number, or one divided by a whole number, without rounding. */
function spelled(factor: number): string {
  const inverse = Math.round(1 / factor);
  return factor < 1 && Math.abs(factor * inverse - 1) < 1e-12 ? `(1/${inverse})` : `(${factor.toFixed(12)})`;
}
