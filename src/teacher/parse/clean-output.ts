// A teacher's text without its decoration: thoughts, code fences, bold, headings, LaTeX.

const latex: readonly (readonly [RegExp, string])[] = [
  [/\\(?:d|t)?frac\{([^{}]*)\}\{([^{}]*)\}/g, '($1)/($2)'],
  [/\\(?:text|mathrm|mathbf|textbf)\{([^{}]*)\}/g, '$1'],
  [/\\times(?![a-z])/g, '×'],
  [/\\div(?![a-z])/g, '÷'],
  [/\\cdot(?![a-z])/g, '*'],
  [/\\(?:left|right|,|;|!| )/g, ''],
  [/\\[[\]()]/g, ''],
  [/\\([$%&#])/g, '$1'],
];

/** The text, plain; `####` and `\boxed` stay, since they say what the answer is. */
export function cleanOutput(text: string): string {
  const spoken = text
    .replace(/<think(?:ing)?>[\s\S]*?(?:<\/think(?:ing)?>|$)/gi, '')
    .replace(/^[\s\S]*<\/think(?:ing)?>/i, '')
    .replaceAll('\r\n', '\n')
    .replace(/^[ \t]*(?:```|~~~).*$/gm, '');
  return latex
    .reduce((plain, [pattern, by]) => plain.replace(pattern, by), spoken)
    .replace(/\*\*([^*\n]+)\*\*/g, '$1')
    .replace(/(?<!\w)__([^_\n]+)__(?!\w)/g, '$1')
    .replace(/(?<![\w*])\*([^*\n\s](?:[^*\n]*[^*\n\s])?)\*(?![\w*])/g, '$1')
    .replace(/^[ \t]*#{1,6}[ \t]+(?=[A-Za-z])/gm, (marks) => (marks.trim() === '####' ? marks : ''));
}

const bullet = /^\s*(?:[-*•]\s+|\(?\d{1,2}[.)]\s+|step\s*\d{1,2}\s*[:.)-]\s*)/i;

/** A line without its bullet, number or `Step 2:`. */
export function withoutBullet(line: string): string {
  return line.replace(bullet, '').replace(bullet, '').trim();
}

/** A line that only says what the answer is. */
export function isAnswerLine(line: string): boolean {
  const text = line.trim();
  return (
    /^#{2,}/.test(text) ||
    /^\W*\\boxed\{[^{}]*\}\W*$/.test(text) ||
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
