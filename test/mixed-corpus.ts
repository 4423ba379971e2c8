// Texts on which tokenizers are compared, a couple of megabytes: Unicode of all planes, emoji, code, numbers, whitespace.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Random } from '../src/common/index.ts';
import { generateArithmetic } from '../src/data/index.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Text files, in a fixed order. */
const filesUnder = (folder: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|md|json|as)$/.test(name))
    .sort()
    .map((name) => join(folder, name));

const random = new Random('pretrained tokenizers');
const pick = <T>(items: readonly T[]): T => items[random.integer(0, items.length - 1)] as T;

/** Ranges of code points, so that every script and plane takes part. */
const ranges: readonly (readonly [number, number])[] = [
  [0x20, 0x7e],
  [0xa0, 0x24f],
  [0x250, 0x5ff],
  [0x600, 0x6ff],
  [0x900, 0xdff],
  [0xe00, 0x10ff],
  [0x1e00, 0x214f],
  [0x2150, 0x2bff],
  [0x3000, 0x30ff],
  [0x4e00, 0x9fff],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe00, 0xffef],
  [0x1d400, 0x1d7ff],
  [0x1f300, 0x1faff],
  [0xe0000, 0xe007f],
];
const spaces = [
  ' ',
  '  ',
  '   ',
  '\t',
  '\n',
  '\r\n',
  '\n\n',
  '\u0085',
  '\u00a0',
  '\u2003',
  '\u3000',
  '\ufeff',
  '\u200b',
  '\u2028',
  '\v',
];
const words = [
  "don't",
  "WE'LL",
  "it'\u017F",
  '3.14159',
  '1,234,567',
  '0x1F',
  '<<3*4=12>>',
  '#### 18',
  'naïve',
  'e\u0301',
  'Å',
  'ﬁn',
  '👩‍👩‍👧‍👦',
  '🇨🇭',
  'x'.repeat(300),
  '7'.repeat(50),
  '_snake_case_',
  'camelCase',
  'http://a.b/c?d=e&f',
  '\\n',
];

function line(): string {
  let text = '';
  for (let piece = 0; piece < 30; piece++) {
    const kind = random.integer(0, 9);
    if (kind < 3) text += pick(words);
    else if (kind < 6) text += pick(spaces);
    else {
      const [from, to] = pick(ranges);
      for (let i = random.integer(1, 6); i > 0; i--) text += String.fromCodePoint(random.integer(from, to));
    }
  }
  return text;
}

/** Lines in which scripts, emoji, spaces, numbers and markup follow each other at random. */
export const randomLines: readonly string[] = Array.from({ length: 6_000 }, line);

/** Problems, and this repository's texts and code. */
export const plainTexts: readonly string[] = [
  ...generateArithmetic({ seed: 4, train: 1_500, validation: 0, test: 0 }).train.map(
    ({ question }) => question,
  ),
  ...['README.md', 'CHANGELOG.md', ...filesUnder('src'), ...filesUnder('docs')].map((path) =>
    // Special tokens are another test's matter: a plain text is never read as one here.
    readFileSync(join(root, path), 'utf8').replaceAll('<|', '<'),
  ),
];

/** All of them. */
export const mixedCorpus: readonly string[] = [...randomLines, ...plainTexts];
