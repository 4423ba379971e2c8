// `socratic evaluate-teacher SPEC`: what is asked, what counts, what is paid for, what is written.
// One file, over 400 lines: every test is about one command on the same eight problems, and their gold steps must show up nowhere.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { datasetFromSplits, writeDataset } from '../../src/data/index.ts';
import { pairedDifference } from '../../src/evaluate/index.ts';
import type { Prediction } from '../../src/solve/index.ts';
import { socratic, socraticJson } from './cli.ts';
import { type FaultServer, type Plan, startFaultServer } from './fault-server.ts';
import { goodChain, numbersOf, sumProblem, writePrices } from './fixtures.ts';

const secret = 'sk-very-secret-0123456789';
let folder = '';
let server: FaultServer;
let plan: Plan;
let data = '';
let spec = '';

/** Eight test problems; each has gold steps, whose text nobody else writes. */
const problems = Array.from({ length: 8 }, (_, index) => ({
  ...sumProblem(index),
  steps: [{ question: `goldquestion${index}`, solution: `goldstep${index}` }],
}));
const golds = problems.map(({ answer }) => answer);

beforeEach(async () => {
  process.env.OPENAI_COMPATIBLE_API_KEY = secret;
  folder = mkdtempSync(join(tmpdir(), 'evaluate-teacher-'));
  plan = (call) => ({ do: 'answer', text: goodChain(call) });
  server = await startFaultServer((call) => plan(call));
  spec = `openai-compatible:${server.url}#teacher`;
  data = join(folder, 'data');
  const train = [sumProblem(900), sumProblem(901)];
  writeDataset(data, datasetFromSplits('sums', { train, validation: [sumProblem(800)], test: problems }));
});
afterEach(async () => {
  delete process.env.OPENAI_COMPATIBLE_API_KEY;
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const out = () => join(folder, 'out');
const store = () => ['--store', join(folder, 'store'), '--prices', writePrices(folder, spec)];
const command = (...more: string[]) => [
  ...['evaluate-teacher', spec, '--prompting', 'cot', '--data', data, '--out', out()],
  ...[...store(), ...more],
];
const predictions = (name = 'predictions-test.jsonl'): Prediction[] =>
  readFileSync(join(out(), name), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Prediction);
const indexOf = (call: { readonly prompt: string }) => numbersOf(call).a - 11;
/** 100 tokens read and 20 written. */
const costOfAnswer = 0.00014;

test('accuracy, interval, tokens and price of a teacher, with one prediction a problem', async () => {
  plan = (call) => ({
    do: 'answer',
    text: indexOf(call) < 6 ? goodChain(call) : indexOf(call) === 6 ? 'So it is\n#### 1' : 'I do not know.',
  });
  const { exitCode, json } = await socraticJson(...command());
  expect(exitCode).toBe(0);
  expect(json).toMatchObject({
    model: { spec, name: 'teacher' },
    prompting: 'cot',
    strategy: 'cot',
    shots: 4,
    prompt: { version: expect.stringMatching(/^cot-blind-1@/) },
    temperature: 0,
    maxNewTokens: 1024,
    split: 'test',
    dataset: { name: 'sums', path: data },
    total: 8,
    correct: 6,
    accuracy: 0.75,
    unreadable: 1,
    missing: 0,
    unanswered: [],
    unmarked: { count: 0, correct: 0 },
    calculator: false,
    calculatorUses: 0,
    generatedTokens: 160,
    answered: 8,
    reused: 0,
    usage: { inputTokens: 800, outputTokens: 160, estimated: 0 },
    bySteps: [{ steps: 1, total: 8, correct: 6 }],
    price: { input: 1, output: 2, source: expect.stringContaining('prices.json') },
    predictions: join(out(), 'predictions-test.jsonl'),
  });
  const [low, high] = json.ci95 as [number, number];
  expect([low, high]).toEqual([expect.closeTo(0.409, 3), expect.closeTo(0.929, 3)]); // Wilson, 6 of 8
  expect((json.cost as { spent: number }).spent).toBeCloseTo(8 * costOfAnswer, 9);
  expect((json.cost as { perProblem: number }).perProblem).toBeCloseTo(costOfAnswer, 9);
  expect(predictions().map(({ id, correct }) => [id, correct])).toEqual(
    problems.map(({ id }, index) => [id, index < 6]),
  );
  expect(predictions()[1]).toMatchObject({
    steps: [{ solution: 'Bob finds 103 pens in the box.' }, { solution: 'Now Bob has 12 + 103 = 115 pens.' }],
    answer: '115',
    gold: '115',
    generatedTokens: 20,
    limits: [],
  });
  expect(JSON.parse(readFileSync(join(out(), 'evaluation-test.json'), 'utf8'))).toMatchObject({ correct: 6 });
});

describe.each(['answer', 'cot', 'socratic'])('asked for %s', (prompting) => {
  test('no request contains a gold answer or a gold step, of any problem, with any number of examples', async () => {
    for (const shots of ['0', '1', '4']) {
      await socratic(...command('--prompting', prompting, '--shots', shots));
    }
    expect(server.log).toHaveLength(24);
    for (const [index, { prompt, sent }] of server.log.entries()) {
      expect(problems.some(({ question }) => prompt.includes(question))).toBe(true);
      expect(sent).not.toMatch(/goldstep|goldquestion/);
      const given = problems[indexOf({ prompt })]?.question ?? '';
      const rest = sent.replace(given, '');
      expect(rest, `request ${index}`).not.toContain(given);
      for (const gold of golds) expect(rest).not.toMatch(new RegExp(`\\b${gold}\\b`));
      const examples = (JSON.parse(sent) as { messages: { role: string }[] }).messages;
      expect(examples.filter(({ role }) => role === 'assistant')).toHaveLength([0, 1, 4][index >> 3] ?? -1);
    }
  });
});

test('without --out it goes where its name says', async () => {
  const before = process.cwd();
  process.chdir(folder);
  try {
    const asked = command('--limit', '1').filter((word) => word !== '--out' && word !== out());
    const { json } = await socraticJson(...asked);
    const name = `teacher-openai-compatible-http-127.0.0.1-${new URL(server.url).port}-v1-teacher-cot`;
    expect(json.predictions).toBe(`runs/${name}/predictions-test.jsonl`);
    expect(readdirSync(join(folder, 'runs', name)).sort()).toEqual([
      'evaluation-test.json',
      'predictions-test.jsonl',
    ]);
  } finally {
    process.chdir(before);
  }
});

test('what is asked for is also what the output is read as', async () => {
  plan = (call) => {
    const { a, b } = numbersOf(call);
    return { do: 'answer', text: `Question: How many?\nAnswer: ${a} + ${b} = ${a + b}\n#### ${a + b}` };
  };
  const { json } = await socraticJson(...command('--prompting', 'socratic', '--limit', '1'));
  expect(json).toMatchObject({ strategy: 'socratic-unified', correct: 1, total: 1 });
  expect(predictions()[0]?.steps).toEqual([{ question: 'How many?', solution: '11 + 100 = 111' }]);
  const { stdout } = await socratic(...command('--prompting', 'answer', '--limit', '1'));
  expect(stdout).toMatch(/^Prompted for answer on 1 test problem\n/);
});

test('problems without an answer count as not solved, are named, and stay in the predictions', async () => {
  plan = (call) =>
    indexOf(call) === 2
      ? { do: 'status', status: 500 }
      : indexOf(call) === 5
        ? { do: 'status', status: 400, body: '{"error": {"message": "not about pens"}}' }
        : { do: 'answer', text: goodChain(call) };
  const { exitCode, json } = await socraticJson(...command('--retries', '1'));
  expect(exitCode).toBe(0);
  expect(json).toMatchObject({
    total: 8,
    correct: 6,
    accuracy: 0.75,
    unreadable: 0,
    missing: 2,
    unanswered: [
      { id: 'p2', kind: 'server-error', message: expect.stringContaining('HTTP 500') },
      { id: 'p5', kind: 'rejected', message: expect.stringContaining('not about pens') },
    ],
    generatedTokens: 120,
    generatedTokensPerProblem: 20,
  });
  const all = predictions();
  expect(all).toHaveLength(8);
  expect(all[2]).toMatchObject({
    id: 'p2',
    output: '',
    answer: null,
    correct: false,
    unanswered: { kind: 'server-error' },
  });
  // as the rest of the package reads them
  const file = join(out(), 'predictions-test.jsonl');
  const score = await socraticJson('score', '--data', data, '--predictions', file);
  expect(score.json).toMatchObject({ total: 8, correct: 6, missing: 2, unreadable: 0 });
  expect(score.json.skipped).toMatchObject([
    { line: 3, reason: expect.stringContaining('no answer') },
    { line: 6 },
  ]);
  const perfect = all.map(({ id }) => ({ id, correct: true }));
  expect(pairedDifference(perfect, all)).toMatchObject({ total: 8, unpaired: 0, onlyA: 2 });
  // the next start asks for those two alone: for the one that was refused where that is wanted
  const asked = server.log.length;
  plan = (call) => ({ do: 'answer', text: goodChain(call) });
  const text = await socratic(...command('--retry-failed'));
  expect(server.log.length - asked).toBe(2);
  expect(text.stdout).toContain('8 of 8');
  expect(text.stdout).toContain('2 paid for now, 6 from the store');
});

test('the text names the problems without an answer', async () => {
  plan = (call) =>
    indexOf(call) === 2 ? { do: 'status', status: 400 } : { do: 'answer', text: goodChain(call) };
  const { stdout } = await socratic(...command());
  expect(stdout).toContain('1 of 8 problems had no answer and count as not solved');
  expect(stdout).toMatch(/^ {2}p2: rejected: HTTP 400/m);
});

test('an answer without its marker is unreadable as a student’s is, and said to be there', async () => {
  plan = (call) => ({ do: 'answer', text: goodChain(call).replace('#### ', 'The answer is ') });
  const { json } = await socraticJson(...command('--limit', '2'));
  expect(json).toMatchObject({ correct: 0, unreadable: 2, unmarked: { count: 2, correct: 2 } });
  const { stdout } = await socratic(...command('--limit', '2'));
  expect(stdout).toContain('2 outputs without "####" count as unreadable');
});

test('an answer that is cut off is counted as such', async () => {
  plan = () => ({ do: 'answer', text: 'First', finish: 'length' });
  const { json } = await socraticJson(...command('--limit', '1', '--max-new-tokens', '7'));
  expect(json).toMatchObject({ limits: { tokens: 1 }, unreadable: 1, maxNewTokens: 7 });
});

test('tokens that the provider does not report are estimated, and the estimate is said', async () => {
  plan = (call) => ({ do: 'answer', text: goodChain(call), usage: false });
  const { json } = await socraticJson(...command('--limit', '1'));
  const tokens = Math.ceil(goodChain({ prompt: problems[0]?.question ?? '' }).length / 4 + 4);
  expect(json).toMatchObject({ generatedTokens: tokens, usage: { estimated: 1 } });
});

test('annotations that were made blind answer the baseline, and the other way round', async () => {
  const annotate = [
    'annotate',
    '--data',
    data,
    '--teacher',
    spec,
    '--kind',
    'cot',
    '--blind',
    '--output',
    'text',
    ...store(),
  ];
  await socratic(...annotate, '--split', 'validation', '--out', join(folder, 'chains.jsonl'));
  expect(server.log).toHaveLength(1);
  const { json } = await socraticJson(...command('--split', 'validation'));
  expect(json).toMatchObject({ total: 1, correct: 1, reused: 1, answered: 0, cost: { spent: 0 } });
  expect(server.log).toHaveLength(1);
});

describe('the budget', () => {
  test('ends the evaluation, over all starts, without a result', async () => {
    const limited = command('--concurrency', '1', '--max-cost', '0.0045');
    const first = await socraticJson(...limited);
    expect(first.exitCode).toBe(1);
    expect(first.json.error).toMatchObject({
      code: 'budget-reached',
      message: expect.stringMatching(
        /Stopped after \d of 8 problems\. Their predictions are in .*-partial\.jsonl/,
      ),
    });
    const answered = server.log.length;
    expect(answered).toBeGreaterThan(0);
    expect(answered).toBeLessThan(8);
    expect(existsSync(join(out(), 'evaluation-test.json'))).toBe(false);
    expect(predictions('predictions-test-partial.jsonl')).toHaveLength(answered);
    expect((await socratic(...limited)).exitCode).toBe(1);
    expect(server.log).toHaveLength(answered);
    const { json } = await socraticJson(...command('--max-cost', '1'));
    expect(json).toMatchObject({ total: 8, reused: answered, answered: 8 - answered });
    expect((json.cost as { spent: number }).spent).toBeCloseTo(8 * costOfAnswer, 9);
    expect(existsSync(join(out(), 'predictions-test-partial.jsonl'))).toBe(false);
  });

  test('is estimated by a dry run, which asks nothing and writes nothing', async () => {
    const { exitCode, json } = await socraticJson(...command('--dry-run', '--limit', '5'));
    expect(exitCode).toBe(0);
    expect(json).toMatchObject({
      dryRun: true,
      model: spec,
      prompting: 'cot',
      problems: 5,
      calls: 5,
      reused: 0,
    });
    expect(json.cost).toBeGreaterThan(0);
    expect(json.mostCost).toBeGreaterThan(json.cost as number);
    expect(server.log).toHaveLength(0);
    expect(readdirSync(folder).sort()).toEqual(['data', 'prices.json']);
    await socratic(...command('--limit', '2'));
    expect((await socraticJson(...command('--dry-run'))).json).toMatchObject({ calls: 6, reused: 2 });
  });

  test('counts calls that may have been paid for, until they are cleared', async () => {
    plan = (call) => (call.earlier === 0 ? { do: 'html' } : { do: 'answer', text: goodChain(call) });
    const { json } = await socraticJson(...command('--limit', '1'));
    expect(json).toMatchObject({ correct: 1, cost: { unresolvedCalls: 1 } });
    const second = await socratic(...command('--limit', '1'));
    expect(second.stderr).toContain('The outcome of 1 earlier call is unknown');
    const cleared = await socraticJson(...command('--limit', '1', '--clear-unresolved'));
    expect(cleared.json).toMatchObject({ cost: { unresolvedCalls: 0 } });
  });
});

test('Ctrl-C keeps what was answered, and the same command goes on', async () => {
  plan = (call) => (indexOf(call) < 3 ? { do: 'answer', text: goodChain(call) } : { do: 'hang' });
  const run = socraticJson(...command('--concurrency', '1', '--timeout', '1', '--retries', '0'));
  await server.beyond(3);
  process.emit('SIGINT');
  const { exitCode, json } = await run;
  expect(exitCode).toBe(130);
  expect((json.error as { message: string }).message).toContain('Every answer that was paid for is stored');
  plan = (call) => ({ do: 'answer', text: goodChain(call) });
  expect((await socraticJson(...command())).json).toMatchObject({ correct: 8, reused: 3, answered: 5 });
});

test('a teacher that never answers has no accuracy, and leaves no directory', async () => {
  plan = () => ({ do: 'status', status: 400 });
  const { exitCode, json } = await socraticJson(...command('--limit', '2'));
  expect(exitCode).toBe(1);
  expect(json.error).toMatchObject({ code: 'teacher-silent', message: expect.stringContaining('HTTP 400') });
  expect(existsSync(out())).toBe(false);
  plan = () => ({ do: 'status', status: 401, body: `Incorrect API key provided: ${secret}` });
  const refused = await socraticJson(...command());
  expect(refused.exitCode).toBe(1);
  expect(refused.json.error).toMatchObject({ code: 'teacher-refuses' });
  expect(refused.stdout + refused.stderr).not.toContain(secret);
});

describe('refused before anything is asked', () => {
  test.each<[string, string[], string]>([
    ['more examples than the prompt has', ['--shots', '5'], 'too-many-shots'],
    ['the calculator', ['--calculator'], 'unknown-option'],
    ['threads', ['--threads', '1'], 'unknown-option'],
    ['slots', ['--slots', '3'], 'unknown-option'],
    ['a seed', ['--seed', '3'], 'unknown-option'],
    ['a prompt format', ['--prompt', 'chat'], 'unknown-option'],
    ['a limit on sub-questions', ['--max-steps', '3'], 'unknown-option'],
    ['a dry run that clears', ['--dry-run', '--clear-unresolved'], 'option-unused'],
    ['a folder without prompts', ['--prompts', tmpdir()], 'prompt-missing'],
  ])('%s', async (_name, flags, code) => {
    const { exitCode, json } = await socraticJson(...command(...flags));
    expect({ exitCode, code: (json.error as { code: string }).code }).toEqual({ exitCode: 2, code });
    expect(server.log).toHaveLength(0);
    expect(existsSync(out())).toBe(false);
  });

  test('a ceiling without a price', async () => {
    const asked = [
      'evaluate-teacher',
      'openai:unpriced',
      '--prompting',
      'cot',
      '--data',
      data,
      '--out',
      out(),
    ];
    const { json } = await socraticJson(...asked, '--max-cost', '1');
    expect(json.error).toMatchObject({ code: 'price-unknown' });
  });

  test('a teacher without a way to ask', async () => {
    const { exitCode, json } = await socraticJson('evaluate-teacher', spec, '--data', data);
    expect([exitCode, json.error]).toMatchObject([
      2,
      { code: 'missing-option', message: expect.stringMatching(/^--prompting <KIND> is missing\./) },
    ]);
  });

  test('an example that is held out', async () => {
    const own = join(folder, 'prompts');
    mkdirSync(own);
    const example = `=== user\nProblem: ${problems[7]?.question}\n\n=== assistant\n#### 1\n`;
    writeFileSync(join(own, 'cot-blind.md'), `version: own\n${example}\n=== user\nProblem: {{question}}\n`);
    const { exitCode, json } = await socraticJson(...command('--prompts', own, '--limit', '1'));
    expect(exitCode).toBe(2);
    expect(json.error).toMatchObject({ code: 'example-evaluated', message: expect.stringContaining('p7') });
    expect((await socratic(...command('--prompts', own, '--limit', '1', '--shots', '0'))).exitCode).toBe(0);
  });

  test('a directory that holds something else', async () => {
    mkdirSync(out());
    writeFileSync(join(out(), 'mine.txt'), '');
    expect((await socraticJson(...command())).json.error).toMatchObject({ code: 'out-exists' });
    expect(server.log).toHaveLength(0);
  });
});

test.each([
  ['openai:', 'teacher-unknown', /^TEACHER must be openai:MODEL, (?!.*run:)/],
  ['gpt-4.1-mini', 'teacher-unknown', /found "gpt-4.1-mini"/],
  ['run:runs/mine', 'model-is-run', /: socratic evaluate runs\/mine$/],
  ['run:', 'model-is-run', /: socratic evaluate RUN$/],
])('the teacher %s says what it takes instead', async (teacher, code, message) => {
  const { exitCode, json } = await socraticJson(
    ...['evaluate-teacher', teacher, '--prompting', 'cot', '--data', data, '--out', out()],
  );
  expect(exitCode).toBe(2);
  expect(json.error).toMatchObject({ code, message: expect.stringMatching(message) });
});

test('the former spelling still works, and says how it is written today', async () => {
  const former = command('--limit', '1');
  const { exitCode, stderr, stdout } = await socratic('evaluate', '--model', ...former.slice(1));
  expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/^Prompted for cot on 1 test problem\n/)]);
  expect(stderr).toContain(`Today it is written: socratic evaluate-teacher ${spec} --prompting cot`);
});
