// Plain text tables: two spaces between columns, numbers to the right.

/** What looks like a number on a terminal: `7,473`, `46.2 % [40.6, 51.9]`, `3 min`, or a dash for none. */
const numeric = /^([-+−]?\d|–$|$)/;

/**
 * Lays out `rows` under `header`. A column is right-aligned when every one of its cells is empty, a dash, or starts with a
 * digit. Every row has as many cells as the header. No newline at the end.
 */
export function formatTable(
  header: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  const body = rows.map((row) => row.map(String));
  const columns = header.map((title, column) => {
    const cells = body.map((row) => row[column] ?? '');
    return {
      width: Math.max(...[title, ...cells].map(displayWidth)),
      right: cells.length > 0 && cells.every((cell) => numeric.test(cell)),
    };
  });
  const line = (cells: readonly string[]) =>
    columns
      .map(({ width, right }, column) => {
        const cell = cells[column] ?? '';
        const padding = ' '.repeat(width - displayWidth(cell));
        return right ? padding + cell : cell + padding;
      })
      .join('  ')
      .trimEnd();
  return [line(header), columns.map(({ width }) => '─'.repeat(width)).join('  '), ...body.map(line)].join(
    '\n',
  );
}

/** Lays out `name  value` lines, the values aligned with each other. */
export function formatFacts(facts: readonly (readonly [name: string, value: string])[]): string {
  const width = Math.max(0, ...facts.map(([name]) => displayWidth(name)));
  return facts
    .map(([name, value]) => `${name}${' '.repeat(width - displayWidth(name))}  ${value}`)
    .join('\n');
}

function displayWidth(text: string): number {
  return [...text].length;
}
