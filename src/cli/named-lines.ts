// Lines of a file that need a person's attention: the first few by name, all of them by number.
import type { SkippedLine } from '../common/index.ts';
import { countOf, formatCount } from './format.ts';

const named = 5;

/**
 * `7 lines skipped:` and the first five, one a line; nothing for an empty list. `rest` says where all of them can be read, or, where there
 * are more in `total`, the first ones.
 */
export function formatNamedLines(
  lines: readonly SkippedLine[],
  what: string,
  rest: string,
  total = lines.length,
): string[] {
  if (lines.length === 0) return [];
  const more = total - named;
  const where = total > lines.length ? `the first ${formatCount(lines.length)}` : 'all of them';
  return [
    `${countOf(total, 'line')} ${what}:`,
    ...lines.slice(0, named).map(({ file, line, reason }) => `  ${file}:${line}: ${reason}`),
    ...(more > 0 ? [`  and ${formatCount(more)} more, ${where} in ${rest}`] : []),
  ];
}
