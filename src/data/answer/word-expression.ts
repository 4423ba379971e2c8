// Reads calculations as people say them: `5 times 9`, `half of the 12 pens`, `the sum of 20 and 22`, `72 pens - 30 pens`.
//
//   sum    = term (operator term)*
//   term   = part "of" term | "twice" term | function of a list | value ("squared" | "^" number | "!")?
//   value  = number ("dozen")? unit? | "(" sum ")"
//
// What is said can often be understood in more than one way (`half of 20 + 5`). Every reading is kept: a calculation is wrong when none of
// them gives its result.
import { applied, chained, MOST_READINGS } from './word-readings.ts';
import type { Token } from './word-tokens.ts';
import {
  changes,
  counts,
  determiner,
  factors,
  functions,
  groups,
  joins,
  many,
  noUnit,
  partWords,
  scales,
  stem,
} from './word-vocabulary.ts';

/** What a stretch of tokens may mean. */
export interface Said {
  /** In the calculator's spelling; one for every way to understand it. */
  readonly readings: readonly string[];
  readonly end: number;
  /** Stems of the units of its numbers, `$` for money. */
  readonly units: readonly string[];
  /** Some numbers have no unit. */
  readonly bare: boolean;
  /** Something is calculated, if only a part of something: `half of 12`. */
  readonly calculates: boolean;
  /** Numbers are joined by an operator or a function. */
  readonly joined: boolean;
  /** A number with a scale word: `2 million`. */
  readonly scaled?: boolean;
  /** Some numbers are added or subtracted. */
  readonly adds: boolean;
}

const DEEPEST = 8;
const MOST_OPERANDS = 12;

/** Reads expressions in the tokens of one line. */
export class WordExpressions {
  readonly #tokens: readonly Token[];
  readonly #counts: boolean;
  /** What begins at a token, once it has been read. */
  readonly #known = new Map<number, Said | null>();

  /** `counts`: whether `5 rows of 9` and `3 pens at $4` are calculations, not descriptions of five rows and three pens. */
  constructor(tokens: readonly Token[], { counts = true }: { readonly counts?: boolean } = {}) {
    this.#tokens = tokens;
    this.#counts = counts;
  }

  /** The calculation that begins at `at`; null where there is none. */
  sum(at: number): Said | null {
    const known = this.#known.get(at);
    if (known !== undefined) return known;
    const said = this.#sum(at, 0);
    this.#known.set(at, said);
    return said;
  }

  #sum(at: number, depth: number): Said | null {
    const first = this.#term(at, depth);
    if (first === null) return null;
    const parts = [first];
    const operators: Token[] = [];
    let end = first.end;
    while (operators.length < MOST_OPERANDS) {
      const token = this.#operator(end, parts.at(-1));
      if (token === null || /^[()^]$/.test(token.text)) break;
      const following = this.#term(this.#behindDeterminers(end + 1), depth);
      if (following === null || comparesOthers(token, parts.at(-1), following)) break;
      operators.push(token);
      parts.push(following);
      end = following.end;
    }
    const readings = operators.length === 0 ? first.readings : chained(parts, operators);
    return {
      readings: [...readings, ...this.#wholes(at, end, depth)].slice(0, 2 * MOST_READINGS),
      end,
      units: parts.flatMap(({ units }) => units),
      bare: parts.some(({ bare }) => bare),
      calculates: operators.length > 0 || first.calculates,
      joined: operators.length > 0 || first.joined,
      scaled: operators.length === 0 && first.scaled === true,
      adds: parts.some(({ adds }) => adds) || operators.some(({ text }) => /[-+]|than/.test(text)),
    };
  }

