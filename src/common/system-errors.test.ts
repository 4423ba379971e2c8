import { expect, test } from 'vitest';
import { aboutFile, describeSystemError, isSystemError, type SystemError } from './system-errors.ts';

const refused = (code: string, more: object = {}): SystemError =>
  Object.assign(new Error(`${code}: as the system says it`), { code, errno: -1, syscall: 'open', ...more });

test.each([
  ['ENOSPC', 'No space left on the disk that holds runs/a. Free some, then repeat the command.'],
  ['EACCES', 'runs/a: permission denied (open). Give yourself the right to it, or choose another place.'],
  ['EROFS', 'runs/a is on a disk that can only be read. Choose another place.'],
  ['EMFILE', /^Too many files are open \(open runs\/a\)\. Raise the limit/],
  ['EIO', 'The system refused: EIO: as the system says it.'],
])('%s says what to do', (code, text) => {
  const message = describeSystemError(refused(code, { path: 'runs/a' }));
  if (typeof text === 'string') expect(message).toBe(text);
  else expect(message).toMatch(text);
});

test('a file is named where the system does not name one, and errors of ours are left alone', () => {
  expect(aboutFile(refused('ENOSPC'), 'a.json')).toMatchObject({ path: 'a.json' });
  expect(aboutFile(refused('ENOSPC', { path: 'b.json' }), 'a.json')).toMatchObject({ path: 'b.json' });
  const bug = new TypeError('x is undefined');
  expect(isSystemError(bug)).toBe(false);
  expect(aboutFile(bug, 'a.json')).toBe(bug);
  expect(bug).not.toHaveProperty('path');
});
