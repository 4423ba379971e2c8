// What is reported while problems are solved: in order, each part once, and joined the same as the solution.
import { describe, expect, test } from 'vitest';
import { required } from '../common/index.ts';
import type { Problem, Step } from '../data/index.ts';
import { plainFormat } from '../distill/index.ts';
import type { PairMode, StrategyName } from '../strategy/index.ts';
import { characters, continuing, end, FakeDecoder } from './fake-student.fixture.ts';
import type { Prediction, SolveOptions, SolveProgress } from './index.ts';
import { Solving } from './solve-problems.ts';

const problem = (question: string): Problem => ({
  id: question,
  question,
  answer: '2',
  answerType: 'number',
});
const coding = { tokenizer: characters, prompt: plainFormat(characters) };
type Script = Readonly<Record<string, string>>;

/** The steps that the reports come to. */
function joined(reports: readonly SolveProgress[]): Step[] {
  const steps: { question?: string; solution: string }[] = [];
  for (const report of reports) {
    if (report.type === 'sample' || report.type === 'plan') throw new Error('no steps');
    if (report.type === 'solution') required(steps[report.index], 'its question').solution = report.solution;
    else {
      expect(report.index).toBe(steps.length);
      steps.push(report.type === 'step' ? { ...report.step } : { question: report.question, solution: '' });
    }
  }
  return steps;
}

interface Watched {
  readonly prediction: Prediction;
  readonly reports: SolveProgress[];
  /** The text of the row that solves, when each report came. */
  readonly texts: string[];
  /** The output, in the parts in which it was told. */
  readonly parts: string[];
}

/** Solves the problem `P` beside others, and keeps what is reported of each. */
async function watch(
  strategy: StrategyName,
  scripts: readonly [Script] | readonly [Script, Script],
  {
    mode = 'upfront',
    options = {},
    slots = 4,
  }: { mode?: PairMode; options?: SolveOptions; slots?: number } = {},
): Promise<Watched[]> {
  const decoders = scripts.map((script) => new FakeDecoder(continuing(script), { slots }));
  const [first, last] = decoders.map((decoder) => ({ ...coding, decoder }));
  const models =
    strategy === 'socratic'
      ? { qg: required(first, 'qg'), qa: required(last, 'qa') }
      : { student: required(first, 'student') };
  const solving = new Solving({ strategy, mode, models });
  const solved = ['P', 'Other', 'P'].map((question) => {
    const watched: { prediction?: Prediction } & Omit<Watched, 'prediction'> = {
      reports: [],
      texts: [],
      parts: [],
    };
    solving.add(
      problem(question),
      options,
      (prediction) => {
        watched.prediction = prediction;
      },
      {
        onProgress: (report) => {
          expect(watched.prediction).toBeUndefined();
          watched.reports.push(report);
          watched.texts.push(characters.decode(decoders.at(-1)?.rows[0]?.ids ?? []));
        },
        onText: (text) => {
          expect(watched.prediction).toBeUndefined();
          watched.parts.push(text);
        },
      },
    );
    return watched;
  });
  while (solving.unsolved > 0) await solving.step();
  for (const { prediction, parts } of solved) expect(parts.join('')).toBe(prediction?.output);
  return solved.map(({ prediction, ...rest }) => ({
    ...rest,
    prediction: required(prediction, 'prediction'),
  }));
}

const cot: Script = {
  'Problem: P\n': `1+1=2\n\n 3 - 1  = 2\nso 2 #### 2${end}`,
  'Problem: Other\n': `9 is 9${end}`,
};
const unified: Script = {
  'Problem: P\n': `Question: a?\nAnswer: 1\nand more\nQuestion: b?\nQuestion: c?\nAnswer: 2\n#### 2${end}`,
  'Problem: Other\n': `Answer: 2\nQuestion: torn${end}`,
};
const qg: Script = {
  'Problem: P\n': `Question: a?\nQuestion: b?\n${end}`,
  'Problem: Other\n': `Question: c?${end}`,
};
const interleavedQg: Script = {
  'Problem: P\n': 'Question: a?\n',
  'Answer: 1\n': 'Question: b?\n',
  'Answer: 2\n': end,
  'Problem: Other\n': 'Question: c?\n',
  'Answer: torn\n': end,
};
const qa: Script = {
  'a?\nAnswer:': ' 1\n',
  'b?\nAnswer:': ' 2\n',
  'c?\nAnswer:': ` torn${end}`,
  '\n####': ` 2${end}`,
};

