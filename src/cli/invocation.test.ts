import { expect, test } from 'vitest';
import { commandName } from './invocation.ts';

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
