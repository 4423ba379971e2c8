import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { layerViolations } from './layers.ts';

const sourceFolder = fileURLToPath(new URL('../src', import.meta.url));

/** The violations of a few files given by path below src/ and text. */
const check = (files: Record<string, string>) => layerViolations(new Map(Object.entries(files)));

test('the source keeps to the layers of the design', () => {
  const paths = readdirSync(sourceFolder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts'));
  expect(paths.length).toBeGreaterThan(20);
  const files = new Map(paths.map((path) => [path, readFileSync(join(sourceFolder, path), 'utf8')]));
  expect(layerViolations(files)).toEqual([]);
});

test('what the design allows is not reported', () => {
  expect(
    check({
      'index.ts': "export * from './data/index.ts';",
      'answers.ts': "export { extractAnswer } from './data/answer/index.ts';",
      'common/index.ts': "export * from './errors.ts';",
      'common/errors.ts': 'export const a = 1;',
      'engine/graph/index.ts': "import { z } from 'zod'; import { a } from '../../common/index.ts';",
      'engine/runtime/index.ts': "import { Tensor } from 'onnxruntime-node'; import '../graph/index.ts';",
      'engine/autodiff/rules.ts': "import { g } from '../graph/index.ts';",
      'engine/autodiff/rules.test.ts':
        "import '../runtime/index.ts'; import '../../../test/support/data.ts'; console.log('checked');",
      'data/problem.ts': 'export interface Problem {}',
      'data/index.ts': "export * from './readers/index.ts'; export * from './problem.ts';",
      'data/answer/index.ts': "import type { Problem } from '../problem.ts';",
      'data/readers/index.ts': "export * from './csv.ts';",
      'data/readers/csv.ts':
        "import '../answer/index.ts'; import '../problem.ts'; import '../../engine/index.ts';",
      'data/readers/cells/quotes.ts': "import '../csv.ts';",
      'data/readers/rows.ts': "import './cells/quotes.ts';",
      'cli/main.ts': "import './commands/index.ts'; process.stdout.write(process.argv[2]); console.log(1);",
      'cli/commands/index.ts': "import '../table.ts'; import '../../data/index.ts';",
      'cli/table.ts': "import packageJson from '../../package.json';",
    }),
  ).toEqual([]);
});

test('an import of a folder further down is reported, whatever its form', () => {
  const to = (form: string) => check({ 'data/problem.ts': form, 'solve/index.ts': '' });
  const expected = [
    'data/problem.ts imports solve/index.ts: data/ stands above solve/ in the design and may not import from it',
  ];
  expect(to("import { solve } from '../solve/index.ts';")).toEqual(expected);
  expect(to("import type { Solver } from '../solve/index.ts';")).toEqual(expected);
  expect(to("export * from '../solve/index.ts';")).toEqual(expected);
  expect(to("const solve = await import('../solve/index.ts');")).toEqual(expected);
  expect(to("type Solver = import('../solve/index.ts').Solver;")).toEqual(expected);
  expect(to("// import '../solve/index.ts'\nconst text = `import '../solve/index.ts'`;")).toEqual([]);
});

test("the engine's own order holds, and a unit test may not reach out of its layer's reach", () => {
  expect(check({ 'engine/graph/shapes.ts': "import '../autodiff/index.ts';" })).toEqual([
    'engine/graph/shapes.ts imports engine/autodiff/index.ts: engine/graph/ stands above engine/autodiff/ in the design and may not import from it',
  ]);
  expect(check({ 'engine/train/loop.ts': "import '../../data/index.ts';" })).toHaveLength(1);
  expect(check({ 'engine/train/loop.test.ts': "import '../../data/index.ts';" })).toHaveLength(1);
  expect(check({ 'index.ts': "import './cli/index.ts';" })).toEqual([
    'index.ts imports cli/index.ts: only the command line is above it',
  ]);
});

test('reaching past an index is reported, between layers, sub-folders and from tests', () => {
  const past = (from: string, specifier: string) => check({ [from]: `import '${specifier}';` });
  expect(past('strategy/cot.ts', '../data/problem.ts')).toEqual([
    'strategy/cot.ts imports data/problem.ts: reach another folder through data/index.ts only',
  ]);
  expect(past('strategy/cot.test.ts', '../data/problem.ts')).toHaveLength(1);
  expect(past('data/readers/csv.ts', '../answer/clean.ts')).toHaveLength(1);
  expect(past('data/index.ts', './answer/clean.ts')).toHaveLength(1);
  expect(past('engine/train/loop.ts', '../model/gpt2.ts')).toHaveLength(1);
  expect(past('data/problem.test.ts', '../../test/teacher/data.ts')).not.toEqual([]);
  expect(past('data/problem.ts', '../../test/support/data.ts')).not.toEqual([]);
  expect(past('data/problem.ts', '../../test/layers.ts')).toEqual(
    expect.arrayContaining(['data/problem.ts imports ../test/layers.ts, which is outside of the layers']),
  );
});

test('cycles between files and between sub-folders are reported with their path', () => {
  expect(
    check({
      'common/a.ts': "import './b.ts';",
      'common/b.ts': "import './c.ts';",
      'common/c.ts': "import type { A } from './a.ts';",
    }),
  ).toEqual(['files import in a cycle: common/a.ts -> common/b.ts -> common/c.ts -> common/a.ts']);
  expect(
    check({
      'data/answer/index.ts': "import '../readers/index.ts';",
      'data/answer/clean.ts': '',
      'data/readers/index.ts': '',
      'data/readers/csv.ts': "import '../answer/index.ts';",
    }),
  ).toEqual(['folders import in a cycle: data/answer -> data/readers -> data/answer']);
});

test('only the runtime imports ONNX Runtime', () => {
  expect(check({ 'engine/train/step.ts': "import { Tensor } from 'onnxruntime-node';" })).toEqual([
    'engine/train/step.ts imports onnxruntime-node, which only engine/runtime/ may',
  ]);
  expect(check({ 'solve/index.ts': "import type { Env } from 'onnxruntime-common';" })).toHaveLength(1);
});

test('only the command line reads arguments and writes to the terminal', () => {
  const uses = (text: string) => check({ 'solve/index.ts': text });
  expect(uses('export const verbose = process.argv.includes("-v");')).toEqual([
    'solve/index.ts uses process.argv, which only cli/ may',
  ]);
  expect(uses("console.log('hello'); process.stderr.write('x');")).toEqual([
    'solve/index.ts uses console.log, which only cli/ may',
    'solve/index.ts uses process.stderr, which only cli/ may',
  ]);
  expect(uses("import { stdout } from 'node:process';")).toHaveLength(1);
  expect(uses("// console.log\nconst text = 'console.log'; const pid = process.pid;")).toEqual([]);
});

test('only the command line names its flags', () => {
  const names = (text: string, path = 'data/read.ts') => check({ [path]: text });
  const expected = ['data/read.ts names the flag --batch-tokens in a string: mention the option instead'];
  expect(names("throw new Error('Use a smaller --batch-tokens.');")).toEqual(expected);
  expect(names('const text = `--batch-tokens`;')).toEqual(expected);
  expect(names(`const text = \`Use \${n} with --batch-tokens \${n}, or \${n}.\`;`)).toEqual(expected);
  expect(names(`const text = say\`Use \${n}: --batch-tokens\`;`)).toEqual(expected);
  expect(names(`const text = \`--resume \${n} --force\`;`)).toHaveLength(2);
  expect(names("const text = '--resume';", 'engine/train/step.ts')).toHaveLength(1);
});

test('flags of other programs, style sheets, tests and the command line itself may hold what looks like a flag', () => {
  const names = (text: string, path = 'data/read.ts') => check({ [path]: text });
  expect(names(`const argv = ['--import', \`--max-old-space-size=\${n}\`];`)).toEqual([]);
  expect(names("const folder = 'models--org--name'; const rule = 'a -- b ---c'; // --force")).toEqual([]);
  expect(names(`const flag = \`--\${name}\`;`)).toEqual([]);
  expect(names("const css = ':root{--paper:#fff}';", 'common/page-style.ts')).toEqual([]);
  expect(names("const css = 'color:var(--ink)';", 'experiment/report/styles.ts')).toEqual([]);
  expect(names("const argv = ['--force'];", 'data/read.test.ts')).toEqual([]);
  expect(names("const argv = ['--force'];", 'cli/options.ts')).toEqual([]);
});

test('a file in a folder that the design does not know is reported', () => {
  expect(check({ 'utils/misc.ts': '', 'engine/misc/a.ts': '', 'misc.ts': '' })).toEqual([
    'utils/misc.ts is in no folder of the design',
    'engine/misc/a.ts is in no folder of the design',
    'misc.ts is in no folder of the design',
  ]);
});
