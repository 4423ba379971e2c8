// `socratic annotate` against a server that answers as real ones do on bad days: what is kept, what is paid for, what is written.
// One file, over 400 lines: every test is about one command with the same server, whose plan each of them changes.
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadDataset } from '../../src/data/index.ts';
import type { Annotation } from '../../src/teacher/index.ts';
import { socratic, socraticJson } from './cli.ts';
import { type Behaviour, type FaultServer, type Plan, startFaultServer } from './fault-server.ts';
import { goodChain, numbersOf, sumProblem, writePrices, writeSums } from './fixtures.ts';

const secret = 'sk-very-secret-0123456789';
let folder = '';
let server: FaultServer;
let plan: Plan;
let data = '';
let spec = '';

beforeEach(async () => {
  process.env.OPENAI_COMPATIBLE_API_KEY = secret;
  folder = mkdtempSync(join(tmpdir(), 'annotate-'));
  plan = answerWell;
  server = await startFaultServer((call) => plan(call));
  spec = `openai-compatible:${server.url}#teacher`;
  data = writeSums(folder, 12, 3);
});
afterEach(async () => {
  delete process.env.OPENAI_COMPATIBLE_API_KEY;
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const answerWell: Plan = (call) => ({ do: 'answer', text: goodChain(call) });
const out = () => join(folder, 'chains.jsonl');
const command = (...more: string[]) => [
  ...['annotate', '--data', data, '--teacher', spec, '--kind', 'cot', '--out', out()],
  ...['--store', join(folder, 'store'), '--prices', writePrices(folder, spec), ...more],
];
const annotations = (path = out()): Annotation[] =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Annotation);
/** 100 tokens read and 20 written. */
const costOfAnswer = 0.00014;

test('every problem of train and validation is annotated once, in order, with its cost', async () => {
  const { exitCode, json, stderr } = await socraticJson(...command());
  expect(exitCode).toBe(0);
  expect(stderr).toMatch(/annotate .* problems\/s, \$0\.\d{4}, 100 % kept/);
  expect(json).toMatchObject({
    status: 'annotated',
    teacher: spec,
    kind: 'cot',
    problems: 15,
    covered: 15,
    chains: 15,
    kept: 15,
    rejected: [],
    unanswered: [],
    answered: 15,
    reused: 0,
    usage: { inputTokens: 1500, outputTokens: 300 },
    cost: { unresolved: 0, unresolvedCalls: 0 },
  });
  const { spent, perKeptChain } = json.cost as { spent: number; perKeptChain: number };
  expect(spent).toBeCloseTo(15 * costOfAnswer, 9);
  expect(perKeptChain).toBeCloseTo(costOfAnswer, 9);
  expect(server.log).toHaveLength(15);
  expect(server.log.every(({ authorization }) => authorization === `Bearer ${secret}`)).toBe(true);
  const lines = annotations();
  expect(lines.map(({ problemId }) => problemId)).toEqual(Array.from({ length: 15 }, (_, i) => `p${i}`));
  expect(lines[1]).toEqual({
    problemId: 'p1',
    problemHash: expect.stringMatching(/^[0-9a-f]{16}$/),
    kind: 'cot',
    steps: [{ solution: 'Bob finds 103 pens in the box.' }, { solution: 'Now Bob has 12 + 103 = 115 pens.' }],
    answer: '115',
    teacher: spec,
    promptVersion: expect.stringMatching(/^cot-1@/),
    sample: 0,
    usage: { inputTokens: 100, outputTokens: 20 },
    cost: costOfAnswer,
    verdict: { correct: true, verified: true, reasons: [] },
  });
});

test('a second start asks nothing again, and goes on where the first was limited', async () => {
  await socratic(...command('--limit', '5'));
  expect(server.log).toHaveLength(5);
  const { json } = await socraticJson(...command());
  expect(json).toMatchObject({ answered: 10, reused: 5, chains: 15, usage: { inputTokens: 1500 } });
  expect(server.log).toHaveLength(15);
  const other = await socraticJson(...command('--out', join(folder, 'other.jsonl')));
  expect(other.json).toMatchObject({ answered: 0, reused: 15, cost: { spent: 0 } });
  expect(server.log).toHaveLength(15);
  expect(readFileSync(join(folder, 'other.jsonl'), 'utf8')).toBe(readFileSync(out(), 'utf8'));
});

/** The first calls of a problem fail in some way; those after them are answered. */
const faults: Readonly<Record<string, Behaviour>> = {
  p0: { do: 'status', status: 429 },
  p1: { do: 'status', status: 429, headers: { 'retry-after': '0.1' } },
  p2: { do: 'status', status: 500 },
  p3: { do: 'status', status: 503, body: '<html>busy</html>', headers: { 'content-type': 'text/html' } },
  p4: { do: 'hang' },
  p5: { do: 'reset' },
  p6: { do: 'reset', within: true },
  p7: { do: 'html' },
  p8: { do: 'truncated' },
  p9: { do: 'empty-choices' },
  p10: { do: 'status', status: 502 },
};

test('every fault that may pass passes, and every problem is answered once', async () => {
  const indexOf = (prompt: string) => numbersOf({ prompt }).a - 11;
  plan = (call) => {
    const fault = faults[`p${indexOf(call.prompt)}`];
    return fault !== undefined && call.earlier < 2 ? fault : answerWell(call);
  };
  const { exitCode, json } = await socraticJson(...command('--timeout', '3', '--concurrency', '15'));
  expect({ exitCode, unanswered: json.unanswered, kept: json.kept }).toEqual({
    exitCode: 0,
    unanswered: [],
    kept: 15,
  });
  expect(server.log).toHaveLength(15 + 2 * Object.keys(faults).length);
  // Of the eleven, hanging, two resets, HTML, truncated and the gateway's 502 may have been paid for; no choices says what it took.
  expect(json.cost).toMatchObject({ unresolvedCalls: 12 });
}, 30_000);

test('what is wrong is rejected with its reason, kept in the store, and never asked again', async () => {
  const answers: Readonly<Record<number, (call: { prompt: string }) => Behaviour>> = {
    0: () => ({ do: 'answer', text: 'I think it is more.\n#### 7' }),
    1: () => ({ do: 'answer', text: "I'm sorry, but I can't help with that." }),
    2: (call) => ({ do: 'answer', text: goodChain(call), finish: 'length' }),
    3: () => ({ do: 'answer', text: 'x', finish: 'content_filter' }),
    4: (call) => {
      const { a, b } = numbersOf(call);
      return { do: 'answer', text: `Now it is ${a} + ${b} = ${a + b + 1} pens, so ${a + b}.\n#### ${a + b}` };
    },
    5: () => ({ do: 'status', status: 400, body: '{"error": {"message": "too long"}}' }),
  };
  plan = (call) => (answers[numbersOf(call).a - 11] ?? answerWell)({ ...call });
  const { json } = await socraticJson(...command());
  expect(json).toMatchObject({ problems: 14, covered: 9, chains: 14, kept: 9 });
  const rejected = json.rejected as { code: string; count: number; examples: unknown[] }[];
  expect(Object.fromEntries(rejected.map(({ code, count }) => [code, count]))).toEqual({
    'wrong-answer': 1,
    refused: 2,
    'cut-off': 1,
    'wrong-arithmetic': 1,
  });
  expect(rejected.find(({ code }) => code === 'wrong-arithmetic')?.examples).toEqual([
    { problemId: 'p4', sample: 0, detail: 'step 1: 15 + 112 = 128 (is 127)' },
  ]);
  expect(json.unanswered).toMatchObject([
    {
      kind: 'rejected',
      count: 1,
      example: { problemId: 'p5', message: expect.stringContaining('too long') },
    },
  ]);
  const calls = server.log.length;
  plan = answerWell; // it changes its mind: stored answers stay as they are, the one that was refused is asked for again on request
  expect((await socraticJson(...command())).json).toMatchObject({ answered: 0, reused: 14, kept: 9 });
  expect(server.log).toHaveLength(calls);
  const again = await socraticJson(...command('--retry-failed'));
  expect(again.json).toMatchObject({ answered: 1, reused: 14, kept: 10 });
  expect(server.log).toHaveLength(calls + 1);
});

test('samples that say the same are kept once', async () => {
  const texts = [
    (a: number, b: number) => `Together they are ${a} + ${b} = ${a + b} pens in the hand.\n#### ${a + b}`,
    (a: number, b: number) => `Together they are ${a} + ${b} = ${a + b} pens in the hand.\n#### ${a + b}`,
    (a: number, b: number) =>
      `First ${b} pens are found.\nThen ${b} + ${a} = ${a + b} is the sum.\n#### ${a + b}`,
  ];
  plan = (call) => {
    const { a, b } = numbersOf(call);
    return { do: 'answer', text: texts[call.earlier]?.(a, b) ?? '' };
  };
  const { json } = await socraticJson(...command('--samples', '3', '--limit', '4', '--concurrency', '1'));
  expect(json).toMatchObject({
    problems: 4,
    chains: 12,
    kept: 8,
    rejected: [{ code: 'near-duplicate', count: 4 }],
  });
  expect(annotations().map(({ sample, verdict }) => [sample, verdict.verified])).toEqual(
    Array.from({ length: 4 }, () => [
      [0, true],
      [1, false],
      [2, true],
    ]).flat(),
  );
});

describe('money', () => {
  test('a dry run counts calls, tokens and prices, and calls nobody', async () => {
    const first = await socraticJson(...command('--dry-run', '--max-cost', '1'));
    expect(first.json).toMatchObject({ dryRun: true, problems: 15, calls: 15, reused: 0, maxCost: 1 });
    const { inputTokens, outputTokens, cost, mostCost } = first.json as Record<string, number>;
    expect(cost).toBeCloseTo(((inputTokens ?? 0) + 2 * (outputTokens ?? 0)) / 1e6, 9);
    expect(mostCost).toBeGreaterThan(15 * 1024 * 2e-6);
    expect(server.log).toHaveLength(0);
    expect(existsSync(join(folder, 'store'))).toBe(false);
    expect(existsSync(out())).toBe(false);
    await socratic(...command('--limit', '5'));
    expect((await socraticJson(...command('--dry-run'))).json).toMatchObject({ calls: 10, reused: 5 });
  });

  test('the ceiling ends the run before it is passed; a higher one goes on', async () => {
    const most = (await socraticJson(...command('--dry-run', '--limit', '1'))).json.mostCost as number;
    const ceiling = most + 4 * costOfAnswer;
    const first = await socraticJson(...command('--max-cost', String(ceiling)));
    expect(first.exitCode).toBe(1);
    expect(first.json).toEqual({
      error: { code: 'budget-reached', message: expect.stringContaining('are spent') },
    });
    // prompts differ by a byte or two, so the fifth answer may just not have fitted
    expect(server.log.length).toBeGreaterThanOrEqual(4);
    expect(server.log.length * costOfAnswer).toBeLessThanOrEqual(ceiling);
    expect(annotations()).toHaveLength(server.log.length);
    const record = JSON.parse(readFileSync(`${out()}.run.json`, 'utf8')) as { status: string };
    expect(record.status).toBe('stopped');
    const second = await socraticJson(...command('--max-cost', '1'));
    expect(second.json).toMatchObject({ status: 'annotated', kept: 15 });
    expect(server.log).toHaveLength(15);
  });

  test('calls whose outcome is unknown count until they are cleared', async () => {
    plan = () => ({ do: 'html' });
    await socraticJson(...command('--limit', '1', '--retries', '0'));
    plan = answerWell;
    const most = (await socraticJson(...command('--dry-run', '--limit', '1'))).json.mostCost as number;
    const limited = command('--limit', '1', '--max-cost', String(1.5 * most));
    const refused = await socratic(...limited);
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain('Calls with an unknown outcome: 1, which count with at most');
    expect(refused.stderr).toContain('To stop counting them, use --clear-unresolved.');
    const cleared = await socraticJson(...limited, '--clear-unresolved');
    expect(cleared.json).toMatchObject({ kept: 1, cost: { unresolvedCalls: 0 } });
  });

  test('a server on this machine has the price 0, which is said', async () => {
    const argv = ['annotate', '--data', data, '--teacher', spec, '--kind', 'cot', '--out', out()];
    const { exitCode, stderr } = await socratic(...argv, '--limit', '1', '--max-cost', '0.01');
    expect(exitCode).toBe(0);
    expect(stderr).toContain(
      `${spec} is on this machine: its price is 0. If it passes calls on to a paid service, name the price with --prices.`,
    );
    const again = await socraticJson(...argv, '--limit', '1', '--force');
    expect(again.json).toMatchObject({
      price: { input: 0, output: 0, source: 'a server on this machine' },
      cost: { spent: 0 },
    });
  });

  test.each([
    ['--max-cost without a price', ['--max-cost', '1', '--teacher', 'openai:unpriced'], 'price-unknown'],
    ['identical samples', ['--samples', '3', '--temperature', '0'], 'samples-identical'],
    ['a dry run that clears', ['--dry-run', '--clear-unresolved'], 'option-unused'],
  ])('%s is refused', async (_name, flags, code) => {
    const argv = ['annotate', '--data', data, '--teacher', spec, '--kind', 'cot', '--out', out(), ...flags];
    const { exitCode, json } = await socraticJson(...argv);
    expect({ exitCode, code: (json.error as { code: string }).code }).toEqual({ exitCode: 2, code });
    expect(server.log).toHaveLength(0);
  });
});

test('the key is in no file, no message and no error', async () => {
  plan = (call) =>
    call.earlier === 0 && numbersOf(call).a === 12
      ? { do: 'status', status: 500, body: `you sent ${secret}` }
      : { do: 'answer', text: `${goodChain(call)}\nYour key is ${secret}` };
  const first = await socratic(...command('--debug'));
  plan = () => ({ do: 'status', status: 401, body: `Incorrect API key provided: ${secret}` });
  const second = await socratic(...command('--out', join(folder, 'second.jsonl'), '--blind', '--debug'));
  expect(second.exitCode).toBe(1);
  expect(second.stderr).toContain('Incorrect API key provided: [key]');
  for (const { stdout, stderr } of [first, second]) expect(stdout + stderr).not.toContain(secret);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(['data.mdb', 'chains.jsonl']));
  for (const { name, parentPath } of files) {
    expect(readFileSync(join(parentPath, name)).includes(secret), name).toBe(false);
  }
});

