// `annotate --merge FILE… …` and `annotate --review FILE …`, which are commands of their own today.
import type { FormerSpelling } from '../former-spellings.ts';
import { takeValues } from './take-values.ts';

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
