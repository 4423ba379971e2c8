import { resolve } from 'node:path';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { SocraticError, UsageError } from '../common/index.ts';
import { aboutNamedPath } from './named-paths.ts';

const command = new Command('work')
  .argument('[RUN]')
  .option('--data <DIR>')
  .option('--merge <FILE...>')
  .option('--out <DIR>')
  .option('--store <DIR>', '', 'kept')
  .exitOverride();
command.parse(['runs/a', '--data', 'sums', '--merge', 'one.jsonl', 'two.jsonl', '--out', 'there/made'], {
  from: 'user',
});

test.each([
  ['file-unreadable', { path: 'sums/train.jsonl' }, '--data'],
  ['file-unreadable', { path: resolve('two.jsonl') }, '--merge'],
  ['run-record-invalid', { path: 'one.jsonl.run.json' }, '--merge'],
  ['dataset-invalid', { path: './sums/dataset.json' }, '--data'],
  ['store-unusable', { path: 'kept' }, '--store'],
  ['directory-unwritable', { path: 'there' }, '--out'],
  ['directory-unwritable', { path: 'there/made' }, '--out'],
])('%s of %j is bad usage of %s', (code, details, flag) => {
  const error = aboutNamedPath(new SocraticError(code, 'It says why.', { details }), command);
  expect(error).toBeInstanceOf(UsageError);
  expect(error).toMatchObject({ code, message: `${flag}: It says why.`, details: { ...details, flag } });
});

test.each([
  ['file-unreadable', { path: 'elsewhere/train.jsonl' }],
  ['file-unreadable', { path: 'sums-2/train.jsonl' }],
  ['file-unreadable', { path: 'runs/a/models/student/config.json' }],
  ['file-unreadable', { path: 'there/made/sequences/qa-train.jsonl' }],
  ['store-unwritable', { path: 'kept' }],
  ['directory-unwritable', { path: 'there/made/checkpoints' }],
  ['teacher-silent', {}],
])('%s of %j is a failure', (code, details) => {
  const error = new SocraticError(code, 'It says why.', { details });
  expect(aboutNamedPath(error, command)).toBe(error);
});

test('an argument is named itself, and a flag that the message has is not said twice', () => {
  const run = new SocraticError('data-unreadable', 'runs/a: nothing.', { details: { dataset: 'runs/a' } });
  expect(aboutNamedPath(run, command)).toMatchObject({ message: 'runs/a: nothing.', cause: run });
  const data = new SocraticError('dataset-incomplete', 'See --data.', { details: { directory: 'sums' } });
  expect(aboutNamedPath(data, command)).toMatchObject({ message: 'See --data.' });
});
