// The documentation stays true where a machine can check it: files that it names exist, links lead somewhere, and the command
// lines of the README use commands and options that there are.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { errorReference } from '../src/cli/error-reference.ts';
import { wordsOf } from '../src/cli/options.ts';
import { buildProgram, commandsBelow } from '../src/cli/program.ts';
import { silentFrame } from '../src/cli/test-frame.fixture.ts';

const root = join(import.meta.dirname, '..');
const pages = ['README.md', 'CHANGELOG.md', 'examples/README.md', ...markdownIn('docs')];

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

test.each(pages)('%s names only files that exist', (page) => {
  const missing = pathsIn(textOf(page)).filter((path) => !existsSync(join(root, path)));
  expect(missing).toEqual([]);
});

test.each(pages)('the links of %s lead somewhere', (page) => {
  const links = [...textOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
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

test('the command lines in the documentation use commands and options that exist', () => {
  const program = buildProgram(silentFrame(), { stdout: { write: () => true } });
  const unknown: string[] = [];
  let checked = 0;
  for (const page of pages) {
    for (const [line] of textOf(page).matchAll(/^(?:npm run -s socratic -- |S |npx socratic ).+$/gm)) {
      const words = line
        .replace(/^(?:npm run -s socratic --|S|npx socratic) /, '')
        .replace(/"[^"]*"/g, 'TEXT');
      if (/^--(version|help)\b/.test(words)) continue;
      // `annotations merge` rather than `annotations`, where both match
      const command = commandsBelow(program).findLast((known) =>
        `${words} `.startsWith(`${wordsOf(known).join(' ')} `),
      );
      const flags = words.split(/\s+/).filter((word) => word.startsWith('--'));
      const known = [...(command?.options ?? []), ...program.options].map(({ long }) => long);
      checked += 1;
      if (!command || flags.some((flag) => !known.includes(flag))) unknown.push(`${page}: ${line}`);
    }
  }
  expect(unknown).toEqual([]);
  expect(checked).toBeGreaterThan(10);
});

test('the README lists every command, exit code and strategy', () => {
  const readme = textOf('README.md');
  const program = buildProgram(silentFrame(), { stdout: { write: () => true } });
  for (const command of commandsBelow(program)) {
    expect(readme).toMatch(new RegExp(`\`${wordsOf(command).join(' ')}[\` ]`));
  }
  for (const code of [0, 1, 2, 130]) expect(readme).toMatch(new RegExp(`^\\| ${code} \\|`, 'm'));
});

test('docs/error-codes.md is the table of codes: npm run docs:errors', () => {
  expect(textOf('docs/error-codes.md')).toBe(errorReference());
});
