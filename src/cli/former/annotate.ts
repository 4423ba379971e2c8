// `annotate --merge FILE… …` and `annotate --review FILE …`, which are commands of their own today.
import type { FormerSpelling } from '../former-spellings.ts';

/** The former flag, the command of today, and how many values the flag took. */
const modes = [
  { flag: '--merge', command: 'merge', isVariadic: true },
  { flag: '--review', command: 'review', isVariadic: false },
] as const;

export const annotateModes: FormerSpelling = ([name, ...words]) => {
  if (name !== 'annotate') return null;
  for (const { flag, command, isVariadic } of modes) {
    const { values, rest } = takeValues(words, flag, isVariadic);
    if (values.length > 0) return ['annotations', command, ...values, ...rest];
  }
  return null;
};

/** The values of `flag` among the words of a command line, and the other words. */
function takeValues(
  words: readonly string[],
  flag: string,
  isVariadic: boolean,
): { readonly values: readonly string[]; readonly rest: readonly string[] } {
  const [values, rest]: [string[], string[]] = [[], []];
  let open = 0; // how many of the next words are values of the flag
  for (const word of words) {
    if (word === flag) open = isVariadic ? Number.POSITIVE_INFINITY : 1;
    else if (word.startsWith(`${flag}=`)) values.push(word.slice(flag.length + 1));
    else if (open > 0 && !word.startsWith('-')) {
      values.push(word);
      open--;
    } else {
      open = 0;
      rest.push(word);
    }
  }
  return { values, rest };
}
