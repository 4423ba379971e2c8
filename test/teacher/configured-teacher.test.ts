// Teachers of the user's own making, `config:NAME`: run only when named, told apart in the store, their keys written nowhere.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Annotation } from '../../src/teacher/index.ts';
import { socratic, socraticJson } from './cli.ts';
import { type FaultServer, type Plan, startFaultServer } from './fault-server.ts';
import { goodChain, writeSums } from './fixtures.ts';

const secret = 'sk-hidden-in-the-model-0123456789';
const provider = pathToFileURL(
  join(import.meta.dirname, '../../node_modules/@ai-sdk/openai-compatible/dist/index.mjs'),
).href;
let folder = '';
let server: FaultServer;
let plan: Plan;
let data = '';

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'configured-'));
  plan = (call) => ({ do: 'answer', text: goodChain(call) });
  server = await startFaultServer((call) => plan(call));
  data = writeSums(folder, 3);
  write();
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const config = () => join(folder, 'socratic.config.ts');
/** A configuration whose model hides its key. It leaves a mark when it is run. */
function write(modelId = 'm-1', { about = 'price: { input: 1, output: 2 }', name = 'mine' } = {}) {
  writeFileSync(
    config(),
    `import { writeFileSync } from 'node:fs';
import { createOpenAICompatible } from '${provider}';
const folder: string = import.meta.dirname;
writeFileSync(folder + '/was-run', '');
const own = createOpenAICompatible({ name: 'own', baseURL: '${server.url}', apiKey: '${secret}' });
export default { teachers: { '${name}': { model: own('${modelId}'), ${about} }, bare: own('bare') } };
`,
  );
}
const wasRun = () => existsSync(join(folder, 'was-run'));
const store = () => ['--store', join(folder, 'store')];
const annotate = (...more: string[]) => [
  ...['annotate', '--data', data, '--teacher', 'config:mine', '--config', config(), '--kind', 'cot'],
  ...['--out', join(folder, 'chains.jsonl'), ...store(), ...more],
];
const evaluate = (...more: string[]) => [
  ...['evaluate-teacher', 'config:mine', '--data', data, '--config', config(), '--prompting', 'cot'],
  ...['--out', join(folder, 'out'), ...store(), ...more],
];
const forced = (...more: string[]) => annotate('--force', ...more);

test('annotates, under the name of who answers, at its own price', async () => {
  const { exitCode, json } = await socraticJson(...annotate('--max-cost', '1'));
  expect(exitCode).toBe(0);
  expect(json).toMatchObject({
    teacher: 'config:mine=own.chat/m-1',
    kept: 3,
    price: { input: 1, output: 2, source: `price of ${config()}` },
  });
  expect((json.cost as { spent: number }).spent).toBeCloseTo(3 * 0.00014, 9);
  const [line = ''] = readFileSync(join(folder, 'chains.jsonl'), 'utf8').split('\n');
  expect((JSON.parse(line) as Annotation).teacher).toBe('config:mine=own.chat/m-1');
  expect(server.log.every(({ authorization }) => authorization === `Bearer ${secret}`)).toBe(true);
});

test('is a baseline, with a dry run that asks nothing', async () => {
  expect((await socraticJson(...evaluate('--dry-run'))).json).toMatchObject({
    model: 'config:mine=own.chat/m-1',
    calls: 2,
    cost: expect.any(Number),
  });
  expect(server.log).toHaveLength(0);
  const { json } = await socraticJson(...evaluate());
  expect(json).toMatchObject({ model: { spec: 'config:mine=own.chat/m-1' }, total: 2, correct: 2 });
});

test('answers are found again by its name and model, and by nothing else', async () => {
  await socratic(...annotate());
  expect(server.log).toHaveLength(3);
  expect((await socraticJson(...forced())).json).toMatchObject({ reused: 3 });
  write('m-2');
  expect((await socraticJson(...annotate())).json.error).toMatchObject({ code: 'annotations-differ' });
  expect((await socraticJson(...forced())).json).toMatchObject({ reused: 0, answered: 3 });
  write('m-1');
  expect((await socraticJson(...forced())).json).toMatchObject({ reused: 3, answered: 0 });
  write('m-1', { name: 'other' });
  expect((await socraticJson(...forced('--teacher', 'config:other'))).json).toMatchObject({ answered: 3 });
});

