// The page of all commands, made from the command line itself: docs/reference/commands.md.
import type { Argument, Command, Option } from 'commander';
import { CommandFrame } from './command-frame.ts';
import { examplesIn } from './help.ts';
import { tableRow } from './markdown-table.ts';
import { expectedValue, isRequired, wordsOf } from './options.ts';
import { buildProgram, commandsBelow } from './program.ts';

/** The words of every command, in the order of the help. */
export function commandNames(): string[] {
  return commandsOf(silentProgram().program).map((command) => wordsOf(command).join(' '));
}

export function commandReference(): string {
  const { program, helpOf } = silentProgram();
  const commands = commandsOf(program);
  return [
    '# Commands and options',
    '',
    'In a checkout, write `npm run -s socratic --` instead of `socratic`. Every command has `--help`.',
    '',
    'This page is generated: `npm run docs:reference`.',
    '',
    '| command | what it does |',
    '|---|---|',
    ...commands.map((command) => tableRow([linkTo(command), command.description()])),
    '',
    '## Options of every command',
    '',
    ...optionTable(program.options.filter(({ long }) => long !== '--version')),
    '',
    '`socratic --version` prints the version.',
    '',
    ...commands.flatMap((command) => sectionOf(command, helpOf(command))),
  ].join('\n');
}

/** The command line, and what `--help` of one of its commands prints. */
function silentProgram() {
  let printed = '';
  const stream = { write: (text: string) => (printed += text) };
  const flags = { json: false, debug: false, quiet: false };
  const program = buildProgram(new CommandFrame(flags, { stdout: stream, stderr: stream }), {
    stdout: stream,
  });
  const helpOf = (command: Command) => {
    printed = '';
    command.outputHelp();
    return printed;
  };
  return { program, helpOf };
}

/** Commands that do something; groups of commands do not. */
function commandsOf(program: Command): Command[] {
  return commandsBelow(program).filter(({ commands }) => commands.length === 0);
}

function linkTo(command: Command): string {
  const words = wordsOf(command);
  return `[\`${words.join(' ')}\`](#${words.join('-')})`;
}

function sectionOf(command: Command, help: string): string[] {
  const words = wordsOf(command).join(' ');
  const usage = ['socratic', words, ...command.registeredArguments.map(usageOf), '[options]'].join(' ');
  return [
    `## ${words}`,
    '',
    command.description(),
    '',
    '```',
    usage,
    '```',
    '',
    ...argumentTable(command.registeredArguments),
    ...optionSections(command.options),
    ...exampleSection(examplesIn(help)),
  ];
}

function usageOf(argument: Argument): string {
  const name = `${argument.name()}${argument.variadic ? '…' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

function argumentTable(given: readonly Argument[]): string[] {
  if (given.length === 0) return [];
  const rows = given.map((argument) => tableRow([`\`${usageOf(argument)}\``, argument.description]));
  return ['| argument | |', '|---|---|', ...rows, ''];
}

/** A table for each group of options, the options without a group first. */
function optionSections(options: readonly Option[]): string[] {
  const headings = new Set(options.map(({ helpGroupHeading }) => helpGroupHeading));
  return [...headings].flatMap((heading) => [
    ...(heading === undefined ? [] : [heading, '']),
    ...optionTable(options.filter(({ helpGroupHeading }) => helpGroupHeading === heading)),
    '',
  ]);
}

function optionTable(options: readonly Option[]): string[] {
  const rows = options.map((option) =>
    tableRow([`\`${option.flags}\``, descriptionOf(option), expectedValue(option) ?? '', defaultOf(option)]),
  );
  return ['| option | what it does | value | default |', '|---|---|---|---|', ...rows];
}

/** The default that the description ends with. */
const writtenDefault = / \(default: ([^()]*(?:\([^()]*\)[^()]*)*)\)/;

/** Without what has a column of its own. */
function descriptionOf(option: Option): string {
  return option.description.replace(' (required)', '').replace(writtenDefault, '');
}

function defaultOf(option: Option): string {
  if (isRequired(option)) return 'required';
  if (option.defaultValueDescription !== undefined) return option.defaultValueDescription;
  if (option.defaultValue !== undefined) return `\`${option.defaultValue}\``;
  return writtenDefault.exec(option.description)?.[1] ?? '';
}

function exampleSection(lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['Examples:', '', '```bash', ...lines, '```', ''];
}
