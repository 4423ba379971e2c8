// What LaTeX commands and single Unicode characters become in the readable view of an output.

/** LaTeX commands that stand for one character; every other command without a rule of its own becomes a space. */
export const SYMBOLS: Readonly<Record<string, string>> = {
  times: '×',
  cdot: '×',
  ast: '*',
  div: '÷',
  approx: '≈',
  equiv: '=',
  pm: '±',
  $: '$',
  '%': '%',
  '#': '#',
  _: '_',
  '&': '&',
  '\\': '\n',
  ',': '\u2009',
  '!': '',
  left: '',
  right: '',
  circ: '°',
  pounds: '£',
  euro: '€',
  longrightarrow: '→',
  rightarrow: '→',
  to: '→',
};

export const VULGAR_FRACTIONS: Readonly<Record<string, string>> = {
  '½': '1/2',
  '⅓': '1/3',
  '⅔': '2/3',
  '¼': '1/4',
  '¾': '3/4',
  '⅕': '1/5',
  '⅖': '2/5',
  '⅗': '3/5',
  '⅘': '4/5',
  '⅙': '1/6',
  '⅚': '5/6',
  '⅐': '1/7',
  '⅛': '1/8',
  '⅜': '3/8',
  '⅝': '5/8',
  '⅞': '7/8',
  '⅑': '1/9',
  '⅒': '1/10',
};

export const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹⁻';
export const ONE_FOR_ONE: Readonly<Record<string, string>> = {
  '\u2212': '-', // minus sign
  '\u2010': '-', // hyphen
  '\u2011': '-', // non-breaking hyphen
  '\uFE63': '-',
  '\uFF0D': '-',
  '\u2044': '/', // fraction slash
  '\u2215': '/',
  '\u22C5': '×',
  '\u00B7': '×',
  '\u2217': '*',
  '\u2018': "'",
  '\u2019': "'",
  '\u201C': '"',
  '\u201D': '"',
  '\r': '',
  '\u200B': '',
  '\u200C': '',
  '\u200D': '',
  '\u2060': '',
  '\uFEFF': '',
  '\uFF1A': ':',
  '\uFF1D': '=',
  '\uFF04': '$',
  '`': ' ',
};
