// Spellings of earlier versions that go on working for one version: the words of the command line are put into today's order, and one line
// says how it is written now.
import { shellWord } from '../common/index.ts';

/** What the words of a command line, the command's name first, are written as today; null where they are not in this former spelling. */
export type FormerSpelling = (words: readonly string[]) => readonly string[] | null;

export interface TodaysSpelling {
  readonly words: readonly string[];
  /** What to tell the person; null where nothing was rewritten. */
  readonly notice: string | null;
}

/** `argv` as it is written today, by the first of `spellings` that knows it. */
export function inTodaysSpelling(
  argv: readonly string[],
  called: string,
  spellings: readonly FormerSpelling[],
): TodaysSpelling {
  const start = argv.findIndex((word) => !word.startsWith('-'));
  for (const spelling of start === -1 ? [] : spellings) {
    const words = spelling(argv.slice(start));
    if (words === null) continue;
    const line = [called, ...words.map(shellWord)].join(' ');
    return {
      words: [...argv.slice(0, start), ...words],
      notice: `This spelling will not work in the next version. Today it is written: ${line}`,
    };
  }
  return { words: argv, notice: null };
}
