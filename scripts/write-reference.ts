// npm run docs:reference: writes the generated pages of docs/reference/. With --check it writes nothing, and fails if a page is not up to date.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandNames, commandReference } from '../src/cli/command-reference.ts';
import { errorReference } from '../src/cli/error-reference.ts';
import { jsonReference } from './json-reference.ts';

const root = join(import.meta.dirname, '..');
const isCheck = process.argv.includes('--check');
const pages: readonly (readonly [path: string, text: string])[] = [
  ['docs/reference/commands.md', commandReference()],
  ['docs/reference/error-codes.md', errorReference()],
  ['docs/reference/json.md', jsonReference(commandNames())],
];

for (const [path, text] of pages) {
  const file = join(root, path);
  const isCurrent = existsSync(file) && readFileSync(file, 'utf8') === text;
  if (isCurrent) console.log(`${path} is up to date`);
  else if (isCheck) {
    console.error(`error  ${path} is out of date. Write it again: npm run docs:reference`);
    process.exitCode = 1;
  } else {
    writeFileSync(file, text);
    console.log(`${path} is written`);
  }
}
