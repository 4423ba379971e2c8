// Packs the built package, installs it into an empty folder as a user would, and uses it there: the command from data to a
// solved problem, the exports from JavaScript, their types from TypeScript. Run `npm run build` first.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { check, compile, root, run, withPackedApp } from './packed-app/install.mjs';

function checkFiles(packed) {
  const wanted = [
    'package.json',
    'README.md',
    'CHANGELOG.md',
    'LICENSE',
    'dist/index.js',
    'dist/index.d.ts',
    'docs/guides/getting-started.md',
    'docs/reference/commands.md',
    'prompts/cot.md',
    'pages/annotation-review.js',
  ];
  for (const name of wanted) check(packed.includes(name), `${name} is in the package`);
  const foreign = packed.filter((path) => path.includes('/') && !/^(?:dist|docs|pages|prompts)\//.test(path));
  check(foreign.length === 0, `nothing else is in it ${foreign.join(' ')}`);
}

function useCommand(app, socratic, socraticJson) {
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
function useConfig(app, socraticJson) {
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
  const asked = ['config:mine', '--prompting', 'cot', '--data', 'problems', '--limit', '3'];
  const evaluation = socraticJson('evaluate-teacher', ...asked, '--max-cost', '1', '--out', 'teacher');
  check(
    evaluation.total === 3 &&
      evaluation.unreadable === 0 &&
      evaluation.model.spec === 'config:mine=here/seven',
    'a teacher of socratic.config.ts is measured',
  );
}

function useExports(app) {
  const program = `
import { datasets, type Problem } from 'socratic-cot';
import { answersMatch, extractAnswer } from 'socratic-cot/answers';
import { presets } from 'socratic-cot/engine';
import { strategyNames } from 'socratic-cot/strategies';
import { ownTeacher } from 'socratic-cot/teacher';
import { publishedDatasets } from 'socratic-cot/data';
import config from './socratic.config.js';
const [mine] = Object.values(config.teachers);
if (mine === undefined || ownTeacher('mine', 'model' in mine ? mine.model : mine).spec !== 'mine=here/seven') {
  throw new Error('no teacher');
}
const problems: readonly Problem[] = datasets.generate({ seed: 1, train: 2, validation: 0, test: 0 }).splits.train;
const answer: string | null = extractAnswer('so 9 * 2 = 18.\\n#### 18', 'number')?.value ?? null;
if (problems.length !== 2 || answer === null || !answersMatch(answer, '18', 'number')) {
  throw new Error(String(answer));
}
if (presets['scratch:tiny'] === undefined || strategyNames.length < 4 || publishedDatasets.length !== 3) {
  throw new Error('an entry point lacks something');
}
`;
  writeFileSync(join(app, 'program.ts'), program);
  compile(app, 'program.ts');
  check(true, 'a TypeScript program with every check on compiles against its types');
  run(app, process.execPath, join('built', 'program.js'));
  check(true, 'and runs on its exports');
}

/** The libraries that a process has loaded after importing an entry point. */
function loadedLibraries(app, entry) {
  const script = `await import('${entry}'); console.log(JSON.stringify(process.report.getReport().sharedObjects))`;
  return JSON.parse(run(app, process.execPath, '--input-type=module', '--eval', script));
}

function importLightly(app) {
  for (const entry of ['socratic-cot', 'socratic-cot/answers']) {
    const native = loadedLibraries(app, entry).filter((path) => /onnxruntime|lmdb/.test(path));
    check(native.length === 0, `importing ${entry} loads neither ONNX Runtime nor LMDB`);
  }
}

await withPackedApp((app, packed) => {
  const socratic = (...args) => run(app, 'npx', '--no-install', 'socratic', ...args);
  const socraticJson = (...args) => JSON.parse(socratic(...args, '--json', '--quiet'));
  checkFiles(packed);
  useCommand(app, socratic, socraticJson);
  useConfig(app, socraticJson);
  useExports(app);
  importLightly(app);
  console.log('The package works from an empty folder.');
});
