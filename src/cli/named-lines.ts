// Lines of a file that need a person's attention: the first few by name, all of them by number.
import type { SkippedLine } from '../common/index.ts';
import { countOf, formatCount } from './format.ts';

const named = 5;

/**
 * `7 lines skipped:` and the first five, one a line; nothing for an empty list. `rest` says where all of them can be read.
 */
export function formatNamedLines(lines: readonly SkippedLine[], what: string, rest: string): string[] {
  if (lines.length === 0) return [];
  const more = lines.length - named;
  return [
    `${countOf(lines.length, 'line')} ${what}:`,
    ...lines.slice(0, named).map(({ file, line, reason }) => `  ${file}:${line}: ${reason}`),
    ...(more > 0 ? [`  and ${formatCount(more)} more, all of them in ${rest}`] : []),
  ];
}
