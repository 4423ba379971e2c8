// A short way through the whole system in a checkout: data, twenty steps of training, a solved problem, annotations from a teacher
// on this machine. Everything runs as a person starts it, through `npm run`.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'socratic-smoke-'));
const windows = process.platform === 'win32';

/** Runs the command and returns the object that it prints; throws when it does not succeed. A young student may solve nothing. */
function socratic(...args) {
  const words = ['run', '-s', 'socratic', '--', ...args, '--json', '--quiet'];
  console.log(`$ npm ${words.join(' ')}`);
  const stdio = ['ignore', 'pipe', 'inherit'];
  const { status, signal, stdout } = spawnSync('npm', words, {
    cwd: root,
    encoding: 'utf8',
    stdio,
    shell: windows,
  });
  if (status !== 0 && !(status === 1 && args[0] === 'solve'))
    throw new Error(`${args[0]} ended with ${status ?? signal}: ${stdout}`);
  return JSON.parse(stdout);
}

function check(condition, fact) {
  if (!condition) throw new Error(`not so: ${fact}`);
  console.log(`  ${fact}`);
}

function trainAndSolve(data) {
  const run = join(folder, 'pair');
  const student = ['--strategy', 'socratic', '--student', 'scratch:tiny', '--batch-tokens', '512'];
  const trained = socratic(
    'train',
    '--data',
    data,
    ...student,
    '--max-steps',
    '20',
    '--threads',
    '1',
    '--out',
    run,
  );
  const { qg, qa } = trained.models;
  check(qg.steps === 20 && qa.steps === 20, 'train makes 20 steps with each model of the pair');
  check(qg.finalLoss < 6 && qa.finalLoss < 6, `and they learn: losses ${qg.finalLoss}, ${qa.finalLoss}`);
  const { versions } = JSON.parse(readFileSync(join(run, 'run.json'), 'utf8'));
  check(versions.node === process.versions.node, `run.json names Node.js ${versions.node}, as this process`);
  const solved = socratic(
    'solve',
    run,
    'Mia has 3 pens and buys 4 more. How many has she?',
    '--max-new-tokens',
    '24',
  );
  check(solved.generatedTokens > 0, `solve writes ${solved.generatedTokens} tokens`);
}

async function annotate(data) {
  const argv = ['--import', 'tsx', 'test/support/gold-teacher.ts', data];
  const teacher = spawn(process.execPath, argv, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => teacher.on('close', resolve));
  try {
    const [line] = await Promise.race([
      new Promise((resolve) =>
        createInterface({ input: teacher.stdout }).once('line', (text) => resolve([text])),
      ),
      ended.then((code) => Promise.reject(new Error(`the teacher ended with ${code}`))),
    ]);
    const out = join(folder, 'chains.jsonl');
    const asked = [
      '--teacher',
      `openai-compatible:${JSON.parse(line).url}#gold`,
      '--kind',
      'cot',
      '--limit',
      '10',
    ];
    const result = socratic(
      'annotate',
      '--data',
      data,
      ...asked,
      '--store',
      join(folder, 'store'),
      '--out',
      out,
    );
    check(result.kept === 10, 'annotate keeps the chains of 10 problems');
    check(readFileSync(out, 'utf8').trim().split('\n').length === 10, 'and writes each of them');
  } finally {
    teacher.kill();
    await ended;
  }
}

try {
  const data = join(folder, 'data');
  const { splits } = socratic('data', 'arithmetic', '--train', '60', '--test', '6', '--out', data);
  check(splits.train === 60 && splits.test === 6, 'data writes 60 train and 6 test problems');
  trainAndSolve(data);
  await annotate(data);
  console.log(`The smoke test passed on Node.js ${process.version}.`);
} catch (error) {
  console.error(`error  smoke-failed  ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
