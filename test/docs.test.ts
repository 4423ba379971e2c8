// The documentation stays true where a machine can check it: files that it names exist, links lead somewhere, command lines use
// commands and options that exist, generated pages are up to date, and the README stays short.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandNames, commandReference } from '../src/cli/command-reference.ts';
import { errorReference } from '../src/cli/error-reference.ts';
import { wordsOf } from '../src/cli/options.ts';
import { buildProgram, commandsBelow } from '../src/cli/program.ts';
import { silentFrame } from '../src/cli/test-frame.fixture.ts';

const root = join(import.meta.dirname, '..');
const pages = [
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'examples/README.md',
  ...markdownIn('docs'),
];

function markdownIn(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return markdownIn(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

const textOf = (page: string) => readFileSync(join(root, page), 'utf8');

/** Paths such as `src/engine/graph` that a text names, without a full stop behind them. */
function pathsIn(text: string): string[] {
  const found = text.matchAll(/(?<![\w./-])(?:src|test|docs|examples|scripts|bench)\/[\w./-]*[\w/]/g);
  return [...new Set([...found].map(([path]) => path))];
}

/** GitHub's anchor of a heading. */
function anchorOf(heading: string): string {
  const kept = heading.toLowerCase().replace(/[^\p{L}\p{N}\- ]/gu, '');
  return kept.trim().replaceAll(' ', '-');
}

/** The lines of a page that are prose: outside code and tables. */
function proseOf(text: string): string[] {
  const withoutCode = text.replace(/^```[\s\S]*?^```$/gm, '');
  return withoutCode.split('\n').filter((line) => !line.startsWith('|'));
}

/** Command lines of the project, without the words that call it; those that ` \` breaks are joined. */
function commandLinesIn(text: string): string[] {
  const joined = text.replace(/ ?\\\n\s*/g, ' ');
  const found = joined.matchAll(/^(?:npm run -s socratic -- |S |npx socratic |socratic (?=\w|--))(.+)$/gm);
  return [...found].map(([, line = '']) => line);
}

/** What a command line has that does not exist; an empty list when all of it does. */
function unknownIn(line: string): string[] {
  const program = buildProgram(silentFrame(), { stdout: { write: () => true } });
  const words = line.replace(/"[^"]*"/g, 'TEXT');
  if (/^--(version|help)\b/.test(words)) return [];
  // `annotations merge` rather than `annotations`, where both match
  const command = commandsBelow(program).findLast((known) =>
    `${words} `.startsWith(`${wordsOf(known).join(' ')} `),
  );
  if (command === undefined) return [line];
  const known = [...command.options, ...program.options].map(({ long }) => long);
  const [beforeComment = ''] = words.split(' # ');
  return beforeComment.split(/\s+/).filter((word) => /^--./.test(word) && !known.includes(word));
}

test.each(pages)('%s names only files that exist', (page) => {
  const missing = pathsIn(textOf(page)).filter((path) => !existsSync(join(root, path)));
  expect(missing).toEqual([]);
});

test.each(pages)('the links of %s lead somewhere', (page) => {
  const prose = textOf(page).replace(/(?<=[\s|])`[^`\n]*`(?=\s)/g, ''); // code may look like a link
  const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  const broken = links.filter((link) => {
    if (/^https?:/.test(link)) return false;
    const [file = '', anchor] = link.split('#');
    const target = file === '' ? page : relative(root, join(root, dirname(page), file));
    if (!existsSync(join(root, target))) return true;
    if (anchor === undefined) return false;
    const headings = [...textOf(target).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));
    return !headings.includes(anchor);
  });
  expect(broken).toEqual([]);
});

describe('command lines', () => {
  test.each(pages)('of %s use commands and options that exist', (page) => {
    expect(commandLinesIn(textOf(page)).flatMap(unknownIn)).toEqual([]);
  });

  test('are found, also where they are broken, and faults in them are seen', () => {
    expect(commandLinesIn(textOf('README.md')).length).toBeGreaterThan(5);
    expect(commandLinesIn('```\nsocratic train --data d \\\n  --lora 4 \\\n  --out r\n```')).toEqual([
      'train --data d --lora 4 --out r',
    ]);
    expect(unknownIn('train --data d --lora 4 --out r')).toEqual([]);
    expect(unknownIn('train --data d --laro 4')).toEqual(['--laro']);
    expect(unknownIn('annotations merge a.jsonl --shard 1/2')).toEqual(['--shard']);
    expect(unknownIn('trian --data d')).toEqual(['trian --data d']);
  });
});

describe('the README', () => {
  const readme = textOf('README.md');

  test('has at most 150 lines, 1,500 words and 120 characters a line', () => {
    expect(readme.trimEnd().split('\n').length).toBeLessThanOrEqual(150);
    expect(readme.split(/\s+/).length).toBeLessThanOrEqual(1500);
    expect(readme.split('\n').filter((line) => line.length > 120)).toEqual([]);
  });

  test('has every command in its table, and every strategy', () => {
    const cells = [...readme.matchAll(/^\| (`[^|]*) \|/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name),
    );
    for (const name of [...commandNames(), 'answer', 'cot', 'socratic-unified', 'socratic']) {
      expect(cells).toContain(name);
    }
  });

  test('links every guide and every page of the reference', () => {
    for (const page of markdownIn('docs/reference')) expect(readme).toContain(`(${page})`);
    const guides = markdownIn('docs/guides');
    // a guide that the README does not link is linked from one that it does
    const linked = guides.filter((page) => readme.includes(`(${page}`));
    const further = linked.map(textOf).join('\n');
    for (const page of guides) {
      expect(linked.includes(page) || further.includes(`(${page.replace('docs/guides/', '')})`)).toBe(true);
    }
  });
});

test.each(markdownIn('docs/guides'))('%s says what it is for, in lines of at most 120 characters', (page) => {
  const text = textOf(page);
  expect(text).toMatch(/^# .+\n\nAfter this guide you /);
  expect(proseOf(text).filter((line) => line.length > 120)).toEqual([]);
});

describe('generated pages are up to date (npm run docs:reference):', () => {
  test('docs/reference/commands.md', () => {
    expect(textOf('docs/reference/commands.md')).toBe(commandReference());
  });

  test('docs/reference/error-codes.md', () => {
    expect(textOf('docs/reference/error-codes.md')).toBe(errorReference());
  });

  test('docs/reference/json.md has a section for every command; CI compares it whole, which takes longer', () => {
    const headings = [...textOf('docs/reference/json.md').matchAll(/^## (.+)$/gm)].map(([, name]) => name);
    expect(headings).toEqual([...commandNames(), 'Shared objects']);
  });
});
