// Lines with a wrong calculation that are written again: what stays, what is counted, and on what it depends.
import { describe, expect, test } from 'vitest';
import { required } from '../common/index.ts';
import type { Problem } from '../data/index.ts';
import { plainFormat } from '../distill/index.ts';
import type { PairMode, StrategyName } from '../strategy/index.ts';
import { Attempt } from './attempt.ts';
import { characters, continuing, end, FakeDecoder, merging } from './fake-student.fixture.ts';
import type { Prediction, SolveOptions, SolveProgress } from './index.ts';
import { Row } from './row.ts';
import { Solving } from './solve-problems.ts';

type Script = Parameters<typeof continuing>[0];
const problem: Problem = { id: 'p', question: 'P', answer: '7', answerType: 'number' };
const prompt = 'Problem: P\n';
const coding = { tokenizer: characters, prompt: plainFormat(characters) };

interface Setting {
  readonly strategy?: StrategyName;
  readonly mode?: PairMode;
  readonly options?: SolveOptions;
  readonly problems?: readonly Problem[];
  readonly slots?: number;
  readonly contextLength?: number;
}

/** Solves with scripted models; `script` is that of the model that writes calculations. */
async function solve(script: Script, setting: Setting = {}, qgScript: Script = {}) {
  const { strategy = 'cot', mode = 'upfront', options = {}, problems = [problem] } = setting;
  const { slots = 4, contextLength = 1000 } = setting;
  const decoder = new FakeDecoder(continuing(script), { slots, contextLength });
  const qg = { ...coding, decoder: new FakeDecoder(continuing(qgScript), { slots }) };
  const model = { ...coding, decoder };
  const models = strategy === 'socratic' ? { qg, qa: model } : { student: model };
  const solving = new Solving({ strategy, mode, models });
  const predictions = new Map<string, Prediction>();
  const reports: SolveProgress[] = [];
  for (const asked of problems) {
    const solved = (prediction: Prediction) => predictions.set(asked.id, prediction);
    const onProgress = (report: SolveProgress) => void reports.push(report);
    solving.add(asked, { resampleSteps: 8, seed: 2, ...options }, solved, { onProgress });
  }
  while (solving.unsolved > 0) await solving.step();
  const rows = decoder.rows.map(({ ids }) => characters.decode(ids));
  return { prediction: required(predictions.get('p'), 'the prediction'), predictions, reports, rows };
}

const wrongOrRight: Script = {
  [prompt]: ['3+4=8\n', '3+4=7\n'],
  '=7\n': `#### 7${end}`,
  '=8\n': `#### 8${end}`,
};
const alwaysWrong: Script = {
  [prompt]: ['3+4=8\n', '3+4=9\n'],
  '=8\n': `#### 8${end}`,
  '=9\n': `#### 9${end}`,
};

