import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { trainedRecord } from '../../test/support/trained-record.ts';
import { readRunRecord } from './run-directory.ts';

const folder = mkdtempSync(join(tmpdir(), 'run-directory-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
for (const name of ['cot', 'socratic', 'no-run']) mkdirSync(join(folder, name));
for (const name of ['cot', 'socratic'])
  writeFileSync(join(folder, name, 'run.json'), JSON.stringify(trainedRecord));

test.each([
  [folder, `It holds runs. Name one of them: ${join(folder, 'cot')}, ${join(folder, 'socratic')}`],
  [join(folder, 'cot', 'run.json'), `Name its directory: ${join(folder, 'cot')}`],
  [join(folder, 'no-run'), 'Name the directory that socratic train wrote.'],
  [join(folder, 'nowhere'), 'Name the directory that socratic train wrote.'],
])('%s is no run', (path, advice) => {
  expect(() => readRunRecord(path)).toThrow(`${path} is not a run directory: it has no run.json. ${advice}`);
});

test('many runs are not all named', () => {
  const many = join(folder, 'many');
  for (let run = 0; run < 9; run++) {
    mkdirSync(join(many, `${run}`), { recursive: true });
    writeFileSync(join(many, `${run}`, 'run.json'), '{}');
  }
  expect(() => readRunRecord(many)).toThrow(`${join(many, '5')}, …`);
});
