// How teachers are asked: as JSON or as text, again for a single wrong step; and what becomes of the answers.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Problem } from '../../src/data/index.ts';
import type { Annotation } from '../../src/teacher/index.ts';
import { needs, pathOf } from '../support/optional-data.ts';
import { socratic, socraticJson } from './cli.ts';
import { type FaultServer, type Plan, type ReceivedCall, startFaultServer } from './fault-server.ts';
import { goodChain, numbersOf, sumProblem, writePrices, writeSums } from './fixtures.ts';

let folder = '';
let server: FaultServer;
let plan: Plan;
let data = '';
let spec = '';

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ask-'));
  plan = answerWell;
  server = await startFaultServer((call) => plan(call));
  spec = `openai-compatible:${server.url}#teacher`;
  data = writeSums(folder, 6);
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const answerWell: Plan = (call) => ({ do: 'answer', text: goodChain(call) });
/** In the form that is asked for. */
const answerAsAsked: Plan = (call) => {
  const text = goodChain(call);
  const [first = '', second = '', answer = ''] = text.split('\n');
  const json = JSON.stringify({ steps: [first, second], answer: answer.slice(5) });
  return { do: 'answer', text: call.responseFormat === undefined ? text : json };
};
const out = () => join(folder, 'chains.jsonl');
const store = () => join(folder, 'store');
const command = (...more: string[]) => [
  ...['annotate', '--data', data, '--teacher', spec, '--kind', 'cot', '--out', out()],
  ...[
    '--store',
    store(),
    '--prices',
    writePrices(folder, spec),
    '--concurrency',
    '3',
    '--retries',
    '1',
    ...more,
  ],
];
const annotations = (): Annotation[] =>
  readFileSync(out(), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Annotation);
const record = () => JSON.parse(readFileSync(`${out()}.run.json`, 'utf8')) as Record<string, unknown>;
/** 100 tokens read and 20 written. */
const costOfAnswer = 0.00014;

describe('the form of answers', () => {
  const asJson = ({ responseFormat }: ReceivedCall) => responseFormat?.type === 'json_schema';
  const refuseSchemas: Plan = (call) =>
    asJson(call)
      ? { do: 'status', status: 400, body: '{"error": {"message": "response_format is not supported"}}' }
      : answerAsAsked(call);

  test('a teacher that takes a schema is asked for JSON, with examples of the same form', async () => {
    plan = answerAsAsked;
    const { json } = await socraticJson(...command());
    expect(json).toMatchObject({ output: 'json', kept: 6, answered: 6, reused: 0 });
    expect(server.log).toHaveLength(6);
    for (const { responseFormat, examples } of server.log) {
      expect(responseFormat).toMatchObject({
        type: 'json_schema',
        json_schema: { schema: { required: ['steps', 'answer'], additionalProperties: false } },
      });
      expect(examples.map((text) => Object.keys(JSON.parse(text) as object))).toEqual(
        Array.from({ length: 4 }, () => ['steps', 'answer']),
      );
    }
    expect(annotations()[0]).toMatchObject({
      promptVersion: expect.stringMatching(/^cot-1@[0-9a-f]{8}\+json$/),
      steps: [
        { solution: 'Ann finds 100 pens in the box.' },
        { solution: 'Now Ann has 11 + 100 = 111 pens.' },
      ],
      answer: '111',
    });
  });

  test('one that refuses the schema is told so once, and asked for text', async () => {
    plan = refuseSchemas;
    const first = await socratic(...command());
    expect(first.exitCode).toBe(0);
    expect(first.stderr).toContain('response_format is not supported');
    expect(server.log.map(asJson)).toEqual([true, false, false, false, false, false, false]);
    expect(record()).toMatchObject({ output: 'text', identity: { output: 'auto' } });
    expect(annotations().every(({ promptVersion }) => /^cot-1@[0-9a-f]{8}$/.test(promptVersion))).toBe(true);
    plan = answerAsAsked; // it can now; the run goes on as it began
    const again = await socraticJson(...command());
    expect(again.json).toMatchObject({ output: 'text', answered: 0, reused: 6, kept: 6 });
    expect(server.log).toHaveLength(7);
  });

  test('the answers that the store has decide before anybody is asked, in a dry run too', async () => {
    await socratic(...command('--output', 'text'));
    const other = ['--out', join(folder, 'other.jsonl')];
    const dry = await socraticJson(...command(...other, '--dry-run'));
    expect(dry.json).toMatchObject({ output: 'text', calls: 0, reused: 6 });
    const { json } = await socraticJson(...command(...other));
    expect(json).toMatchObject({ output: 'text', answered: 0, reused: 6 });
    expect(server.log).toHaveLength(6);
  });

  test('each form has its own answers, and another form is another run', async () => {
    plan = answerAsAsked;
    await socratic(...command('--output', 'text'));
    const { json } = await socraticJson(...command('--output', 'json'));
    expect(json.error).toMatchObject({
      code: 'annotations-differ',
      message: expect.stringContaining('output was "text", now "json"'),
    });
    const forced = await socraticJson(...command('--output', 'json', '--force'));
    expect(forced.json).toMatchObject({ answered: 6, reused: 0, kept: 6, output: 'json' });
  });

  test('json insists, and says what the teacher says', async () => {
    plan = refuseSchemas;
    const { exitCode, json } = await socraticJson(...command('--output', 'json'));
    expect(exitCode).toBe(1);
    expect(json.error).toMatchObject({
      code: 'teacher-refuses',
      message: expect.stringContaining('response_format is not supported'),
    });
    expect(server.log.every(asJson)).toBe(true);
  });

  test('a first call that fails for another reason decides nothing and is made once', async () => {
    plan = (call) => (numbersOf(call).a === 11 ? { do: 'html' } : answerAsAsked(call));
    const { json } = await socraticJson(...command('--retries', '0'));
    expect(json).toMatchObject({ output: 'json', answered: 5, cost: { unresolvedCalls: 1 } });
    expect(server.log).toHaveLength(6);
  });

  test('prompts of your own whose examples are in no form that is read are asked for as text', async () => {
    for (const task of ['cot', 'cot-facts']) {
      const places = task === 'cot' ? '{{answer}}' : '{{answer}} {{facts}} {{decomposition}}';
      const text = `version: own\n=== user\nA?\n=== assistant\nIt is so.\n=== user\n{{question}} ${places}\n`;
      writeFileSync(join(folder, `${task}.md`), text);
    }
    const own = ['--prompts', folder];
    const { json } = await socraticJson(...command(...own));
    expect(json).toMatchObject({ output: 'text', kept: 6 });
    const insisted = await socraticJson(
      ...command(...own, '--output', 'json', '--out', join(folder, 'o.jsonl')),
    );
    expect(insisted.exitCode).toBe(2);
    expect(insisted.json.error).toMatchObject({ code: 'prompt-not-json' });
    expect(existsSync(join(folder, 'o.jsonl.run.json'))).toBe(false);
  });
});

