// The page of all error codes, made from their table: docs/error-codes.md, which a test keeps up to date.
import { errorCodes, type Fault } from '../common/index.ts';

const titles: Readonly<Record<Fault, string>> = {
  input: 'What was asked for or named cannot be used: ask otherwise (exit code 2)',
  environment: 'Disk, memory, network, a server, a file that nobody named: try again later (exit code 1)',
  internal: 'A bug of ours: please report it (exit code 1)',
};

export function errorReference(): string {
  const sections = (Object.keys(titles) as Fault[]).flatMap((fault) => {
    const rows = Object.entries(errorCodes)
      .filter(([, entry]) => entry.fault === fault)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([code, { meaning }]) => `| \`${code}\` | ${meaning.replaceAll('|', '\\|')} |`);
    return [`## ${titles[fault]}`, '', '| code | meaning |', '|---|---|', ...rows, ''];
  });
  return [
    '# Error codes',
    '',
    'Every error of the library is a `SocraticError` with a `code`, a `message` for a person, a `subject` (path, line, option, model) and a `fault`,',
    'from which the exit code of the command line follows. With `--json` the command line prints code and message. An error whose usual fault is',
    '`environment` has the fault `input` where it is about something that an option named. `interrupted` has the exit code 130.',
    '',
    'This page is generated: `npm run docs:errors`.',
    '',
    ...sections,
  ].join('\n');
}
