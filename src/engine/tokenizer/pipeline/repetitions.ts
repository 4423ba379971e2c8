// Whether a regular expression of a stranger's file could take time without end. JavaScript tries the ways to match one after another. Where
// a group that can match in several ways is repeated, there are exponentially many; where repetitions of the same characters stand side by
// side, their number grows with a power of the length of the text.

/** What may match one text in several lengths: `\s*`, `\d{1,3}`, `(?:ab)?`. */
interface Repetition {
  readonly atom: string;
  readonly endless: boolean;
  /** What it matches of `probes`. */
  readonly matches: ReadonlySet<string>;
}

const MOST_NEIGHBOURS = 50;

/** A group that is open. */
interface Open {
  readonly start: number;
  /** Whether what is in it can match one text in several ways. */
  varies: boolean;
  /** The repetitions with which the text before the group may end. */
  readonly before: readonly Repetition[];
  /** The repetitions with which an earlier alternative ends. */
  ends: readonly Repetition[];
}

const quantifier = /^(?:[*+?]|\{\d*,?\d*\})/;
const lookAround = /^\(\?<?[=!]/;

/** Whether `pattern` repeats a group that holds alternatives or repetitions (`(a+)+`), or the same characters side by side (`\s*\s*`). */
export function repeatsVariants(pattern: string): boolean {
  const open: Open[] = [{ start: 0, varies: false, before: [], ends: [] }];
  let run: readonly Repetition[] = []; // the repetitions that stand side by side before `at`
  for (let at = 0; at < pattern.length; ) {
    const inner = open.at(-1) as Open;
    const sign = pattern[at];
    if (sign === '|') {
      inner.varies = true;
      inner.ends = [...new Set([...inner.ends, ...run])];
      run = inner.before;
      at++;
      continue;
    }
    if (sign === '(') {
      open.push({ start: at, varies: false, before: run, ends: [] });
      at += markOf(pattern, at);
      continue;
    }
    const closes = sign === ')' && open.length > 1;
    const group = closes ? (open.pop() as Open) : null;
    if (group !== null) run = [...new Set([...group.ends, ...run])];
    const end = closes ? at + 1 : endOfAtom(pattern, at);
    const atom = pattern.slice(group?.start ?? at, end);
    const [times = ''] = quantifier.exec(pattern.slice(end, end + 24)) ?? [];
    const varies = isVarying(times);
    if (group?.varies === true && times !== '' && times !== '?') return true;
    if (varies || group?.varies === true) (open.at(-1) as Open).varies = true;
    if (lookAround.test(atom))
      run = group?.before ?? []; // it takes no text
    else if (varies) {
      const endless = /^(?:[*+]|\{\d+,\}$)/.test(times);
      const repetition = { atom, endless, matches: probesOf(atom) };
      const optional = /^(?:[*?]|\{0?,)/.test(times);
      const around = optional ? [...new Set([...(group?.before ?? []), ...run])] : run.filter(meets(atom));
      if (isAmbiguous(around, repetition)) return true;
      run = [...around, repetition];
    } else if (group === null && !isPosition(atom)) run = run.filter(meets(atom));
    at = end + times.length;
    if (times !== '' && /[?+]/.test(pattern[at] ?? '')) at++; // lazy or possessive
  }
  return false;
}

/** How long the beginning of a group is: `(`, `(?:`, `(?i:`, `(?<name>`. */
const markOf = (pattern: string, at: number): number =>
  /^\((?:\?(?:<?[=!]|[a-z-]*:|<\w+>|>|P<\w+>)?)?/.exec(pattern.slice(at, at + 80))?.[0].length ?? 1;

/** Whether a quantifier matches several lengths: `{3}` and `{2,2}` match one. */
function isVarying(times: string): boolean {
  const [, least, most] = /^\{(\d+)(?:,(\d+))?\}$/.exec(times) ?? [];
  return times !== '' && !(least !== undefined && (most ?? least) === least && !times.endsWith(',}'));
}

const isPosition = (atom: string): boolean => /^(?:[\^$]|\\[bBAzZG])$/.test(atom);

/** Characters with which it is found out whether two atoms match the same. */
const probes = [...'aZm05 \t\n\r.,-_\'"(/<#$@éÉßあ你١½😀\u00a0\u0301\u0000'];

/** Of an atom the probes that it matches; none for one that matches more than a character, or cannot be read. */
function probesOf(atom: string): ReadonlySet<string> {
  if (atom.startsWith('(')) return new Set();
  try {
    const regex = new RegExp(`^(?:${atom})$`, 'u');
    return new Set([...probes, atom].filter((probe) => regex.test(probe)));
  } catch {
    return new Set();
  }
}

/** Whether a repetition can go on where `atom` stands. */
function meets(atom: string): (repetition: Repetition) => boolean {
  const own = probesOf(atom);
  return (repetition) => repetition.atom === atom || [...repetition.matches].some((probe) => own.has(probe));
}

/**
 * Whether a repetition behind others makes a text match in too many ways: two endless ones of the same atom, or three that have characters in
 * common. Two that only overlap, such as `\s*[\r\n]+`, are in the tokenizers of many models.
 */
function isAmbiguous(around: readonly Repetition[], { atom, endless, matches }: Repetition): boolean {
  if (around.length >= MOST_NEIGHBOURS) return true;
  if (endless && around.some((other) => other.endless && other.atom === atom)) return true;
  return [...matches].some((probe) => {
    const same = around.filter((other) => other.matches.has(probe));
    return (endless && same.filter((other) => other.endless).length >= 2) || same.length >= 5;
  });
}

/** Where the atom that begins at `at` ends: a character, an escape such as `\p{L}`, or a class. */
function endOfAtom(pattern: string, at: number): number {
  if (pattern[at] === '[') return endOfClass(pattern, at) + 1;
  const escaped = /^\\(?:[pP]\{[^}]*\}|x\{[^}]*\}|u\{[^}]*\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|[\s\S])/u.exec(
    pattern.slice(at, at + 60),
  );
  return at + (escaped?.[0].length ?? String.fromCodePoint(pattern.codePointAt(at) ?? 0).length);
}

/** Where the character class that begins at `start` ends; a class may hold others. */
function endOfClass(pattern: string, start: number): number {
  let depth = 0;
  for (let at = start; at < pattern.length; at++) {
    const sign = pattern[at];
    if (sign === '\\') at++;
    else if (sign === '[') depth++;
    else if (sign === ']' && --depth === 0) return at;
  }
  return pattern.length;
}
