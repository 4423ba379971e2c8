// Equations of arithmetic word problems, prefix (MAWPS, ASDiv) and infix (SVAMP), as gold steps: one step an operation.
import { Decimal } from 'decimal.js';
import type { Step } from '../problem.ts';
import { decimalText } from './gold-answer.ts';

type Operator = '+' | '-' | '*' | '/';

/** A number as it stands in an expression, or an operation on two of them. */
export type Equation =
  | { readonly text: string; readonly value: Decimal }
  | { readonly operator: Operator; readonly left: Equation; readonly right: Equation };

/** Digits behind the decimal point that steps and answers show at most. */
export const shownDecimals = 6;

/** How far an equation's value may lie from the stated answer: published answers are rounded to three places or more. */
export const answerTolerance = 1e-3;

/** Thrown when an equation cannot be read; the message is the reason the user reads. */
export class EquationError extends Error {}

/**
 * A number in natural text: `56.0` gives `56`. A repeating decimal such as 0.16666666666666666 is the fraction that the
 * corpus was made from, and is written so: `1/6`, `2 1/3`.
 */
export function naturalNumber(value: Decimal): string {
  if (value.decimalPlaces() <= shownDecimals) return decimalText(value, shownDecimals);
  const whole = value.trunc();
  const rest = value.minus(whole).abs();
  for (let denominator = 2; denominator <= 100; denominator++) {
    const numerator = rest.times(denominator).round();
    if (numerator.div(denominator).minus(rest).abs().lt(1e-9)) {
      const fraction = `${numerator.toFixed()}/${denominator}`;
      if (whole.isZero()) return value.isNegative() ? `-${fraction}` : fraction;
      return `${whole.toFixed()} ${fraction}`;
    }
  }
  return decimalText(value, shownDecimals);
}

/** The number as an operand: fractions and negative numbers in brackets, `2 1/3` as `(2+1/3)`. */
function operand(value: Decimal): Equation {
  const text = naturalNumber(value);
  const inBrackets = value.isNegative() || text.includes('/');
  const mixed = text.replace(' ', value.isNegative() ? '-' : '+');
  return { text: inBrackets ? `(${mixed})` : text, value };
}

function token(text: string | undefined, numbers: readonly Decimal[]): Equation {
  if (text === undefined) throw new EquationError('the equation ends too early');
  const placeholder = /^number(\d+)$/.exec(text);
  if (placeholder !== null) {
    const value = numbers[Number(placeholder[1])];
    if (value === undefined) throw new EquationError(`the equation's ${text} has no value`);
    return operand(value);
  }
  if (/^-?\d+(?:\.\d+)?$/.test(text)) return operand(new Decimal(text));
  throw new EquationError(`the equation has "${text}" where a number should stand`);
}

function operatorOf(text: string | undefined): Operator | null {
  return text === '+' || text === '-' || text === '*' || text === '/' ? text : null;
}

/** The tokens of an equation; an empty or absurdly long one (parsing recurses) is refused. */
function tokensOf(text: string): readonly string[] {
  const tokens = text.match(/[()]|[^\s()]+/g) ?? [];
  if (tokens.length === 0) throw new EquationError('has no equation');
  if (tokens.length > 500) throw new EquationError(`its equation has ${tokens.length} parts, more than 500`);
  return tokens;
}

/** Reads `- number0 * number1 number2`; `numbers[k]` is the value of `numberk`. Throws `EquationError`. */
export function parsePrefix(text: string, numbers: readonly Decimal[]): Equation {
  const tokens = tokensOf(text);
  let next = 0;
  const parse = (): Equation => {
    const current = tokens[next++];
    const operator = operatorOf(current);
    if (operator === null) return token(current, numbers);
    const left = parse();
    return { operator, left, right: parse() };
  };
  const equation = parse();
  if (next < tokens.length) throw new EquationError(`the equation goes on after its end: "${tokens[next]}"`);
  return equation;
}

/** Reads `( ( 4.0 - 2.0 ) + 3.0 )`, every operation in its own brackets. Throws `EquationError`. */
export function parseInfix(text: string): Equation {
  const tokens = tokensOf(text);
  let next = 0;
  const parse = (): Equation => {
    const current = tokens[next++];
    if (current !== '(') return token(current, []);
    const left = parse();
    const operator = operatorOf(tokens[next]);
    if (operator === null)
      throw new EquationError(`the equation has "${tokens[next]}" where + - * / should stand`);
    next += 1;
    const right = parse();
    if (tokens[next++] !== ')') throw new EquationError('the equation has a bracket that is not closed');
    return { operator, left, right };
  };
  const equation = parse();
  if (next < tokens.length) throw new EquationError(`the equation goes on after its end: "${tokens[next]}"`);
  return equation;
}

function apply(operator: Operator, left: Decimal, right: Decimal): Decimal {
  if (operator === '+') return left.plus(right);
  if (operator === '-') return left.minus(right);
  if (operator === '*') return left.times(right);
  if (right.isZero()) throw new EquationError('the equation divides by zero');
  return left.div(right);
}

/**
 * One step an operation, in the order of evaluation: `7 + 6 = <<7+6=13>>13`. Every result is rounded as it is shown,
 * and the next step works with the rounded number, so that each step is true as it reads.
 */
export function equationSteps(equation: Equation): { steps: Step[]; value: Decimal } {
  const steps: Step[] = [];
  const evaluate = (node: Equation): { text: string; value: Decimal } => {
    if (!('operator' in node)) return node;
    const left = evaluate(node.left);
    const right = evaluate(node.right);
    const shown = decimalText(apply(node.operator, left.value, right.value), shownDecimals);
    const value = new Decimal(shown);
    const spaced = `${left.text} ${node.operator} ${right.text}`;
    steps.push({ solution: `${spaced} = <<${spaced.replaceAll(' ', '')}=${shown}>>${shown}` });
    return { text: value.isNegative() ? `(${shown})` : shown, value };
  };
  const { value } = evaluate(equation);
  return { steps, value };
}

/** The steps of an equation whose value is the stated answer. Throws `EquationError` when it is not, or has none. */
export function goldSteps(equation: Equation, answer: Decimal): readonly Step[] {
  const { steps, value } = equationSteps(equation);
  if (value.minus(answer).abs().gt(answerTolerance)) {
    throw new EquationError(
      `its equation gives ${decimalText(value, shownDecimals)}, its answer is ${decimalText(answer, shownDecimals)}`,
    );
  }
  if (steps.length === 0) throw new EquationError('its equation has no operation');
  return steps;
}
