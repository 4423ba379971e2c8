// A flag whose values are arguments today.

/** The values of `flag` among the words of a command line, and the other words. */
export function takeValues(
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