describe('where annotations go', () => {
  test('a file of another origin is not replaced', async () => {
    writeFileSync(out(), 'mine\n');
    expect((await socraticJson(...command())).json.error).toMatchObject({ code: 'out-exists' });
    expect(readFileSync(out(), 'utf8')).toBe('mine\n');
  });

  test('other settings are refused by name, and replace the file only when told to', async () => {
    await socratic(...command('--limit', '2'));
    const { exitCode, json } = await socraticJson(...command('--limit', '2', '--temperature', '0.5'));
    expect(exitCode).toBe(2);
    expect(json.error).toMatchObject({
      code: 'annotations-differ',
      message: expect.stringContaining('temperature was 0, now 0.5'),
    });
    const forced = await socraticJson(...command('--limit', '2', '--temperature', '0.5', '--force'));
    expect(forced.json).toMatchObject({ answered: 2 });
  });

  test('a stopped start does not shorten what an earlier one has written', async () => {
    await socratic(...command());
    const before = readFileSync(out(), 'utf8');
    cpSync(join(folder, 'store'), join(folder, 'kept'), { recursive: true });
    rmSync(join(folder, 'store'), { recursive: true });
    plan = () => ({ do: 'status', status: 401 });
    expect((await socratic(...command())).exitCode).toBe(1);
    expect(readFileSync(out(), 'utf8')).toBe(before);
  });
});