test('a price of --prices goes before its own; without any, costs are unknown and a ceiling is refused', async () => {
  const prices = join(folder, 'prices.json');
  writeFileSync(
    prices,
    JSON.stringify({ 'config:mine': { input: 10, output: 20 }, 'config:bare': { input: 1, output: 1 } }),
  );
  const { json } = await socraticJson(...annotate('--prices', prices));
  expect(json.price).toMatchObject({ input: 10, source: `price of ${prices}` });
  const bare = forced('--teacher', 'config:bare');
  expect((await socraticJson(...bare, '--prices', prices)).json.price).toMatchObject({ input: 1 });
  expect((await socraticJson(...bare)).json).toMatchObject({ price: null, cost: { spent: null } });
  expect((await socraticJson(...bare, '--max-cost', '1')).json.error).toMatchObject({
    code: 'price-unknown',
  });
});

describe('the configuration', () => {
  test('is not run for another teacher', async () => {
    const other = `openai-compatible:${server.url}#teacher`;
    const argv = [
      'annotate',
      '--data',
      data,
      '--teacher',
      other,
      '--kind',
      'cot',
      '--out',
      join(folder, 'o.jsonl'),
    ];
    const before = process.cwd();
    process.chdir(folder);
    try {
      expect((await socratic(...argv, ...store())).exitCode).toBe(0);
      expect(wasRun()).toBe(false);
      // and of the folder that one is in, when one of its teachers is named
      const own = argv.map((word) => (word === other ? 'config:mine' : word));
      expect((await socratic(...own, ...store(), '--force')).exitCode).toBe(0);
      expect(wasRun()).toBe(true);
    } finally {
      process.chdir(before);
    }
    const named = await socraticJson(...argv, '--config', config());
    expect(named.json.error).toMatchObject({ code: 'option-unused' });
  });

  test('that lacks the teacher says which it has', async () => {
    const { exitCode, json } = await socraticJson(...annotate('--teacher', 'config:mien'));
    expect(exitCode).toBe(2);
    expect(json.error).toMatchObject({
      code: 'teacher-unknown',
      message: `${config()} has no teacher "mien"; there is config:mine, config:bare. Did you mean config:mine?`,
    });
  });

  test('that throws is told with its file, its stack only with --debug, a secret never', async () => {
    process.env.SOCRATIC_TEST_API_KEY = secret;
    try {
      writeFileSync(config(), `throw new Error('key ' + process.env.SOCRATIC_TEST_API_KEY + ' is old');`);
      const plain = await socratic(...annotate());
      expect(plain.exitCode).toBe(2);
      expect(plain.stderr).toBe(
        `error  config-failed  --config: ${config()} cannot be run: key [key] is old\n`,
      );
      const debug = await socratic(...annotate('--debug'));
      expect(debug.stderr).toMatch(/caused by: Error: key \[key\] is old\n +at /);
      expect(plain.stderr + debug.stderr).not.toContain(secret);
    } finally {
      delete process.env.SOCRATIC_TEST_API_KEY;
    }
  });
});

test('a key that only the model knows is in no file, no message and no error', async () => {
  plan = (call) =>
    call.earlier === 0
      ? { do: 'status', status: 500, body: `you sent Bearer ${secret}` }
      : { do: 'answer', text: `${goodChain(call)}\nYour key is ${secret}` };
  const first = await socratic(...annotate('--debug', '--retries', '2'));
  expect(first.exitCode).toBe(0);
  plan = () => ({ do: 'status', status: 401, body: `Incorrect API key provided: ${secret}` });
  const second = await socratic(...evaluate('--debug'));
  expect(second.exitCode).toBe(1);
  expect(second.stderr).toContain('Incorrect API key provided: [key]');
  for (const { stdout, stderr } of [first, second]) expect(stdout + stderr).not.toContain(secret);
  rmSync(config());
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(['data.mdb', 'chains.jsonl']));
  for (const { name, parentPath } of files) {
    expect(readFileSync(join(parentPath, name)).includes(secret), name).toBe(false);
  }
});

test('what a model in a wrapper hides is kept out where the configuration names it, and after "Bearer" anyhow', async () => {
  const hidden = `{ specificationVersion: 'v3', provider: 'own', modelId: 'x', supportedUrls: {}, doStream: async () => {},
    doGenerate: async () => { throw new Error('header "Bearer ${secret}x" is invalid, ${secret} too'); } }`;
  writeFileSync(
    config(),
    `export default { teachers: { mine: { model: ${hidden}, secrets: ['${secret}'] }, bare: ${hidden.replace(`, ${secret} too`, '')} } };`,
  );
  for (const teacher of ['config:mine', 'config:bare']) {
    const { stdout, stderr } = await socratic(
      ...forced('--teacher', teacher, '--limit', '1', '--retries', '0'),
    );
    expect(stdout + stderr).toContain('[key]');
    expect(stdout + stderr).not.toContain(secret);
  }
});