  /** The operator at `at`, which may be the `of` of `5 rows of 9`, or the `at` of `3 pens at $4`. */
  #operator(at: number, before: Said | undefined): Token | null {
    const token = this.#tokens[at];
    if (token === undefined || token.kind === 'operator') return token ?? null;
    if (!this.#counts) return null;
    const next = this.#tokens[at + 1];
    const isOf =
      token.text === 'of' && groups.test(before?.units.at(-1) ?? '') && next?.value?.endsWith('%') === false;
    let behind = at + 2;
    while (this.#tokens[behind]?.kind === 'word') behind++;
    if (this.#tokens[behind]?.kind === 'operator') return null; // 3 piles of 210 / 3
    const isAt =
      /^(?:at|@)$/.test(token.text) && next?.money === true && before?.units.includes('$') === false;
    return isOf || isAt ? { ...token, kind: 'operator', text: '*', spoken: true } : null;
  }

  /** `half of 20 + 5` and `twice 20 + 5` as a part of all that follows. */
  #wholes(at: number, end: number, depth: number): string[] {
    const part = this.#part(at);
    if (part === null || depth >= DEEPEST) return [];
    const rest = this.#sum(part.end, depth + 1);
    return rest === null || rest.end !== end
      ? []
      : rest.readings.map((reading) => `${part.value}*(${reading})`);
  }

  #term(at: number, depth: number): Said | null {
    if (depth > DEEPEST) return null;
    const part = this.#part(at);
    if (part !== null) {
      const whole = this.#term(part.end, depth + 1);
      if (whole === null) return null;
      const readings = whole.readings.map((reading) => `(${part.value}*${reading})`);
      const joined = whole.joined || /ing$/.test(this.#tokens[at]?.text ?? ''); // doubling 6
      return { ...whole, readings, calculates: true, joined };
    }
    return this.#function(at, depth) ?? this.#root(at, depth) ?? this.#value(at, depth);
  }

  /** What takes a part or a multiple of what follows it: `half of`, `two thirds of`, `3/4 of`, `20% of`, `twice`. */
  #part(at: number): { readonly value: string; readonly end: number } | null {
    const text = (index: number) => this.#tokens[index]?.text ?? '';
    const factor = factors[text(at)];
    if (factor !== undefined) {
      const compared = text(at + 1) === 'as' && many.test(text(at + 2));
      const as = compared ? this.#indexOf('as', at + 3, 3) : -1;
      if (compared && as < 0) return null;
      return { value: factor, end: this.#behindDeterminers(compared ? as + 1 : at + 1) };
    }
    const [value, end] = this.#fraction(at);
    if (value === '' || text(end) !== 'of') {
      const half = text(at) === 'half' && determiner.test(text(at + 1)); // half the 12 pens
      return half ? { value: '(1/2)', end: this.#behindDeterminers(at + 1) } : null;
    }
    return { value, end: this.#behindDeterminers(end + 1) };
  }

  /** A fraction in words or digits, as text, and where it ends. */
  #fraction(at: number): readonly [value: string, end: number] {
    const token = this.#tokens[at];
    const none = ['', at] as const;
    if (token === undefined) return none;
    const text = (index: number) => this.#tokens[index]?.text ?? '';
    const hyphened = /^(one|two|three|four|five|seven|nine)-(\p{L}+)$/u.exec(token.text);
    const [whole, count = '', name = ''] = hyphened ?? [];
    if (whole !== undefined && partWords[name] !== undefined)
      return [`(${counts[count]}/${partWords[name]})`, at + 1];
    if (token.kind === 'word' && partWords[token.text] !== undefined)
      return [`(1/${partWords[token.text]})`, at + 1];
    const behind = partWords[text(at + 1)];
    if ((token.text === 'a' || token.text === 'one') && behind !== undefined)
      return [`(1/${behind})`, at + 2];
    if (token.kind !== 'number' || token.value === undefined) return none;
    if (behind !== undefined && Number(token.value) < 10) return [`(${token.value}/${behind})`, at + 2];
    if (token.value.endsWith('%') || (/^0?\.\d/.test(token.value) && token.money !== true))
      return [`(${token.value})`, at + 1];
    const bottom = this.#tokens[at + 2];
    if (text(at + 1) !== '/' || bottom?.kind !== 'number' || bottom.value === undefined) return none;
    return [`(${token.value}/${bottom.value})`, at + 3];
  }

  /** `the sum of 20 and 22`, `adding 20 to 22`. */
  #function(at: number, depth: number): Said | null {
    const name = this.#tokens[at]?.text ?? '';
    const operator = functions[name];
    if (operator === undefined) return null;
    const noun = /^(?:sum|total|product|difference|quotient|average|mean)$/.test(name);
    const of = this.#tokens[at + 1]?.text ?? '';
    if (noun && !/^(?:of|between)$/.test(of)) return null;
    let next = this.#behindDeterminers(at + (noun ? 2 : 1));
    const items: Said[] = [];
    while (items.length < MOST_OPERANDS) {
      const item = this.#term(next, depth + 1);
      if (item === null && items.length > 1 && this.#tokens[next - 1]?.text === ',') break; // `adding 3 and 4, we get 7`
      if (item === null) return null;
      items.push(item);
      const isListed = this.#tokens[item.end]?.text === ',' && operator !== '/';
      const comma = isListed ? item.end + 1 : item.end;
      const join = joins[operator]?.test(this.#tokens[comma]?.text ?? '') === true ? comma + 1 : comma;
      if (join === item.end) break;
      next = this.#behindDeterminers(join);
    }
    if (items.length < 2) return null;
    if (name === 'total' && new Set(items.flatMap(({ units }) => units)).size > 1) return null; // of 3 boxes and 4 bags
    return {
      readings: applied(operator, items),
      end: items.at(-1)?.end ?? next,
      units: items.flatMap(({ units }) => units),
      bare: items.some(({ bare }) => bare),
      calculates: true,
      joined: true,
      adds: operator !== '*' && operator !== '/',
    };
  }

  /** `square root of 16`, `√16`, `the square of 5`. */
  #root(at: number, depth: number): Said | null {
    const text = (index: number) => this.#tokens[index]?.text ?? '';
    if (/^(?:square|cube)$/.test(text(at)) && text(at + 1) === 'of') {
      const base = this.#value(at + 2, depth + 1);
      const times = text(at) === 'square' ? 2 : 3;
      const readings = base?.readings.map((reading) => `(${Array(times).fill(reading).join('*')})`) ?? [];
      return base === null ? null : { ...base, readings, units: [], calculates: true, joined: true };
    }
    const isWord = /^(?:square|cube)$/.test(text(at)) && text(at + 1) === 'root' && text(at + 2) === 'of';
    if (!isWord && text(at) !== '√') return null;
    const of = this.#value(at + (isWord ? 3 : 1), depth + 1);
    const value = Number(of?.readings[0]);
    if (of === null || !(value >= 0)) return null;
    const root = text(at) === 'cube' ? Math.cbrt(value) : Math.sqrt(value);
    return { ...of, readings: [root.toFixed(10)], units: [], calculates: true, joined: true };
  }

  #value(at: number, depth: number): Said | null {
    const token = this.#tokens[at];
    if (token?.text === '(') return this.#group(at, depth);
    if (token?.text === '-' && token.spoken !== true) {
      const positive = depth > DEEPEST ? null : this.#value(at + 1, depth + 1);
      return positive === null
        ? null
        : { ...positive, readings: positive.readings.map((text) => `(-${text})`) };
    }
    if (token?.kind !== 'number' || token.value === undefined) return null;
    let readings: readonly string[] = [token.value];
    let end = at + 1;
    const [top, slash, bottom] = this.#tokens.slice(end, end + 3);
    if (
      top?.kind === 'number' &&
      slash?.text === '/' &&
      bottom?.kind === 'number' &&
      /^\d+$/.test(token.value) &&
      Number(top.value) < Number(bottom.value)
    ) {
      readings = [`(${token.value}+${top.value}/${bottom.value})`]; // 2 1/2
      end += 3;
    }
    const powered = this.#powered(token.value, end);
    if (powered !== null) [readings, end] = [powered.readings, powered.end];
    let calculates = powered !== null;
    if (/^dozens?$/.test(this.#tokens[end]?.text ?? '')) {
      readings = [...readings, ...readings.map((text) => `(12*${text})`)]; // as a unit, or as twelve
      calculates = true;
      end++;
    }
    const scale = scales[this.#tokens[end]?.text ?? ''];
    if (scale !== undefined) {
      readings = [...readings.map((text) => `(${text}*${scale})`), ...readings];
      end++;
    }
    const change = changes[this.#tokens[end]?.text ?? ''];
    if (change !== undefined) {
      readings = readings.map((text) => `(${change}*${text})`);
      calculates = true;
      end++;
    }
    const unit = this.#unit(end);
    const units = [
      ...(token.money === true ? ['$'] : []),
      ...(token.value.endsWith('%') ? ['%'] : []),
      ...unit.stems,
    ];
    if (token.value === '1' && token.spoken === true && unit.stems.length > 0) return null; // one pan: an article
    const bare = units.length === 0;
    return {
      ...{ readings, end: unit.end, units, bare, calculates, adds: false },
      ...{ joined: powered !== null, scaled: scale !== undefined },
    };
  }

  #group(at: number, depth: number): Said | null {
    const inside = this.#sum(at + 1, depth + 1);
    if (inside === null || this.#tokens[inside.end]?.text !== ')') return null;
    const unit = this.#unit(inside.end + 1);
    const readings = inside.readings.map((reading) => `(${reading})`);
    const units = [...inside.units, ...unit.stems];
    return { ...inside, readings, end: unit.end, units, bare: inside.bare && unit.stems.length === 0 };
  }

  /** `squared`, `cubed`, `^3` or `!` behind a whole number or a number with few decimals. */
  #powered(value: string, at: number): { readonly readings: readonly string[]; readonly end: number } | null {
    const text = this.#tokens[at]?.text ?? '';
    const exponent = this.#tokens[at + 1];
    const times =
      text === 'squared' || text === '²'
        ? 2
        : text === 'cubed' || text === '³'
          ? 3
          : text === '^' && exponent?.kind === 'number'
            ? Number(exponent.value)
            : Number.NaN;
    if (text === '!' && /^\d{1,2}$/.test(value) && Number(value) <= 20) {
      return {
        readings: [
          `(${Array.from({ length: Math.max(1, Number(value)) }, (_, index) => index + 1).join('*')})`,
        ],
        end: at + 1,
      };
    }
    if (!Number.isInteger(times) || times < 1 || times > 20 || value.endsWith('%')) return null;
    return { readings: [`(${Array(times).fill(value).join('*')})`], end: at + (text === '^' ? 2 : 1) };
  }

  /** Up to three words that say what a number counts, such as `pens`, `miles per hour` or `$/hour`. */
  #unit(at: number): { readonly stems: readonly string[]; readonly end: number } {
    const stems: string[] = [];
    let end = at;
    if (this.#tokens[end]?.text === '/' && this.#tokens[end + 1]?.kind === 'word') end++; // $5/hour
    while (end - at < 4) {
      const token = this.#tokens[end];
      if (token?.kind !== 'word' || noUnit.test(token.text)) break;
      if (functions[token.text] !== undefined && /^(?:of|between)$/.test(this.#tokens[end + 1]?.text ?? ''))
        break;
      if (partWords[token.text] !== undefined) break;
      stems.push(...token.text.split('/').map(stem));
      end++;
    }
    return { stems, end };
  }

  #behindDeterminers(at: number): number {
    let end = at;
    while (end - at < 3 && determiner.test(this.#tokens[end]?.text ?? '')) end++;
    return end;
  }

  #indexOf(text: string, at: number, within: number): number {
    for (let index = at; index < at + within; index++) if (this.#tokens[index]?.text === text) return index;
    return -1;
  }
}

/** `228 passengers more than 2 airplanes` compares with the passengers of the airplanes. */
function comparesOthers({ text }: Token, before: Said | undefined, behind: Said): boolean {
  const counted = (before?.units ?? []).filter((unit) => unit !== '%');
  return text.endsWith(' than') && counted.length > 0 && behind.units.some((unit) => !counted.includes(unit));
}