test('sub-questions are asked for gold steps, which stay as they are', async () => {
  const problem = {
    ...sumProblem(0),
    steps: [{ solution: 'She finds\n100.' }, { solution: '11 + 100 = <<11+100=111>>111' }],
  };
  const path = join(data, 'train.jsonl');
  writeFileSync(path, `${JSON.stringify(problem)}\n${JSON.stringify(sumProblem(1))}\n`);
  plan = (call) => {
    const answer = call.prompt.includes('Steps:')
      ? '1. How many pens does she find?\n2. How many pens does she have now?'
      : `Question: How many pens are there?\nAnswer: ${numbersOf(call).a} + ${numbersOf(call).b} = 115 pens.\n#### 115`;
    return { do: 'answer', text: answer };
  };
  const { json } = await socraticJson(...command('--kind', 'socratic', '--split', 'train'));
  expect(json).toMatchObject({ problems: 2, kept: 2 });
  expect(annotations().map(({ steps, promptVersion }) => [promptVersion.split('@')[0], steps])).toEqual([
    [
      'sub-questions-1',
      [
        { question: 'How many pens does she find?', solution: 'She finds\n100.' },
        { question: 'How many pens does she have now?', solution: '11 + 100 = <<11+100=111>>111' },
      ],
    ],
    ['socratic-1', [{ question: 'How many pens are there?', solution: '12 + 103 = 115 pens.' }]],
  ]);
});