describe('one model', () => {
  test('a wrong line is thrown away, and the right one goes on in a row that has seen nothing else', async () => {
    const { prediction, rows } = await solve(wrongOrRight);
    expect(prediction).toMatchObject({
      output: '3+4=7\n#### 7',
      steps: [{ solution: '3+4=7' }],
      correct: true,
      resampledLines: 1,
      mendedLines: 1,
    });
    const thrown = rows.slice(0, -1);
    expect(new Set(thrown)).toEqual(new Set([`${prompt}3+4=8\n`]));
    expect(rows.at(-1)).toBe(`${prompt}3+4=7\n#### 7${end}`);
    expect(prediction.resampledTokens).toBe(thrown.length * '3+4=8\n'.length);
    expect(prediction.generatedTokens).toBe(`3+4=7\n#### 7${end}`.length + (prediction.resampledTokens ?? 0));
  });

  test('without a right version the first one stays, and all goes on as without the option', async () => {
    const { prediction, rows } = await solve(alwaysWrong, { options: { resampleSteps: 3 } });
    const off = await solve(alwaysWrong, { options: { resampleSteps: 0 } });
    expect(rows).toHaveLength(1 + 3 + 1);
    expect(rows.at(-1)).toBe(off.rows[0]);
    const { resampledLines, mendedLines, resampledTokens = 0, generatedTokens, ...rest } = prediction;
    expect({ resampledLines, mendedLines, resampledTokens }).toEqual({
      resampledLines: 1,
      mendedLines: 0,
      resampledTokens: 3 * '3+4=8\n'.length,
    });
    expect({ ...rest, generatedTokens: generatedTokens - resampledTokens }).toEqual(off.prediction);
    expect(off.prediction).not.toHaveProperty('resampledTokens');
  });

  test('lines without a calculation, and right ones, stay: no row is begun anew', async () => {
    const { prediction, rows } = await solve({ [prompt]: `7 is left\n<<3+4=7>>7\n#### 9${end}` });
    expect(rows).toHaveLength(1);
    expect(prediction).toMatchObject({ resampledLines: 0, mendedLines: 0, resampledTokens: 0 });
  });

  test('a rate of the problem is no wrong conversion', async () => {
    const lines = (question: string) =>
      solve(
        { [`Problem: ${question}\n`]: `5 days = 30 hours\n#### 7${end}` },
        { problems: [{ ...problem, question }], options: { resampleSteps: 2 } },
      );
    expect((await lines('He works 6 hours a day.')).prediction).toMatchObject({ resampledLines: 0 });
    expect((await lines('He works for days.')).prediction).toMatchObject({
      resampledLines: 1,
      mendedLines: 0,
    });
  });

  test('each line is judged, the last one too, which the end of the text finishes', async () => {
    const script = {
      [prompt]: ['3+4=8\n', '3+4=7\n'],
      '=7\n': [`1+1=3${end}`, `1+1=2${end}`],
    };
    const { prediction } = await solve(script, { options: { resampleSteps: 8 } });
    expect(prediction).toMatchObject({ output: '3+4=7\n1+1=2', resampledLines: 2, mendedLines: 2 });
    const wrong = await solve({ [prompt]: `1+1=3${end}` });
    expect(wrong.prediction).toMatchObject({ output: '1+1=3', resampledLines: 1, mendedLines: 0 });
  });

  test('a version without words, of another kind, of another problem, or that ends the text early is none', async () => {
    for (const other of ['\n', '#### 5\n', 'Problem: x\n', 'Question: x\n', end, `7${end}`]) {
      const script = { [prompt]: ['3+4=8\n', other], '=8\n': `#### 8${end}` };
      const solved = await Promise.all([1, 2, 3].map((seed) => solve(script, { options: { seed } })));
      const rows = solved.flatMap((each) => each.rows);
      expect(rows.some((row) => row.startsWith(`${prompt}${other}`))).toBe(true);
      for (const { prediction } of solved) {
        expect(prediction).toMatchObject({ output: '3+4=8\n#### 8', resampledLines: 1, mendedLines: 0 });
      }
    }
  });

  test('a line that begins another problem ends the solution, whatever it calculates', async () => {
    const { prediction, rows } = await solve({ [prompt]: '3+4=7\nProblem: is 3+4=8\n' });
    expect(prediction).toMatchObject({ output: '3+4=7\n', resampledLines: 0 });
    expect(rows).toHaveLength(1);
  });

  test('a version that a limit cuts off is none, and the limit is not reported', async () => {
    const script = { [prompt]: ['3+4=8\n', `3+4=${'7'.repeat(40)}`], '=8\n': `#### 8${end}` };
    const options = { maxNewTokens: 20, resampleSteps: 8 };
    const byTokens = await solve(script, { options });
    const byContext = await solve(script, {
      options: { resampleSteps: 8 },
      contextLength: prompt.length + 20,
    });
    for (const { prediction, rows } of [byTokens, byContext]) {
      expect(prediction).toMatchObject({ output: '3+4=8\n#### 8', mendedLines: 0, limits: [] });
      expect(rows.some((row) => row.includes('7'.repeat(10)))).toBe(true);
    }
  });

  test('thrown away tokens leave the solution as long as it may be', async () => {
    const options = { maxNewTokens: `3+4=7\n#### 7${end}`.length };
    const { prediction } = await solve(wrongOrRight, { options });
    expect(prediction).toMatchObject({ output: '3+4=7\n#### 7', limits: [], mendedLines: 1 });
    expect(prediction.generatedTokens).toBeGreaterThan(options.maxNewTokens);
  });

  test('the calculator works in a line that is written again', async () => {
    const script = {
      [prompt]: ['2 + 2 = <<3+4=', 'It is <<3+4='],
      '7>>': `7\n`,
      '7>>7\n': `#### 7${end}`,
    };
    const { prediction } = await solve(script, { options: { calculator: true, resampleSteps: 8 } });
    expect(prediction).toMatchObject({ output: 'It is <<3+4=7>>7\n#### 7', mendedLines: 1 });
  });

  test('what is reported while it is written are the lines that stay', async () => {
    const { reports, prediction } = await solve(wrongOrRight);
    expect(reports).toEqual([{ type: 'step', index: 0, step: { solution: '3+4=7' } }]);
    expect(prediction.resampledLines).toBe(1);
    const marked = { [prompt]: ['so 3+4=8 #### 8\n', 'so 3+4=7 #### 7\n'] };
    expect((await solve(marked)).reports).toEqual([
      { type: 'step', index: 0, step: { solution: 'so 3+4=7' } },
    ]);
  });

  test('draws depend on the seed, and take the cuts that are set', async () => {
    const script = { [prompt]: ['3+4=8\n', '3+4=1\n', '3+4=9\n', '3+4=7\n'], '\n': end };
    const rows = async (options: SolveOptions) => (await solve(script, { options })).rows.join('|');
    const bySeed = await Promise.all([1, 2, 3, 4, 5, 6].map((seed) => rows({ seed })));
    expect(new Set(bySeed).size).toBeGreaterThan(2);
    expect(await rows({ seed: 3 })).toBe(bySeed[2]);
    const { prediction } = await solve(script, { options: { topK: 1, seed: 3 } });
    expect(prediction.mendedLines).toBe(0);
  });
});

