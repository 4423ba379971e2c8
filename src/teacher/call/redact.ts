// Secrets in texts that others wrote: whichever way a server, a log or a page has escaped them, they are taken out.

/** Shorter keys are placeholders (`EMPTY`, `lm-studio`) that local servers ask for: replacing them would damage answers. */
const shortestSecret = 12;

/** Removes secrets from a text that others wrote, in every usual escaped form: JSON, however deep, URLs and HTML. */
export function redact(text: string, secrets: readonly string[]): string {
  return secrets.reduce((clean, secret) => {
    const { anchor, pattern } = matcherOf(secret);
    return pattern === null || !clean.includes(anchor) ? clean : clean.replace(pattern, '[key]');
  }, text);
}

interface Matcher {
  /** A part of the secret that nobody escapes; a text without it is not searched. */
  readonly anchor: string;
  /** Null for what is too short to be a secret. */
  readonly pattern: RegExp | null;
}

const matchers = new Map<string, Matcher>();

function matcherOf(secret: string): Matcher {
  const known = matchers.get(secret);
  if (known !== undefined) return known;
  const core = withoutQuotes(secret);
  const runs = (core.match(/[A-Za-z0-9]+/g) ?? []).toSorted((a, b) => b.length - a.length);
  const pattern = core.length < shortestSecret ? null : new RegExp([...core].map(formsOf).join(''), 'g');
  const made = { anchor: runs[0] ?? '', pattern };
  matchers.set(secret, made);
  return made;
}

/** A key that was pasted with its quotes is a secret without them. */
export function withoutQuotes(text: string): string {
  return text.replace(/^[\s\p{Cf}"'`“”‘’«»]+|[\s\p{Cf}"'`“”‘’«»]+$/gu, '');
}

const entities: Readonly<Record<string, string>> = {
  '&': 'amp',
  '<': 'lt',
  '>': 'gt',
  '"': 'quot',
  "'": 'apos',
};

/** Every way to write one character: itself, behind backslashes, as a code of JSON, a URL or HTML. */
function formsOf(character: string): string {
  if (/[A-Za-z0-9]/.test(character)) return character;
  const code = character.codePointAt(0) ?? 0;
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  const json = units.map((unit) => `\\\\+u${caseless(unit.toString(16).padStart(4, '0'))}`).join('');
  const url = [...Buffer.from(character)]
    .map((byte) => `%${caseless(byte.toString(16).padStart(2, '0'))}`)
    .join('');
  const html = [`&#0*${code};`, `&#[xX]0*${caseless(code.toString(16))};`];
  const named = entities[character];
  return `(?:${[
    `\\\\*${character.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')}`,
    json,
    url,
    ...html,
    ...(named === undefined ? [] : [`&${named};`]),
  ].join('|')})`;
}

const caseless = (hex: string): string =>
  [...hex].map((digit) => (/[a-f]/.test(digit) ? `[${digit}${digit.toUpperCase()}]` : digit)).join('');
