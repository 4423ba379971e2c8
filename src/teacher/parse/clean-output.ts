// A teacher's text without its decoration: code fences, bold, headings, LaTeX, HTML, and characters that nobody sees.
import { htmlEntities } from '../../data/index.ts';
import { plainLatex } from './plain-latex.ts';

/** Tags that only say how the text in them looks, or which part of the answer it is. */
const plainTags =
  /<\/?(?:(?:final[_-]?)?(?:answer|output|response|solution|result)|steps?|b|strong|i|em|u|code|pre|span|math|calc|small|ul|ol|body|html)(?:\s[^<>\n]{0,80})?\/?>/gi;
const newLineTags = /<\/?(?:br|p|li|div|tr|h[1-6])(?:\s[^<>\n]{0,80})?\/?>/gi;

/** Characters that the checks of calculations do not read, and what they mean. */
const readable: ReadonlyMap<string, string> = new Map([
  ...[...'⋅∙'].map((character) => [character, '·'] as const),
  ...[...'∗＊'].map((character) => [character, '*'] as const),
  ...[...'✕✖⨯╳'].map((character) => [character, '×'] as const),
  ...[...'⁄∕'].map((character) => [character, '/'] as const),
  ...[...'➗'].map((character) => [character, '÷'] as const),
  ...[...'➕'].map((character) => [character, '+'] as const),
  ...[...'➖﹣‐‑'].map((character) => [character, '-'] as const),
]);
const unread = new RegExp(`[${[...readable.keys()].join('')}]`, 'gu');

/** The text, plain; `####` and `\boxed` stay, since they say what the answer is. */
export function cleanOutput(text: string): string {
  return plainHtml(plainLatex(text.replaceAll('\r\n', '\n').replace(/^[ \t]*(?:```|~~~).*$/gm, '')))
    .replace(/(?![\u2028\u2029])\p{Cf}/gu, '') // zero-width spaces, marks of direction, byte order marks
    .replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(unread, (character) => readable.get(character) ?? character)
    .replace(/\*\*([^*\n]+)\*\*/g, '$1')
    .replace(/(?<!\w)__([^_\n]+)__(?!\w)/g, '$1')
    .replace(/(?<![\w*])\*([^*\n\s](?:[^*\n]*[^*\n\s])?)\*(?![\w*])/g, '$1')
    .replace(/`([^`\n]*)`/g, '$1')
    .replace(/^[ \t]*>[ \t]+/gm, '')
    .replace(/^[ \t]*#{1,6}[ \t]+(?=[A-Za-z])/gm, (marks) => (marks.trim() === '####' ? marks : ''));
}

/** Without tags that only decorate, and with the characters that entities stand for. Other tags stay. */
function plainHtml(text: string): string {
  if (!/[<&]/.test(text)) return text;
  return text
    .replace(newLineTags, '\n')
    .replace(/<sup>\s*([^<>\n]{1,12}?)\s*<\/sup>/gi, '^$1')
    .replace(plainTags, '')
    .replace(
      /&(?:#(\d{2,6})|#x([0-9a-f]{2,5})|([a-z]{2,8}\d{0,2}));/gi,
      (written, decimal?: string, hex?: string, name?: string) => {
        if (name !== undefined) return htmlEntities[name] ?? written;
        const code = Number.parseInt(decimal ?? hex ?? '', decimal === undefined ? 16 : 10);
        return code > 0x1f && code <= 0x10ffff ? String.fromCodePoint(code) : written;
      },
    );
}

/** On one line. Form feeds and the like are no spaces: they stay, so that the checks find them. */
export function onOneLine(text: string): string {
  return text.replace(/[ \t\r\n\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g, ' ').trim();
}

const bullet = /^\s*(?:[-*•]\s+|\(?\d{1,2}[.)]\s+|step\s*\d{1,2}\s*[:.)-]\s*)/i;

/** A line without its bullet, number or `Step 2:`. */
export function withoutBullet(line: string): string {
  return line.replace(bullet, '').replace(bullet, '').trim();
}

/** The text without the boxes around what it says. */
export function withoutBoxes(text: string): string {
  return text.replace(/\\(?:boxed|fbox)\s*\{([^{}]*)\}/g, '$1');
}

/** A line that only says what the answer is. */
export function isAnswerLine(line: string): boolean {
  const text = line.trim();
  return (
    /^#{2,}/.test(text) ||
    /^\W*\\boxed\s*\{[^{}]*\}\W*$/.test(text) ||
    /^(?:so,?\s+|therefore,?\s+|thus,?\s+)?(?:the\s+)?(?:final\s+|correct\s+)?answer\s*(?:is\b|[:=])/i.test(
      text,
    )
  );
}

/** A line that only leads to others: `Let's solve this step by step:`. */
export function isPreamble(line: string): boolean {
  const text = line.trim();
  return (
    (text.endsWith(':') && !/\d/.test(text)) ||
    /^(?:sure|certainly|of course|here (?:is|are)|let's|let us)\b[^\d=]*[:.!]?$/i.test(text)
  );
}
