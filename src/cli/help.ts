// The examples that stand under every command's --help.
import { commandName } from './invocation.ts';

const heading = 'Examples:';

/** Text for commander's `addHelpText('after', …)`: command lines without the leading `socratic`, each with what it does. */
export function examples(lines: readonly (readonly [command: string, does: string])[]): string {
  const called = commandName();
  return `\n${heading}\n${lines.map(([command, does]) => `  # ${does}\n  ${called} ${command}`).join('\n')}\n`;
}

/** The lines of the examples in a help text, without their indentation; none where it has no examples. */
export function examplesIn(help: string): string[] {
  const [, text = ''] = help.split(`\n${heading}\n`);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
