// A text for a person in which options and commands are named: the library writes `batchTokens: 256`, the command line
// --batch-tokens 256. Layers below the command line never write a flag; they mention the option, and whoever shows the text renders it.

/** An option of a library function, by its name there: `batchTokens`. With a value, the option as it would be given. */
export interface OptionMention {
  readonly kind: 'option';
  readonly name: string;
  readonly value?: OptionValue;
}

export type OptionValue = string | number | boolean;

/** A command line of `socratic` that a person could run. */
export interface CommandMention {
  readonly kind: 'command';
  /** The command's name and its arguments, then its options. */
  readonly words: readonly (string | OptionMention)[];
}

export type Mention = OptionMention | CommandMention;
export type MessagePart = string | Mention;

/** How the mentions in a message are written. */
export interface MentionStyle {
  option(mention: OptionMention): string;
  command(mention: CommandMention): string;
}

/** An option, mentioned in a message: `option('resume')`, or with its value `option('batchTokens', 256)`. */
export function option(name: string, value?: OptionValue): OptionMention {
  return { kind: 'option', name, ...(value === undefined ? {} : { value }) };
}

/** A command, mentioned in a message: `command('train', option('data', path), option('out', run))`. */
export function command(...words: CommandMention['words']): CommandMention {
  return { kind: 'command', words };
}

/** A text with mentions. As a string it speaks of the library's options. */
export class Message {
  readonly parts: readonly MessagePart[];

  constructor(parts: readonly MessagePart[]) {
    this.parts = parts;
  }

  render(style: MentionStyle): string {
    return this.parts
      .map((part) => {
        if (typeof part === 'string') return part;
        return part.kind === 'option' ? style.option(part) : style.command(part);
      })
      .join('');
  }

  toString(): string {
    return this.render(libraryStyle);
  }
}

/** Template tag of a message: say`${path} exists. Use ${option('force')} to replace it.`; messages may stand in messages. */
export function say(
  texts: TemplateStringsArray,
  ...values: readonly (string | number | Mention | Message)[]
): Message {
  return new Message(
    texts.flatMap((text, index): MessagePart[] => {
      const value = values[index];
      if (value === undefined) return [text];
      if (value instanceof Message) return [text, ...value.parts];
      return [text, typeof value === 'object' ? value : String(value)];
    }),
  );
}

/** Messages and texts as one message with `separator` between them. */
export function joinMessages(messages: readonly (string | Message)[], separator: string): Message {
  return new Message(
    messages.flatMap((message, index): MessagePart[] => [
      ...(index === 0 ? [] : [separator]),
      ...(typeof message === 'string' ? [message] : message.parts),
    ]),
  );
}

/** `batchTokens` as the command line spells it: `--batch-tokens`. */
export function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** `name=value` words of a command line as a shell takes them: whatever a shell would split or expand is quoted. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./#-]+$/.test(word) && !word.startsWith('#')
    ? word
    : `'${word.replaceAll("'", "'\\''")}'`;
}

/** The words of a command line, from the command's name on. */
export function commandWords({ words }: CommandMention): string {
  return words.map((word) => (typeof word === 'string' ? shellWord(word) : flagWords(word))).join(' ');
}

/** An option as words of a command line: `--force`, `--out 'my run'`. */
export function flagWords({ name, value }: OptionMention, flag = flagOf(name)): string {
  return value === undefined || value === true ? flag : `${flag} ${shellWord(String(value))}`;
}

const libraryStyle: MentionStyle = {
  option: ({ name, value }) =>
    value === undefined ? `\`${name}\`` : `\`${name}: ${JSON.stringify(value)}\``,
  command: (mention) => `socratic ${commandWords(mention)}`,
};