describe('a single wrong step', () => {
  /** The sum is wrong in the second step, though the answer is right. */
  const wrongSum: Plan = (call) => {
    const { a, b, name } = numbersOf(call);
    const text = `${name} finds ${b} pens in the box.\nNow ${name} has ${a} + ${b} = ${a + b + 1} pens.\n#### ${a + b}`;
    return { do: 'answer', text };
  };
  const isRepair = ({ prompt }: ReceivedCall) => prompt.includes('Wrong step:');
  const rightStep = (call: ReceivedCall) => {
    const { a, b, name } = numbersOf(call);
    return `Now ${name} has ${a} + ${b} = ${a + b} pens.`;
  };
  const text = ['--output', 'text', '--limit', '2'];

  test('is asked for again, and the chain that it completes is kept with what both cost', async () => {
    plan = (call) => (isRepair(call) ? { do: 'answer', text: rightStep(call) } : wrongSum(call));
    const { json } = await socraticJson(...command(...text, '--repair', '2'));
    expect(json).toMatchObject({ kept: 2, repaired: 2, unrepaired: 0, answered: 4, chains: 2 });
    const repair = server.log.find(isRepair);
    expect(repair?.prompt).toContain(
      'Steps before:\n1. Ann finds 100 pens in the box.\nWrong step: Now Ann has',
    );
    expect(repair?.prompt).toContain('What is wrong: the calculation 11 + 100 = 112 (is 111)');
    expect(repair?.prompt).not.toContain('Correct answer');
    const [first] = annotations();
    expect(first).toMatchObject({
      steps: [
        { solution: 'Ann finds 100 pens in the box.' },
        { solution: 'Now Ann has 11 + 100 = 111 pens.' },
      ],
      usage: { inputTokens: 200, outputTokens: 40 },
      verdict: { correct: true, verified: true, reasons: [] },
      repair: {
        step: 2,
        original: { solution: 'Now Ann has 11 + 100 = 112 pens.' },
        fault: { code: 'wrong-arithmetic', step: 2 },
        promptVersion: expect.stringMatching(/^repair-cot-1@/),
        repaired: true,
        calls: [{ attempt: 0, usage: { inputTokens: 100, outputTokens: 20 }, cost: costOfAnswer }],
      },
    });
    expect(first?.cost).toBeCloseTo(2 * costOfAnswer, 12);
    const calls = server.log.length;
    const bytes = readFileSync(out(), 'utf8');
    expect((await socraticJson(...command(...text, '--repair', '2'))).json).toMatchObject({
      answered: 0,
      reused: 4,
    });
    expect(server.log).toHaveLength(calls);
    expect(readFileSync(out(), 'utf8')).toBe(bytes);
  });

  test('that stays wrong leaves the chain as it was, rejected, and says what was tried', async () => {
    plan = (call) => {
      const { a, b, name } = numbersOf(call);
      const again = call.prompt.includes(`= ${a + b + 2}`);
      return isRepair(call)
        ? { do: 'answer', text: again ? 'One.\nTwo.' : `Now ${name} has ${a} + ${b} = ${a + b + 2} pens.` }
        : wrongSum(call);
    };
    const { json } = await socraticJson(...command(...text, '--limit', '1', '--repair', '3'));
    expect(json).toMatchObject({
      kept: 0,
      repaired: 0,
      unrepaired: 1,
      rejected: [{ code: 'wrong-arithmetic' }],
    });
    // the third question would be the second again, at temperature 0
    expect(server.log).toHaveLength(3);
    const [annotation] = annotations();
    expect(annotation?.steps[1]?.solution).toBe('Now Ann has 11 + 100 = 112 pens.');
    expect(annotation?.cost).toBeCloseTo(3 * costOfAnswer, 12);
    expect(annotation?.repair).toMatchObject({
      repaired: false,
      calls: [
        { attempt: 0, rejected: 'step 2: 11 + 100 = 113 (is 111)' },
        { attempt: 1, rejected: 'not one step' },
      ],
    });
  });

  test('is not asked for unless that is wanted, nor where more is wrong', async () => {
    plan = wrongSum;
    expect((await socraticJson(...command(...text))).json).toMatchObject({ kept: 0, answered: 2 });
    plan = (call) => {
      const { a, b } = numbersOf(call);
      return { do: 'answer', text: `First ${a} + 1 = ${a}.\nThen ${a} + ${b} = 1.\n#### ${a + b}` };
    };
    const other = await socraticJson(
      ...command('--output', 'json', '--limit', '2', '--repair', '2', '--force'),
    );
    expect(other.json).toMatchObject({ kept: 0, answered: 2, repaired: 0, unrepaired: 0 });
  });

  test('counts in the dry run at most, and against the ceiling', async () => {
    plan = (call) => (isRepair(call) ? { do: 'answer', text: rightStep(call) } : wrongSum(call));
    const without = (await socraticJson(...command(...text, '--dry-run'))).json as Record<string, number>;
    const dry = (await socraticJson(...command(...text, '--dry-run', '--repair', '2'))).json as Record<
      string,
      number
    >;
    expect({ calls: dry.calls, repairCalls: dry.repairCalls }).toEqual({ calls: 2, repairCalls: 4 });
    expect(without.repairCalls).toBe(0);
    expect(dry.mostCost).toBeGreaterThan(2 * (without.mostCost ?? 0));
    const ceiling = (without.mostCost ?? 0) / 2 + costOfAnswer; // for the calls one after another, not for both
    const limited = command(...text, '--repair', '2', '--concurrency', '1', '--max-cost', String(ceiling));
    const { exitCode, json } = await socraticJson(...limited);
    expect({ exitCode, code: (json.error as { code: string }).code }).toEqual({
      exitCode: 1,
      code: 'budget-reached',
    });
    expect(server.log.length * costOfAnswer).toBeLessThanOrEqual(ceiling);
    await socratic(...command(...text, '--repair', '2'));
    const after = await socraticJson(...command(...text, '--repair', '2', '--dry-run'));
    expect(after.json).toMatchObject({ calls: 0, repairCalls: 0, reused: 4, mostCost: 0 });
  });

  test('among sub-questions of gold steps is a question, and the steps stay as they are', async () => {
    const steps = [{ solution: 'She finds 100.' }, { solution: 'She has 11 + 100 = <<11+100=111>>111.' }];
    const problem: Problem = { ...sumProblem(0), steps };
    writeFileSync(join(data, 'train.jsonl'), `${JSON.stringify(problem)}\n`);
    plan = ({ prompt, responseFormat }) => {
      expect(responseFormat?.type).toBe('json_schema');
      const repair = prompt.includes('Bad question:');
      if (repair) expect(prompt).toContain('What is wrong: an earlier pair has the same question');
      return {
        do: 'answer',
        text: JSON.stringify(
          repair
            ? { question: 'How many has she now?' }
            : { questions: ['How many are found?', 'How many are found?'] },
        ),
      };
    };
    const { json } = await socraticJson(
      ...command('--kind', 'socratic', '--repair', '1', '--split', 'train', '--calculator'),
    );
    expect(json).toMatchObject({ kept: 1, repaired: 1, output: 'json' });
    expect(annotations()[0]?.steps).toEqual([
      { question: 'How many are found?', ...steps[0] },
      { question: 'How many has she now?', ...steps[1] },
    ]);
  });
});

