// The backslashes of JSON that a model wrote. One that it meant for LaTeX (`\times`, `\frac`) is no escape, though JSON would read a tab or
// a form feed.
import { isLatexName } from './latex-commands.ts';

/** The JSON text with every backslash doubled that escapes nothing; what it holds then is what the model meant. */
export function withMeantBackslashes(json: string): string {
  return json.replace(
    /\\(?:u[0-9a-fA-F]{4}|([a-zA-Z]+)|([\s\S]))/g,
    (written, word: string | undefined, mark: string | undefined) => {
      if (word !== undefined) return isEscape(word) ? written : `\\${written}`;
      if (mark === undefined || /["\\/]/.test(mark)) return written;
      return mark === "'" ? mark : `\\${written}`;
    },
  );
}

/**
 * Whether the backslash before `word` is an escape of its first letter: a new line before a word, or a tab before one with a capital letter. No
 * model writes a backspace or a form feed, so that `\b` and `\f` before letters are LaTeX, be the command known or not.
 */
function isEscape(word: string): boolean {
  const [first = '', second = ''] = word;
  if (!'bfnrt'.includes(first) || isLatexName(word)) return false;
  return first === 'n' || second === '' || (first === 't' && /[A-Z]/.test(second));
}