const unified: Script = {
  [prompt]: `Question: a?\n`,
  'a?\n': ['Answer: 3+4=8\n', 'Answer: 3+4=7\n', 'Question: b?\n'],
  '=7\n': `#### 7${end}`,
  '=8\n': `#### 8${end}`,
  'b?\n': `#### 1${end}`,
};

test('socratic-unified: an answer is replaced by an answer', async () => {
  const { prediction } = await solve(unified, {
    strategy: 'socratic-unified',
    options: { resampleSteps: 8 },
  });
  expect(prediction).toMatchObject({
    steps: [{ question: 'a?', solution: '3+4=7' }],
    answer: '7',
    mendedLines: 1,
  });
});

describe.each(['upfront', 'interleaved'] as const)('the pair, %s', (mode) => {
  const asking: Script =
    mode === 'upfront'
      ? { [prompt]: `Question: a?\nQuestion: b?\n${end}` }
      : {
          [prompt]: 'Question: a?\n',
          '=7\n': 'Question: b?\n',
          '=8\n': 'Question: b?\n',
          '=3\n': end,
          '=2\n': end,
        };
  const answering: Script = {
    'a?\nAnswer:': [' 3+4=8\n', ' 3+4=7\n'],
    'b?\nAnswer:': [' 1+1=3\n', ' 1+1=2\n'],
    '\n####': ` 7${end}`,
  };
  const setting = { strategy: 'socratic', mode } as const;

  test('sub-solutions are mended, and the next sub-question is told to the row that wrote the right one', async () => {
    const { prediction, rows, reports } = await solve(
      answering,
      { ...setting, options: { resampleSteps: 8 } },
      asking,
    );
    const output = 'Question: a?\nAnswer: 3+4=7\nQuestion: b?\nAnswer: 1+1=2\n#### 7';
    expect(prediction).toMatchObject({ output, resampledLines: 2, mendedLines: 2, correct: true });
    expect(rows.at(-1)).toBe(`${prompt}${output}${end}`);
    const solutions = reports.flatMap((report) => (report.type === 'solution' ? [report.solution] : []));
    expect(solutions).toEqual(prediction.steps.map(({ solution }) => solution));
  });

  test('the first versions stay where there is no right one', async () => {
    const wrong = { ...answering, 'a?\nAnswer:': ' 3+4=8\n', 'b?\nAnswer:': ' 1+1=3\n' };
    const on = await solve(wrong, setting, asking);
    const off = await solve(wrong, { ...setting, options: { resampleSteps: 0 } }, asking);
    expect(on.rows.at(-1)).toBe(off.rows[0]);
    expect(on.prediction).toMatchObject({
      output: off.prediction.output,
      steps: off.prediction.steps,
      forcedTokens: off.prediction.forcedTokens,
      resampledLines: 2,
      mendedLines: 0,
      resampledTokens: 2 * 8 * ' 3+4=8\n'.length,
    });
  });

  test('a sub-solution at the end of the text is written again too', async () => {
    const stuck = { ...answering, 'a?\nAnswer:': [` 3+4=8${end}`, ' 3+4=7\n'] };
    const mended = await solve(stuck, { ...setting, options: { resampleSteps: 8 } }, asking);
    expect(mended.prediction).toMatchObject({ limits: [], answer: '7' });
    const never = await solve({ ...answering, 'a?\nAnswer:': ` 3+4=8${end}` }, setting, asking);
    expect(never.prediction).toMatchObject({ limits: ['stuck'], output: 'Question: a?\nAnswer: 3+4=8' });
  });
});

