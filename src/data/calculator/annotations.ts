// GSM8K's calculator annotations, `<<16-3-4=9>>`: finishing one while a model writes it, and checking finished ones.
import { Decimal } from 'decimal.js';
import { evaluateExpression } from './expression.ts';

const OPEN = '<<';
const CLOSE = '>>';
const ANNOTATION = /<<([^<>\n]{0,200})>>/g;

/**
 * The text to force after `text`, when it ends in an open `<<expression=`: the value and the closing `>>`.
 * Null when nothing is open, or when the expression cannot be evaluated and the model must go on by itself.
 */
export function pendingCalculation(text: string): string | null {
  if (!text.endsWith('=')) return null;
  const tail = text.slice(-204);
  const start = tail.lastIndexOf(OPEN);
  if (start < 0) return null;
  const value = evaluateExpression(tail.slice(start + OPEN.length, -1));
  return value === null ? null : `${value}${CLOSE}`;
}

/** One `<<expression=value>>`: what it says, what the calculator gives, and whether the two agree. */
export interface AnnotationCheck {
  readonly expression: string;
  readonly value: string;
  /** Null when the expression cannot be evaluated. */
  readonly computed: string | null;
  readonly agrees: boolean;
}

/** Equal, or the computed value rounded to the decimals that are written, at least one. */
function agree(computed: string, written: string): boolean {
  const places = new Decimal(written).decimalPlaces();
  const exact = new Decimal(computed);
  return (
    exact.eq(written) || (places >= 1 && exact.toDecimalPlaces(places, Decimal.ROUND_HALF_UP).eq(written))
  );
}

/** Every annotation of `text`, in order. */
export function checkAnnotations(text: string): AnnotationCheck[] {
  return [...text.matchAll(ANNOTATION)].map(([, content = '']) => {
    const equals = content.lastIndexOf('=');
    const expression = content.slice(0, Math.max(0, equals));
    const value = content.slice(equals + 1);
    const computed = evaluateExpression(expression);
    const written = evaluateExpression(value);
    return {
      expression,
      value,
      computed,
      agrees: computed !== null && written !== null && agree(computed, written),
    };
  });
}
