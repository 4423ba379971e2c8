import { describe, expect, test } from 'vitest';
import { commandNames, commandReference } from './command-reference.ts';

const page = commandReference();
/** The cells of the row of an option or argument, in the section of a command. */
function row(command: string, flags: string): string[] {
  const section = page.split(/^## /m).find((text) => text.startsWith(`${command}\n`)) ?? '';
  const line = section.split('\n').find((text) => text.startsWith(`| \`${flags}\``)) ?? '';
  return line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim());
}

test('every command that does something has a section; a group of commands has none', () => {
  const headings = [...page.matchAll(/^## (.+)$/gm)].map(([, name]) => name);
  expect(headings).toEqual(['Options of every command', ...commandNames()]);
  expect(commandNames()).toContain('annotations merge');
  expect(commandNames()).not.toContain('annotations');
});

describe('a row has what an option does, what it takes, and its default:', () => {
  test.each([
    ['a choice', 'train', '--strategy <NAME>', /^one of answer, cot, /, 'required'],
    ['a number within bounds', 'annotate', '--samples <N>', /^a whole number from 1 to 100$/, '`1`'],
    ['a default of the description', 'train', '--warmup <SHARE>', /^a number from 0 to /, '0.05'],
    ['several defaults', 'train', '--learning-rate <X>', /^a number/, /^.+; scratch: .+; --lora: 0.001$/],
    ['this machine', 'evaluate', '--threads <N>', /^a whole number from 1 to 256$/, 'all cores'],
    ['a shape of its own', 'annotate', '--temperature <X>', 'a number from 0 to 2, or default', /^0; with/],
    ['any text', 'quickstart', '--out <DIR>', '', '`runs/quickstart`'],
    ['a flag', 'train', '--resume', '', ''],
    ['a bar in its flags', 'evaluate', '--data <DIR\\|FILE>', '', 'required'],
  ])('%s', (_, command, flags, value, otherwise) => {
    const [, description = '', accepted = 'no row', byDefault = 'no row'] = row(command, flags);
    expect(description).toMatch(/^\S/);
    expect(description).not.toMatch(/\(default|\(required/);
    expect(accepted).toEqual(typeof value === 'string' ? value : expect.stringMatching(value));
    expect(byDefault).toEqual(typeof otherwise === 'string' ? otherwise : expect.stringMatching(otherwise));
  });
});

test('the options of a group have a table of their own', () => {
  const section = page.split(/^## /m).find((text) => text.startsWith('data\n')) ?? '';
  expect(section).toMatch(/^A file of your own:\n\n\| option .*\n.*\n\| `--columns /m);
});

test('examples are command lines with what they do, not indented', () => {
  expect(page).toMatch(/^```bash\n# .+\nsocratic doctor\n# .+\nsocratic doctor --json\n```$/m);
});