describe.each([
  ['cot', 'upfront', [cot]],
  ['socratic-unified', 'upfront', [unified]],
  ['socratic', 'upfront', [qg, qa]],
  ['socratic', 'interleaved', [interleavedQg, qa]],
] as const)('%s %s', (strategy, mode, scripts) => {
  test.each([1, 2, 8])('the reports joined are the steps, with %i slots', async (slots) => {
    const [one, other, again] = await watch(strategy, scripts, { mode, slots });
    for (const { reports, prediction } of [one, other, again].map((each) => required(each, 'a problem'))) {
      expect(joined(reports)).toEqual(prediction.steps);
      expect(prediction.steps.length).toBeGreaterThan(0);
    }
    expect(again?.reports).toEqual(one?.reports);
  });
});

test('a line is reported when it is written, not with the answer', async () => {
  const [one] = await watch('cot', [cot]);
  expect(one?.parts).toEqual(['1+1=2\n', '\n', ' 3 - 1  = 2\n', 'so 2 #### 2']);
  expect(one?.reports).toEqual([
    { type: 'step', index: 0, step: { solution: '1+1=2' } },
    { type: 'step', index: 1, step: { solution: '3 - 1 = 2' } },
    { type: 'step', index: 2, step: { solution: 'so 2' } },
  ]);
  expect(one?.texts.map((text) => text.slice('Problem: P\n'.length))).toEqual([
    '1+1=2\n',
    '1+1=2\n\n 3 - 1  = 2\n',
    '1+1=2\n\n 3 - 1  = 2\nso 2 ####',
  ]);
});

test('a step of several lines is reported when the next one begins', async () => {
  const [one] = await watch('socratic-unified', [unified]);
  expect(one?.reports[0]).toEqual({
    type: 'step',
    index: 0,
    step: { question: 'a?', solution: '1 and more' },
  });
  expect(one?.texts[0]?.endsWith('and more\nQuestion:')).toBe(true);
});

test('a pair reports questions and solutions in the order in which they are finished', async () => {
  const types = ({ reports }: Watched) =>
    reports.map(({ type, ...rest }) => `${type} ${Object.values(rest).join(' ')}`);
  const [upfront] = await watch('socratic', [qg, qa]);
  expect(types(required(upfront, 'P'))).toEqual([
    'question 0 a?',
    'question 1 b?',
    'solution 0 1',
    'solution 1 2',
  ]);
  const [interleaved] = await watch('socratic', [interleavedQg, qa], { mode: 'interleaved' });
  expect(types(required(interleaved, 'P'))).toEqual([
    'question 0 a?',
    'solution 0 1',
    'question 1 b?',
    'solution 1 2',
  ]);
});

test('what a model writes of a next problem is no step, and is not reported', async () => {
  const script = { 'Problem: P\n': '1+1=2\nProblem: #2: two\n', 'Problem: Other\n': `1${end}` };
  const [one] = await watch('cot', [script]);
  expect(one?.prediction.output).toBe('1+1=2\n');
  expect(joined(required(one, 'P').reports)).toEqual([{ solution: '1+1=2' }]);
});

test('of several samples only their number is reported', async () => {
  const [one] = await watch('cot', [cot], { options: { samples: 3, temperature: 1e-3 } });
  expect(one?.reports).toEqual([1, 2, 3].map((done) => ({ type: 'sample', done, samples: 3 })));
});

test('nothing is reported of a problem that was given up', async () => {
  const decoder = new FakeDecoder(continuing(cot));
  const solving = new Solving({ strategy: 'cot', models: { student: { ...coding, decoder } } });
  const reports: SolveProgress[] = [];
  const giveUp = solving.add(problem('P'), {}, () => expect.unreachable(), {
    onProgress: (report) => {
      reports.push(report);
      giveUp();
    },
  });
  for (let step = 0; step < 60; step++) await solving.step();
  expect(reports).toEqual([{ type: 'step', index: 0, step: { solution: '1+1=2' } }]);
  expect(solving.unsolved).toBe(0);
});