test('--temperature default sends none, a number is sent', async () => {
  await socratic(...command('--limit', '1', '--temperature', 'default'));
  await socratic(...command('--limit', '1', '--temperature', '0.5', '--force'));
  expect(server.log.map(({ temperature }) => temperature)).toEqual([undefined, 0.5]);
  expect((await socratic(...command('--temperature', 'hot'))).exitCode).toBe(2);
});

test('--calculator annotates the calculations of kept chains, and of no others', async () => {
  plan = (call) => {
    const { a, b } = numbersOf(call);
    const answer = a === 12 ? 1 : a + b;
    return { do: 'answer', text: `In all they are $${a} + ${b} = $${a + b}.\nThat is all.\n#### ${answer}` };
  };
  const { json } = await socraticJson(...command('--limit', '2', '--calculator'));
  expect(json).toMatchObject({ kept: 1 });
  expect(annotations().map(({ steps }) => steps[0]?.solution)).toEqual([
    'In all they are $11 + 100 = $<<11+100=111>>111.',
    'In all they are $12 + 103 = $115.',
  ]);
});

test('facts and decomposition are shown to the teacher, unless it is blind', async () => {
  const problem: Problem = {
    id: 'b',
    question: 'Does a bar of chocolate melt in a hot car?',
    answer: 'yes',
    answerType: 'boolean',
    facts: ['Chocolate melts at 30 degrees.'],
    decomposition: ['When does chocolate melt?', 'Is a hot car above #1?'],
  };
  writeFileSync(join(data, 'train.jsonl'), `${JSON.stringify(problem)}\n`);
  plan = () => ({
    do: 'answer',
    text: 'Question: When does chocolate melt?\nAnswer: At 30 degrees.\nQuestion: Is a hot car above 30 degrees?\nAnswer: Yes.\n#### yes',
  });
  const socraticKind = ['--kind', 'socratic', '--split', 'train', '--output', 'text'];
  expect((await socraticJson(...command(...socraticKind))).json).toMatchObject({ kept: 1 });
  expect(annotations()[0]?.promptVersion).toMatch(/^socratic-facts-1@/);
  await socratic(...command(...socraticKind, '--blind', '--force'));
  const shown = server.log.map(({ prompt }) =>
    ['30 degrees', '#1', 'Correct answer'].map((part) => prompt.includes(part)),
  );
  expect(shown).toEqual([
    [true, true, true],
    [false, false, false],
  ]);
});

