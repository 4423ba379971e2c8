// Whether a regular expression of a stranger's file could take time without end. JavaScript tries the ways to match one after another, and
// where a group that can match in several ways is repeated, there are exponentially many.

/** A group that is open: whether what is in it can match one text in several ways. */
interface Open {
  varies: boolean;
}

const quantifier = /^(?:[*+?]|\{\d*,?\d*\})/;

/** Whether `pattern` repeats a group that holds alternatives or repetitions, such as `(a+)+` or `(a|aa)*`. */
export function repeatsVariants(pattern: string): boolean {
  const open: Open[] = [{ varies: false }];
  for (let at = 0; at < pattern.length; at++) {
    const sign = pattern[at];
    const inner = open.at(-1) as Open;
    if (sign === '\\') at++;
    else if (sign === '[') at = endOfClass(pattern, at);
    else if (sign === '|') inner.varies = true;
    else if (sign === '(') {
      open.push({ varies: false });
      if (pattern[at + 1] === '?') at++; // a mark of the group, no quantifier
    } else if (sign === ')' && open.length > 1) {
      const { varies } = open.pop() as Open;
      const repetition = quantifier.exec(pattern.slice(at + 1))?.[0];
      if (varies && repetition !== undefined && repetition !== '?') return true;
      if (varies) (open.at(-1) as Open).varies = true;
    } else if (quantifier.test(pattern.slice(at, at + 12))) inner.varies = true;
  }
  return false;
}

/** Where the character class that begins at `start` ends; a class may hold others. */
function endOfClass(pattern: string, start: number): number {
  let depth = 0;
  for (let at = start; at < pattern.length; at++) {
    const sign = pattern[at];
    if (sign === '\\') at++;
    else if (sign === '[') depth++;
    else if (sign === ']' && --depth === 0) return at;
  }
  return pattern.length;
}
