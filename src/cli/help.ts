// The examples that stand under every command's --help.
import { commandName } from './invocation.ts';

/** Text for commander's `addHelpText('after', …)`: command lines without the leading `socratic`, each with what it does. */
export function examples(lines: readonly (readonly [command: string, does: string])[]): string {
  const called = commandName();
  return `\nExamples:\n${lines.map(([command, does]) => `  # ${does}\n  ${called} ${command}`).join('\n')}\n`;
}
