// The page of what --json prints: for each command, the type of the value that it gives to `result(value, text)`, with the doc comments of its
// fields. The TypeScript compiler finds both in the sources.
import { join, relative } from 'node:path';
import ts from 'typescript';
import { tableRow } from '../src/cli/markdown-table.ts';
import { ReferenceTypes } from './reference-types.ts';

const root = join(import.meta.dirname, '..');

/** One call of `result(value, text)`. */
interface ResultCall {
  /** The words that call the command: `annotations merge`. */
  readonly command: string;
  readonly value: ts.Expression;
  /** The option under which this is the result; null without one. */
  readonly flag: string | null;
}

/** The page of the commands `names`, in this order. Each must give a result, and every field must have a doc comment. */
export function jsonReference(names: readonly string[]): string {
  const program = ts.createProgram(commandFiles(), compilerOptions());
  const types = new ReferenceTypes(program.getTypeChecker(), join(root, 'src')); // links nodes to their parents too
  const calls = commandFiles().flatMap((path) => {
    const file = program.getSourceFile(path);
    return file === undefined ? [] : resultCalls(file, names);
  });
  const sections = names.flatMap((name) => {
    const own = calls.filter(({ command }) => command === name);
    if (own.length === 0) throw new Error(`No call result(value, text) was found for the command ${name}.`);
    return [`## ${name}`, '', ...own.flatMap((call) => sectionOf(call, own.length > 1, types))];
  });
  const shared = [...types.sections()];
  if (types.withoutComment.length > 0) {
    throw new Error(`These fields need a doc comment:\n  ${types.withoutComment.join('\n  ')}`);
  }
  return [
    '# Output of `--json`',
    '',
    'With `--json`, a command prints one JSON object on stdout. Progress and warnings go to stderr. An error is',
    '`{"error": {"code", "message"}}`: see [exit codes and error codes](error-codes.md).',
    '',
    'How to read the tables:',
    '',
    '- `price.input` is the field `input` of the object `price`; `skipped[].line` is the field `line` of each element of the list `skipped`;',
    '  `models.*.steps` is the field `steps` of each object in `models`, whatever its key.',
    '- `?` behind a name: the field may be missing.',
    '- A type with a link has a section of its own, [below](#shared-objects).',
    '',
    'This page is generated: `npm run docs:reference`.',
    '',
    ...sections,
    '## Shared objects',
    '',
    ...shared.flatMap(({ name, about, rows }) => [
      `### ${name}`,
      '',
      ...(about ? [about, ''] : []),
      ...fieldTable(rows),
    ]),
  ].join('\n');
}

function commandFiles(): string[] {
  const folder = join(root, 'src/cli/commands');
  return ts.sys.readDirectory(folder, ['.ts']).filter((path) => !path.endsWith('.test.ts'));
}

function compilerOptions(): ts.CompilerOptions {
  const path = join(root, 'tsconfig.json');
  const { config } = ts.readConfigFile(path, ts.sys.readFile) as { config: unknown };
  return ts.parseJsonConfigFileContent(config, ts.sys, root).options;
}

/** The calls `result(value, text)` and `context.result(value, text)` of a file. */
function resultCalls(file: ts.SourceFile, names: readonly string[]): ResultCall[] {
  const calls: ResultCall[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const { expression, arguments: given } = node;
      const called = ts.isPropertyAccessExpression(expression) ? expression.name : expression;
      const [value] = given;
      if (ts.isIdentifier(called) && called.text === 'result' && value !== undefined && given.length >= 2) {
        calls.push({ command: commandAround(node, names), value, flag: flagAround(node) });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return calls;
}

/** The command that the function around `node` registers with `.command('name')`. */
function commandAround(node: ts.Node, names: readonly string[]): string {
  const registering = ts.findAncestor(node, (above) => ts.isFunctionDeclaration(above));
  const found: string[] = [];
  const visit = (inner: ts.Node): void => {
    if (ts.isCallExpression(inner) && ts.isPropertyAccessExpression(inner.expression)) {
      const [name] = inner.arguments;
      if (inner.expression.name.text === 'command' && name !== undefined && ts.isStringLiteral(name)) {
        found.push(...names.filter((words) => words.split(' ').at(-1) === name.text));
      }
    }
    ts.forEachChild(inner, visit);
  };
  if (registering) visit(registering);
  const [command] = found;
  if (command !== undefined && found.length === 1) return command;
  const { fileName } = node.getSourceFile();
  throw new Error(
    `${relative(root, fileName)}: expected result(value, text) in a function that registers one command, found ${found.length}.`,
  );
}

/** `--dry-run` for a call within `if (dryRun)`. */
function flagAround(node: ts.Node): string | null {
  const branch = ts.findAncestor(node, (above) => ts.isIfStatement(above));
  if (!branch || !ts.isIfStatement(branch) || !ts.isIdentifier(branch.expression)) return null;
  return `--${branch.expression.text.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function sectionOf({ value, flag }: ResultCall, isOneOfSeveral: boolean, types: ReferenceTypes): string[] {
  const rows = types.fieldsOf(value);
  const condition = flag === null ? 'Otherwise:' : `With \`${flag}\`:`;
  return [...(isOneOfSeveral ? [condition, ''] : []), ...fieldTable(rows)];
}

function fieldTable(rows: readonly (readonly [name: string, type: string, comment: string])[]): string[] {
  return [
    '| field | type | meaning |',
    '|---|---|---|',
    ...rows.map(([name, type, comment]) => tableRow([`\`${name}\``, type, comment])),
    '',
  ];
}
