// The examples that stand under every command's --help.

/** Text for commander's `addHelpText('after', …)`: command lines without the leading `socratic`, each with what it does. */
export function examples(lines: readonly (readonly [command: string, does: string])[]): string {
  return `\nExamples:\n${lines.map(([command, does]) => `  # ${does}\n  socratic ${command}`).join('\n')}\n`;
}
