// Packs the built package, installs it into an empty folder as a user would, and uses it there: the command from data to a
// solved problem, the exports from JavaScript, their types from TypeScript. Run `npm run build` first.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const temporary = mkdtempSync(join(tmpdir(), 'socratic-package-'));
const app = join(temporary, 'app');
const windows = process.platform === 'win32';

/** Runs a command, shows it, and returns its stdout; throws when it does not succeed. */
function run(cwd, command, ...args) {
  console.log(`$ ${[command, ...args].join(' ')}`);
  const result = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    shell: windows,
    maxBuffer: 2 ** 26,
  });
  if (result.status !== 0) {
    throw new Error(`${command} ended with ${result.status ?? result.signal}: ${result.stdout}`);
  }
  return result.stdout;
}

const socratic = (...args) => run(app, 'npx', '--no-install', 'socratic', ...args);
const socraticJson = (...args) => JSON.parse(socratic(...args, '--json', '--quiet'));

function check(condition, fact) {
  if (!condition) throw new Error(`not so: ${fact}`);
  console.log(`  ${fact}`);
}

function install() {
  const [{ filename, files }] = JSON.parse(
    run(root, 'npm', 'pack', '--json', '--pack-destination', temporary),
  );
  const packed = files.map(({ path }) => path);
  const wanted = [
    'package.json',
    'README.md',
    'CHANGELOG.md',
    'LICENSE',
    'dist/index.js',
    'dist/index.d.ts',
    'prompts/cot.md',
    'pages/annotation-review.js',
  ];
  for (const name of wanted) check(packed.includes(name), `${name} is in the package`);
  const foreign = packed.filter((path) => path.includes('/') && !/^(?:dist|pages|prompts)\//.test(path));
  check(foreign.length === 0, `nothing else is in it ${foreign.join(' ')}`);
  mkdirSync(app);
  writeFileSync(join(app, 'package.json'), JSON.stringify({ name: 'app', private: true, type: 'module' }));
  // A post-install script of onnxruntime-node downloads files for CUDA, which nothing here needs.
  run(app, 'npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund', join(temporary, filename));
}

function useCommand() {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  check(socratic('--version').trim() === version, `socratic --version prints ${version}`);
  const data = socraticJson('data', 'arithmetic', '--train', '80', '--test', '6', '--out', 'problems');
  check(data.splits.train === 80 && data.splits.test === 6, 'data writes 80 train and 6 test problems');
  const train = ['--data', 'problems', '--strategy', 'socratic', '--student', 'scratch:tiny'];
  const trained = socraticJson('train', ...train, '--max-steps', '3', '--out', 'runs/pair');
  const { qg, qa } = trained.models;
  check(qg.steps === 3 && qa.steps === 3 && qa.finalLoss > 0, 'train makes both models of a pair in 3 steps');
  const limits = ['--limit', '4', '--max-new-tokens', '24'];
  const evaluation = socraticJson('evaluate', 'runs/pair', '--data', 'problems', ...limits);
  check(evaluation.total === 4 && evaluation.ci95.length === 2, 'evaluate judges 4 problems');
  check(existsSync(join(app, evaluation.predictions)), 'and keeps every prediction');
  const solved = socraticJson('solve', 'runs/pair', 'Mia has 3 pens and buys 4 more. How many has she?');
  check(Array.isArray(solved.steps) && solved.generatedTokens > 0, 'solve answers a problem of the user');
}

/** A teacher of the user's own: the configuration is TypeScript, imports this package, and is type-checked with the program below. */
function useConfig() {
  const config = `
import type { LanguageModelV3 } from '@ai-sdk/provider';
import { defineConfig } from 'socratic-cot';
const model: LanguageModelV3 = {
  specificationVersion: 'v3',
  provider: 'here',
  modelId: 'seven',
  supportedUrls: {},
  doGenerate: async () => ({
    content: [{ type: 'text', text: 'It is 3 + 4 = 7.\\n#### 7' }],
    finishReason: { unified: 'stop', raw: undefined },
    usage: {
      inputTokens: { total: 9, noCache: 9, cacheRead: 0, cacheWrite: 0 },
      outputTokens: { total: 5, text: 5, reasoning: 0 },
    },
    warnings: [],
  }),
  doStream: () => Promise.reject(new Error('not streamed')),
};
export default defineConfig({ teachers: { mine: { model, price: { input: 1, output: 2 } } } });
`;
  writeFileSync(join(app, 'socratic.config.ts'), config);
  const asked = ['--model', 'config:mine', '--prompting', 'cot', '--data', 'problems', '--limit', '3'];
  const evaluation = socraticJson('evaluate', ...asked, '--max-cost', '1', '--out', 'teacher');
  check(
    evaluation.total === 3 &&
      evaluation.unreadable === 0 &&
      evaluation.model.spec === 'config:mine=here/seven',
    'a teacher of socratic.config.ts is measured',
  );
}

function useExports() {
  const program = `
import { answersMatch, extractAnswer, generateArithmetic, ownTeacher, SocraticError, type Problem } from 'socratic-cot';
import config from './socratic.config.js';
const [mine] = Object.values(config.teachers);
if (mine === undefined || ownTeacher('mine', 'model' in mine ? mine.model : mine).spec !== 'mine=here/seven') {
  throw new SocraticError('teacher-wrong', 'no teacher');
}
const problems: readonly Problem[] = generateArithmetic({ seed: 1, train: 2, validation: 0, test: 0 }).train;
const answer: string | null = extractAnswer('so 9 * 2 = 18.\\n#### 18', 'number')?.value ?? null;
if (problems.length !== 2 || answer === null || !answersMatch(answer, '18', 'number')) {
  throw new SocraticError('exports-wrong', String(answer));
}
`;
  writeFileSync(join(app, 'program.ts'), program);
  const options = {
    module: 'NodeNext',
    target: 'ES2023',
    strict: true,
    exactOptionalPropertyTypes: true,
    outDir: 'built',
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
  };
  writeFileSync(
    join(app, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: options, files: ['program.ts'] }),
  );
  run(app, process.execPath, join(root, 'node_modules/typescript/bin/tsc'), '-p', '.');
  check(true, 'a TypeScript program with every check on compiles against its types');
  run(app, process.execPath, join('built', 'program.js'));
  check(true, 'and runs on its exports');
}

try {
  install();
  useCommand();
  useConfig();
  useExports();
  console.log('The package works from an empty folder.');
} catch (error) {
  console.error(`error  package-broken  ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
