// Exact arithmetic on short expressions as people write them: a recursive-descent parser over decimal.js.
//
//   sum     = product (('+' | '-') product)*
//   product = unary (('*' | '/' | '(') unary)*      3(4) multiplies
//   unary   = ('-' | '+')* value '%'*
//   value   = number | '(' sum ')'
import { Decimal } from 'decimal.js';

const LONGEST = 200; // characters
const DEEPEST = 40; // parentheses within one another
const DECIMALS = 10;
const LARGEST = 1e30;

/** A constructor of our own: other code may change decimal.js's shared settings. */
const Exact = Decimal.clone({ precision: 60 });

class NotAnExpression extends Error {}

const TOKEN = /\s*(?:((?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d*)?|\.\d+)|[$€£]|([-+*/()%]))/y;

/** Numbers and operators of `text` in one spelling; `$`, `€`, `£` are dropped. */
function tokenize(text: string): string[] {
  const plain = text
    .replace(/[×·∙xX]/g, '*')
    .replace(/÷/g, '/')
    .replace(/[−–]/g, '-')
    .trim();
  const tokens: string[] = [];
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < plain.length; ) {
    const match = TOKEN.exec(plain);
    if (match === null) throw new NotAnExpression();
    const token = match[1]?.replaceAll(',', '') ?? match[2];
    if (token !== undefined) tokens.push(token);
  }
  return tokens;
}

class Parser {
  readonly #tokens: readonly string[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  all(): Decimal {
    const value = this.#sum();
    if (this.#at < this.#tokens.length) throw new NotAnExpression();
    return value;
  }

  #take(...wanted: readonly string[]): string | null {
    const token = this.#tokens[this.#at];
    if (token === undefined || !wanted.includes(token)) return null;
    this.#at++;
    return token;
  }

  #sum(): Decimal {
    let value = this.#product();
    for (let sign = this.#take('+', '-'); sign !== null; sign = this.#take('+', '-')) {
      const next = this.#product();
      value = sign === '+' ? value.plus(next) : value.minus(next);
    }
    return value;
  }

  #product(): Decimal {
    let value = this.#unary();
    for (;;) {
      if (this.#take('/') !== null) {
        const divisor = this.#unary();
        if (divisor.isZero()) throw new NotAnExpression();
        value = value.div(divisor);
      } else if (this.#take('*') !== null || this.#tokens[this.#at] === '(')
        value = value.times(this.#unary());
      else return value;
    }
  }

  #unary(): Decimal {
    let negative = false;
    for (let sign = this.#take('+', '-'); sign !== null; sign = this.#take('+', '-')) {
      if (sign === '-') negative = !negative;
    }
    let value = this.#value();
    while (this.#take('%') !== null) value = value.div(100);
    return negative ? value.neg() : value;
  }

  #value(): Decimal {
    if (this.#take('(') !== null) {
      if (++this.#depth > DEEPEST) throw new NotAnExpression();
      const value = this.#sum();
      if (this.#take(')') === null) throw new NotAnExpression();
      this.#depth--;
      return value;
    }
    const token = this.#tokens[this.#at];
    if (token === undefined || !/\d/.test(token)) throw new NotAnExpression();
    this.#at++;
    return new Exact(token);
  }
}

/**
 * The value of an expression in numbers, `+ - * / ( ) %` (`20%` is 0.2), with `x` and `×` for `*` and `÷` for `/`,
 * thousands commas and currency signs: the shortest plain decimal text, rounded to 10 decimals (`1/3` gives
 * `0.3333333333`), never with an exponent. Null for anything else: other characters, a division by zero, more than 200
 * characters, a value beyond 1e30.
 */
export function evaluateExpression(text: string): string | null {
  if (text.length > LONGEST) return null;
  try {
    const value = new Parser(tokenize(text)).all().toDecimalPlaces(DECIMALS);
    if (value.abs().gt(LARGEST)) return null;
    return value.isZero() ? '0' : value.toFixed();
  } catch (error) {
    if (error instanceof NotAnExpression) return null;
    throw error;
  }
}
