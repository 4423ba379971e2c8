// The lines of a text file one by one, for files that are not to be held in memory.
import { createReadStream } from 'node:fs';
import { SocraticError } from './errors.ts';
import { whyUnreadable } from './system-errors.ts';

/** Characters: far beyond any line of ours, far below what a string can hold. */
const longestLine = 2 ** 26;

/**
 * Every line without its end; the last one also without one. Not node:readline: to it, U+2028 within a string of JSON ends a line too.
 * Throws `file-unreadable` and `line-too-long`.
 */
export async function* linesOf(path: string): AsyncGenerator<string> {
  let rest = '';
  let count = 0;
  const whole = (line: string) => (count++ === 0 ? line.replace(/^\uFEFF/, '') : line);
  try {
    for await (const chunk of createReadStream(path, 'utf8')) {
      const [first = '', ...others] = String(chunk).split('\n');
      rest += first;
      if (rest.length > longestLine) throw tooLong(path, count + 1);
      for (const line of others) {
        yield whole(rest);
        rest = line;
      }
    }
  } catch (error) {
    if (error instanceof SocraticError) throw error;
    throw new SocraticError('file-unreadable', `${path} cannot be read: ${whyUnreadable(error)}`, {
      details: { path },
      cause: error,
    });
  }
  if (rest !== '') yield whole(rest);
}

function tooLong(path: string, line: number): SocraticError {
  return new SocraticError(
    'line-too-long',
    `${path}:${line}: expected a line of at most ${longestLine.toLocaleString('en-US')} characters, found a longer one. Is it a file with one JSON object a line?`,
    { details: { path, line } },
  );
}
