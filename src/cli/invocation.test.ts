import { expect, test } from 'vitest';
import { commandName, commandNames, withCommandName } from './invocation.ts';
import { buildProgram } from './program.ts';
import { createRun } from './run-command.ts';

test.each([
  ['socratic', 'node src/cli/main.ts', 'npm run -s socratic --'],
  ['quickstart', 'node src/cli/main.ts quickstart', 'npm run -s socratic --'],
  ['npx', "'socratic' data", 'npx socratic'],
  ['npx', "'vitest'", 'socratic'],
  ['test', 'vitest', 'socratic'],
])('started by npm as %s (%s) it is called as %s', (event, script, name) => {
  expect(commandName({ npm_lifecycle_event: event, npm_lifecycle_script: script })).toBe(name);
});

test('started directly it is called by its name', () => {
  expect(commandName({})).toBe('socratic');
});

const checkout = { npm_lifecycle_event: 'socratic', npm_lifecycle_script: '' };

test.each([
  ['Make one with: socratic data FILE --out d', 'Make one with: npm run -s socratic -- data FILE --out d'],
  ['again with socratic data.', 'again with npm run -s socratic -- data.'],
  ['`socratic train`, socratic score', '`npm run -s socratic -- train`, npm run -s socratic -- score'],
  ['npm run -s socratic -- data', 'npm run -s socratic -- data'],
  ['npx socratic data', 'npx socratic data'],
  ['--strategy socratic needs steps, a bug in socratic. runs/socratic data', null],
])('what a text names as a command is called as it can be: %s', (text, expected) => {
  expect(withCommandName(text, checkout)).toBe(expected ?? text);
  expect(withCommandName(text, {})).toBe(text);
});

test('these are the commands', () => {
  const silent = { write: () => true };
  const run = createRun({ json: false, debug: false, quiet: false }, { stdout: silent, stderr: silent });
  const { commands } = buildProgram(run, { stdout: silent });
  expect(commands.map((command) => command.name())).toEqual(commandNames);
});
