// A file or folder that the command line names and that cannot be used is bad usage, whatever layer finds it: exit code 2, and the
// message says which option named it. The same error about a file that nobody named is a failure.
import { resolve, sep } from 'node:path';
import type { Command } from 'commander';
import { SocraticError, UsageError } from '../common/index.ts';

/** Codes of errors that say that what was read is not there, cannot be read, or is not what it must be. */
const unusable =
  /^(file-(unreadable|too-large)|line-too-long|(annotation|csv-header|data)-unreadable|(dataset|prices|run-record)-invalid|dataset-incomplete|(dataset|store)-format-unknown|(store|predictions)-unusable|annotations-(empty|unmatched|changed))$/;

interface NamedPath {
  /** None for an argument. */
  readonly flag: string | undefined;
  /** Absolute. */
  readonly path: string;
  /** Where the command writes: what it finds in there is its own. */
  readonly isOutput: boolean;
}

/** The error itself, or a UsageError of the same code where it is about a path that `command` was given. */
export function aboutNamedPath(error: unknown, command: Command): unknown {
  if (!(error instanceof SocraticError) || error instanceof UsageError) return error;
  const { code, message, details } = error;
  const paths = Object.values(details).flatMap((value) =>
    typeof value === 'string' ? [resolve(value)] : [],
  );
  const named = namedPaths(command).find((name) => paths.some((path) => isAbout(code, path, name)));
  if (named === undefined) return error;
  const { flag } = named;
  const told = flag === undefined || message.includes(flag) ? message : `${flag}: ${message}`;
  return new UsageError(code, told, { details: { ...details, flag }, cause: error });
}

function namedPaths(command: Command): NamedPath[] {
  const values = (value: unknown) => [value].flat().filter((part) => typeof part === 'string');
  const ofOptions = command.options
    .filter((option) => option.required)
    .flatMap((option) =>
      values(command.getOptionValue(option.attributeName())).map((text) => ({
        flag: option.long,
        path: resolve(text),
        isOutput: option.long === '--out',
      })),
    );
  const ofArguments = command.args.map((text) => ({ flag: undefined, path: resolve(text), isOutput: false }));
  return [...ofOptions, ...ofArguments];
}

/** An option's folder is named with all that is in it, its file with the record beside it; of a run, its models are not. */
function isAbout(code: string, path: string, { flag, path: named, isOutput }: NamedPath): boolean {
  if (code === 'directory-unwritable') return path === named || named.startsWith(`${path}${sep}`);
  if (!unusable.test(code) || isOutput) return false;
  return path === named || (flag !== undefined && [sep, '.'].some((next) => path.startsWith(named + next)));
}
