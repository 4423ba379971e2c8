// How messages of the layers below are shown on the command line: options as flags, commands as they can be called here.
import type { Command } from 'commander';
import { commandWords, flagOf, flagWords, type MentionStyle } from '../common/index.ts';
import { commandName } from './invocation.ts';

/** Flags that are not the library's name in kebab case: the library has units in its names, and takes a key itself. */
const otherFlags: ReadonlyMap<string, string> = new Map([
  ['pollMs', '--poll'],
  ['timeoutMs', '--timeout'],
  ['key', '--key-from'],
  ['allowedHosts', '--allow-hosts'],
  ['allowedOrigins', '--allow-origins'],
]);

/** For messages to whoever called `command`; null where no command could be read from the command line. */
export function commandLineStyle(command: Command | null, called = commandName()): MentionStyle {
  return {
    option: (mention) => flagWords(mention, flagFor(mention.name, command)),
    command: (mention) => `${called} ${commandWords(mention)}`,
  };
}

/** What the library's option `name` is called on the command line of `command`: its flag, or its argument in capitals. */
export function flagFor(name: string, command: Command | null): string {
  const option = command?.options.find((candidate) => candidate.attributeName() === name);
  if (option?.long) return option.long;
  const argument = command?.registeredArguments.find((candidate) => {
    const one = candidate.name().toLowerCase();
    return name === one || (candidate.variadic && name === `${one}s`);
  });
  if (argument) return argument.name().toUpperCase();
  return otherFlags.get(name) ?? flagOf(name);
}
