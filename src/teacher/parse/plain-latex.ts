// LaTeX in a teacher's text as plain text that the checks of calculations can read: `\frac{16}{2}` is `16/2`.
import { escapedLetters } from '../../data/index.ts';
import { isLatexName, plainCommands } from './latex-commands.ts';

const mostNested = 20;

/** The text without LaTeX. A command that has no plain text stays as it is. `\boxed{…}` stays too: it says what the answer is. */
export function plainLatex(text: string): string {
  const whole = restoredCommands(text);
  if (!/[\\$]/.test(whole)) return whole;
  let plain = withoutMathMarks(whole)
    .replace(/\\begin\{[^{}]*\}(?:\[[^\]\n]*\])?|\\end\{[^{}]*\}/g, '\n')
    .replace(/&(?=\s*(?:=|\\approx|≈))/g, '')
    .replace(/\\\\(?:\[[^\]\n]*\])?(?=\s|$)/g, '\n')
    .replace(/\\(?:left|right)\s*\\?([.()[\]|{}])/g, (_, mark: string) => (mark === '.' ? '' : mark))
    .replace(/(?<=\d)(?:\{,\}|\\,)(?=\d{3})/g, ',')
    .replace(/\^\s*(?:\\circ(?![a-zA-Z])|\{\s*\\circ\s*\})/g, '°');
  for (let pass = 0; pass < mostNested; pass++) {
    const next = innermost(plain);
    if (next === plain) break;
    plain = next;
  }
  return plain
    .replace(/ ?\\([a-zA-Z]+)(?: (?=[A-Za-z0-9]))?/g, (written, name: string) => {
      const symbol = plainCommands.get(name);
      if (symbol === undefined || name === 'sqrt') return written; // a root of what its group does not say
      const before = written.startsWith(' ') ? ' ' : '';
      return `${before}${symbol}${written.endsWith(' ') && symbol !== '' ? ' ' : ''}`;
    })
    .replace(/\\[,;:! ]/g, ' ')
    .replace(/\\([$%&#_{}])/g, '$1');
}

/** Groups that have no group in them: fractions, roots, and words within a formula. */
function innermost(text: string): string {
  return text
    .replace(/(?:(\d)\s?)?\\[dtcs]?frac\s*(?:\{([^{}]*)\}|(\d))\s*(?:\{([^{}]*)\}|(\d))/g, fraction)
    .replace(/\\sqrt\s*(?:\{([^{}]*)\}|(\d+))/g, (_, group?: string, digits?: string) =>
      rootOf(group ?? digits ?? ''),
    )
    .replace(
      /\\(?:text|math)[a-z]*\*?\s*\{([^{}]*)\}|\\(?:boldsymbol|bold|bm|pmb|bf|rm|mbox|hbox|operatorname|underline|emph)\s*\{([^{}]*)\}/g,
      (_, first?: string, second?: string) => first ?? second ?? '',
    )
    .replace(/\\(?:text)?color\s*\{[^{}]*\}\s*(?:\{([^{}]*)\})?/g, (_, inner?: string) => inner ?? '')
    .replace(/([\^_])\{([^{}\\]*)\}/g, (_, mark: string, inner: string) =>
      /^-?[\w.]*$/.test(inner.trim()) ? `${mark}${inner.trim()}` : `${mark}(${inner})`,
    );
}

function rootOf(text: string): string {
  return /^\s*[\d.]+\s*$/.test(text) ? `√${text.trim()}` : `√(${text})`;
}

/** `16/2`; in parentheses where more than it belongs to what stands around it. `2\frac{1}{2}` is a mixed number. */
function fraction(written: string, ...groups: readonly unknown[]): string {
  const [whole, top, topDigit, bottom, bottomDigit] = groups.slice(0, 5) as (string | undefined)[];
  const [at, text] = groups.slice(5) as [number, string];
  const part = (inner: string) => (/^[$€£]?[\d.,]+%?$|^[a-zA-Z]$/.test(inner) ? inner : `(${inner})`);
  const plain = `${part((top ?? topDigit ?? '').trim())}/${part((bottom ?? bottomDigit ?? '').trim())}`;
  if (whole !== undefined) return `${whole} ${plain}`;
  const isPart =
    /(?:[/÷^]|\\div)\s*$/.test(text.slice(Math.max(0, at - 8), at)) ||
    /^(?:\^|[a-zA-Z(])/.test(text.slice(at + written.length));
  return isPart ? `(${plain})` : plain;
}

const controlAndLetters = new RegExp(`([${Object.keys(escapedLetters).join('')}])([a-zA-Z]+)`, 'g');

/** A control character that was a backslash and a letter is both again, `\\times` has one backslash, and `\u00d7` is its character. */
function restoredCommands(text: string): string {
  return text
    .replace(controlAndLetters, (written, control: string, rest: string) => {
      const name = `${escapedLetters[control] ?? ''}${rest}`;
      return isLatexName(name) ? `\\${name}` : written;
    })
    .replace(/(?<!\\)\\{2,}(?=([a-zA-Z]+))/g, (backslashes, name: string) =>
      isLatexName(name) ? '\\' : backslashes,
    )
    .replace(/\\{1,2}u([0-9a-fA-F]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/(?<!\\)\\{2,}(?=[()[\]$%,;!])/g, '\\');
}

/**
 * The text without the marks around formulas. A dollar sign is such a mark where another one ends what is written like a formula: no
 * space within the two, no digit behind the second, and something between them that is more than an amount.
 */
function withoutMathMarks(text: string): string {
  return text
    .replace(/\\[()[\]]/g, '')
    .replace(/\$\$([\s\S]*?)\$\$/g, '$1')
    .replace(/(?<![\\\w$])\$(?=\S)((?:\\.|[^$\n\\])*?[^\s\\$])\$(?![\d$])/g, (written, inner: string) =>
      isFormula(inner) ? inner : written,
    );
}

function isFormula(text: string): boolean {
  return (
    /\\[a-zA-Z$%]|[=^×÷*]|\d\s*[-+/]\s*\d/.test(text) || /^[a-zA-Z]$/.test(text) || /^[\d.,]+$/.test(text)
  );
}