test.each([
  ['requests', ['--requests-per-minute', '2'], 2],
  ['tokens', ['--tokens-per-minute', '1000'], 1],
])('%s per minute are kept to, and Ctrl-C ends the wait', async (_name, flags, calls) => {
  const run = socraticJson(...command(...flags));
  await server.beyond(calls - 1);
  await new Promise((resolve) => setTimeout(resolve, 200));
  process.emit('SIGINT');
  const { exitCode, json } = await run;
  expect(exitCode).toBe(130);
  expect(json.error).toMatchObject({ code: 'interrupted' });
  expect(server.log).toHaveLength(calls);
  expect(annotations()).toHaveLength(calls);
});

test('train learns from what was kept, and from nothing else', async () => {
  plan = (call) =>
    numbersOf(call).a === 11
      ? { do: 'answer', text: 'No.\n#### 1' }
      : { do: 'answer', text: goodChain(call) };
  await socratic(...command());
  const run = join(folder, 'run');
  const { exitCode, json } = await socraticJson(
    ...['train', '--data', data, '--annotations', out(), '--strategy', 'cot', '--student', 'scratch:tiny'],
    ...['--max-steps', '1', '--threads', '1', '--out', run],
  );
  expect(exitCode).toBe(0);
  expect(json.dataset).toMatchObject({
    annotations: { path: out() },
    trainProblems: 11,
    rationaleSource: 'steps',
  });
  expect((json.dataset as { sha256: string }).sha256).not.toBe(loadDataset(data).sha256);
  const elsewhere = join(folder, 'elsewhere');
  cpSync(data, elsewhere, { recursive: true });
  const lines = readFileSync(join(elsewhere, 'train.jsonl'), 'utf8');
  writeFileSync(join(elsewhere, 'train.jsonl'), lines.replaceAll('pens', 'nails')); // the same ids for other problems
  const unmatched = await socraticJson(
    ...[
      'train',
      '--data',
      elsewhere,
      '--annotations',
      out(),
      '--strategy',
      'cot',
      '--student',
      'scratch:tiny',
    ],
    ...['--out', join(folder, 'none')],
  );
  expect(unmatched.json.error).toMatchObject({ code: 'annotations-unmatched' });
  const chains = await socraticJson(
    ...[
      'train',
      '--data',
      data,
      '--annotations',
      out(),
      '--strategy',
      'socratic',
      '--student',
      'scratch:tiny',
    ],
    ...['--out', join(folder, 'none')],
  );
  expect([chains.exitCode, chains.json.error]).toMatchObject([2, { code: 'annotations-without-questions' }]);
  const other = await socraticJson(
    ...['train', '--data', data, '--annotations', out(), '--strategy', 'answer', '--student', 'scratch:tiny'],
    ...['--out', join(folder, 'none')],
  );
  expect(other.json.error).toMatchObject({ code: 'option-unused' });
});

test('a teacher that never answers is a failure, and --out is no directory', async () => {
  plan = () => ({ do: 'status', status: 500 });
  const { exitCode, json } = await socraticJson(...command('--limit', '2', '--retries', '0'));
  expect(exitCode).toBe(1);
  expect(json.error).toMatchObject({ code: 'teacher-silent' });
  const directory = await socraticJson(...command('--out', folder, '--force'));
  expect([directory.exitCode, directory.json.error]).toMatchObject([2, { code: 'out-is-directory' }]);
});