describe.each([
  ['cot', 'upfront'],
  ['socratic-unified', 'upfront'],
  ['socratic', 'upfront'],
  ['socratic', 'interleaved'],
] as const)('%s %s', (strategy, mode) => {
  const problems = Array.from({ length: 9 }, (_, index) => ({
    ...problem,
    id: index === 0 ? 'p' : `p${index}`,
    question: 'x'.repeat(index + 1),
  }));
  const lines = (cue: string): Script => ({
    'x\n': strategy === 'cot' ? ['3+4=8\n', '3+4=7\n', '3+4=9\n'] : 'Question: a?\n',
    [`a?\n${cue}`]: [8, 7, 9].map((value) => `${strategy === 'socratic' ? '' : 'Answer:'} 3+4=${value}\n`),
    '=7\n': [`1+1=3\n#### 7${end}`, `1+1=2\n#### 7${end}`],
    '=8\n': `#### 8${end}`,
    '=9\n': `#### 9${end}`,
    '\n####': ` 7${end}`,
  });
  const asking =
    mode === 'upfront' ? { 'x\n': `Question: a?\n${end}` } : { 'x\n': 'Question: a?\n', '\n': end };

  test.each([
    { resampleSteps: 2 },
    { resampleSteps: 2, samples: 3, temperature: 1 },
  ])('%j: the result does not depend on the problems beside it', async (options) => {
    const script = lines(strategy === 'socratic' ? 'Answer:' : '');
    const result = async (slots: number, asked = problems) =>
      (await solve(script, { strategy, mode, options, problems: asked, slots }, asking)).predictions;
    const one = await result(1);
    expect(new Map([...(await result(4))].sort())).toEqual(new Map([...one].sort()));
    const [first] = problems;
    expect((await result(4, first ? [first] : [])).get('p')).toEqual(one.get('p'));
    const all = [...one.values()];
    expect(all.some(({ mendedLines = 0 }) => mendedLines > 0)).toBe(true);
    expect(all.some(({ mendedLines = 0, resampledLines = 0 }) => mendedLines < resampledLines)).toBe(true);
  });
});

test('the line of a part is whole where a token holds the end of one line and the start of the next', () => {
  const row = new Row({ tokenizer: merging, prompt: plainFormat(merging) }, new Attempt(problem, {}));
  const write = (text: string) => {
    for (const id of merging.encode(text)) row.sampled({ type: 'sampled', id });
  };
  write('a.\nQ');
  row.beginPart();
  write('uestion 9.\nQ');
  expect(row.line).toBe('Question 9.');
  const taken = row.takePart();
  expect([row.text, taken.tokens]).toEqual(['a.\nQ', taken.ids.length]);
  write('uit');
  expect(row.line).toBe('Quit');
  row.takePart();
  row.putBack(taken);
  expect(row.text).toBe('a.\nQuestion 9.\nQ');
});
