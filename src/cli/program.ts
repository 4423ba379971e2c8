// Builds the command line from its commands and turns every way of misusing it into our own error format.
import { Command, CommanderError } from 'commander';
import { type ErrorCode, packageVersion, SocraticError } from '../common/index.ts';
import { CommandFrame, type GlobalFlags, type Streams } from './command-frame.ts';
import {
  registerAnnotate,
  registerAnnotations,
  registerData,
  registerDoctor,
  registerEvaluate,
  registerEvaluateModel,
  registerEvaluateTeacher,
  registerExport,
  registerQuickstart,
  registerScore,
  registerServe,
  registerSolve,
  registerTrain,
} from './commands/index.ts';
import { formerSpellings } from './former/index.ts';
import { inTodaysSpelling } from './former-spellings.ts';
import { commandName } from './invocation.ts';
import { takeOverRequired, wordsOf } from './options.ts';

/** Every command, in the order in which the help lists them. */
const commands: readonly ((program: Command, frame: CommandFrame) => void)[] = [
  registerQuickstart,
  registerData,
  registerAnnotate,
  registerAnnotations,
  registerTrain,
  registerEvaluate,
  registerEvaluateModel,
  registerEvaluateTeacher,
  registerSolve,
  registerServe,
  registerExport,
  registerScore,
  registerDoctor,
];

/** Runs the words of a command line (without node and script) and returns the exit code. */
export async function runProgram(given: readonly string[], streams: Streams): Promise<number> {
  const { words: argv, notice } = inTodaysSpelling(given, commandName(), formerSpellings);
  if (notice !== null) streams.stderr.write(`${notice}\n`);
  const flags = globalFlags(argv);
  const frame = new CommandFrame(flags, streams);
  const program = buildProgram(frame, streams);
  try {
    if (argv.length === 0) program.outputHelp();
    else await program.parseAsync([...argv], { from: 'user' });
    return frame.exitCode;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return 0; // --help, --version
      return frame.report(usageError(error, program, argv));
    }
    return frame.report(error);
  }
}

/** The whole command line; `frame` wraps every command's work. */
export function buildProgram(frame: CommandFrame, { stdout }: Pick<Streams, 'stdout'>): Command {
  const program = new Command('socratic')
    .description('Teach small language models to reason step by step.')
    .version(packageVersion(), '--version', 'print the version')
    .option('--json', 'print the result as one JSON object on stdout')
    .option('--quiet', 'show no progress, only warnings and errors')
    .option('--debug', 'show the stack trace of an error')
    .configureHelp({ showGlobalOptions: true, helpWidth: 110 })
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: () => undefined, // what commander would say is reported as one of our errors
    })
    .exitOverride();
  for (const register of commands) register(program, frame);
  for (const command of commandsBelow(program)) takeOverRequired(command);
  return program;
}

/** Every command, and the commands of groups. */
export function commandsBelow(command: Command): Command[] {
  return command.commands.flatMap((child) => [child, ...commandsBelow(child)]);
}

/** Read before parsing, so that an error in parsing is already reported as asked for. */
function globalFlags(argv: readonly string[]): GlobalFlags {
  const end = argv.indexOf('--');
  const before = end === -1 ? argv : argv.slice(0, end);
  return {
    json: before.includes('--json'),
    quiet: before.includes('--quiet'),
    debug: before.includes('--debug'),
  };
}

/** Our names for what commander finds wrong. */
const usageCodes: Readonly<Record<string, ErrorCode>> = {
  'commander.unknownCommand': 'unknown-command',
  'commander.unknownOption': 'unknown-option',
  'commander.missingArgument': 'missing-argument',
  'commander.optionMissingArgument': 'missing-value',
  'commander.invalidArgument': 'invalid-value',
  'commander.conflictingOption': 'conflicting-options',
  'commander.excessArguments': 'too-many-arguments',
  'commander.help': 'missing-command',
};

/** Commander's "error: unknown option '--limt'\n(Did you mean --limit?)" as one of our errors. */
function usageError(error: CommanderError, program: Command, argv: readonly string[]): SocraticError {
  const code = usageCodes[error.code] ?? 'bad-usage';
  const command = namedCommand(program, argv);
  const names = command.commands.map((child) => child.name());
  const [problem = '', suggestion = ''] =
    code === 'missing-command'
      ? [`Expected a command, one of ${names.join(', ')}`]
      : error.message.replace(/^error: ([a-z])/, (_, first: string) => first.toUpperCase()).split('\n');
  const sentences = [`${problem.replace(/\.$/, '')}.`, suggestion.replace(/^\(|\)$/g, '')].join(' ').trim();
  const help = [commandName(), ...wordsOf(command), '--help'].join(' ');
  return new SocraticError(code, `${sentences}\nSee ${help}`, { details: { argv: [...argv] }, cause: error });
}

/** The command that the words name, as far as they do. */
function namedCommand(program: Command, argv: readonly string[]): Command {
  let command = program;
  for (const word of argv) {
    command = command.commands.find((child) => child.name() === word) ?? command;
  }
  return command;
}
