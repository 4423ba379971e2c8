// The page of all error codes, made from their table: docs/reference/error-codes.md.
import { errorCodes, type Fault } from '../common/index.ts';
import { tableRow } from './markdown-table.ts';

const titles: Readonly<Record<Fault, string>> = {
  input: 'Input errors: change the command, its options or its files (exit code 2)',
  environment: 'Environment errors: disk, memory, network or a server; try again later (exit code 1)',
  internal: 'Internal errors: a bug of Socratic; please report it (exit code 1)',
};

const exitCodes: readonly (readonly [code: number, meaning: string])[] = [
  [0, 'The command succeeded.'],
  [
    1,
    'The command failed while it ran: disk, memory, network, a server, or a bug. Trying again may help. Also: `solve` found no answer in what the run wrote, which it shows.',
  ],
  [
    2,
    'An option, a file, a folder or a model cannot be used. The message says what was received, what was expected, and what to do.',
  ],
  [
    130,
    'Ctrl-C interrupted the command. The message says what is kept and how to continue. A second Ctrl-C stops at once.',
  ],
];

export function errorReference(): string {
  const sections = (Object.keys(titles) as Fault[]).flatMap((fault) => {
    const rows = Object.entries(errorCodes)
      .filter(([, entry]) => entry.fault === fault)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([code, { meaning }]) => tableRow([`\`${code}\``, meaning]));
    return [`## ${titles[fault]}`, '', '| code | meaning |', '|---|---|', ...rows, ''];
  });
  return [
    '# Exit codes and error codes',
    '',
    'This page is generated: `npm run docs:reference`.',
    '',
    '## Exit codes',
    '',
    '| code | meaning |',
    '|---|---|',
    ...exitCodes.map(([code, meaning]) => tableRow([`${code}`, meaning])),
    '',
    '## Errors',
    '',
    'Every error of the library is a `SocraticError`. It has a stable `code`, a `message` for a person, a `subject` (a path,',
    'a line, an option or a model) and a `fault`. The fault decides the exit code of the command line. With `--json`, the',
    'command line prints `{"error": {"code", "message"}}`. An error whose usual fault is `environment` has the fault `input`',
    'if it concerns something that an option named. The error `interrupted` has the exit code 130.',
    '',
    ...sections,
  ].join('\n');
}