test(
  'published StrategyQA: what the prompt shows is enough for pairs that are kept',
  needs('datasets'),
  async () => {
    const published = join(pathOf('datasets'), 'strategyqa');
    const dataset = join(folder, 'strategyqa');
    expect((await socratic('data', 'strategyqa', '--source', published, '--out', dataset)).exitCode).toBe(0);
    plan = ({ prompt }) => {
      const lines = (name: string) =>
        (new RegExp(`${name}:\\n((?:(?:- |\\d+\\. ).*\\n)*)`).exec(prompt)?.[1] ?? '')
          .trim()
          .split('\n')
          .map((line) => line.replace(/^(?:-|\d+\.) /, ''));
      const facts = lines('Facts');
      const answer = /Correct answer: (yes|no)$/.exec(prompt)?.[1] ?? '';
      const questions = lines('Sub-questions').map((text) => text.replace(/#\d+/g, 'what was found'));
      const pairs = questions.map((question, index) => ({
        question,
        solution:
          index < questions.length - 1 ? (facts[index] ?? 'This is well known.') : `So it is ${answer}.`,
      }));
      return { do: 'answer', text: JSON.stringify({ pairs, answer }) };
    };
    const asked = ['--data', dataset, '--kind', 'socratic', '--limit', '60', '--split', 'train'];
    const { json } = await socraticJson(...command(...asked));
    expect(json).toMatchObject({ output: 'json', problems: 60, answered: 60 });
    expect(json.kept).toBeGreaterThanOrEqual(50);
    const codes = (json.rejected as { code: string }[]).map(({ code }) => code);
    expect(codes.every((code) => ['number-from-nowhere', 'repeats-itself'].includes(code))).toBe(true);
    expect(annotations().every(({ promptVersion }) => promptVersion.startsWith('socratic-facts-1@'))).toBe(
      true,
    );
  },
);
