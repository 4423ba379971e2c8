// What the rows of one problem write, are told and report: exact transcripts of scripted models.
// One file, over 400 lines: every test is a transcript of the same problem by the same scripted models.
import { describe, expect, test } from 'vitest';
import { required } from '../common/index.ts';
import type { Problem } from '../data/index.ts';
import { plainFormat } from '../distill/index.ts';
import type { PairMode, StrategyName } from '../strategy/index.ts';
import { characters, continuing, end, FakeDecoder } from './fake-student.fixture.ts';
import { type SolveOptions, solveProblems } from './index.ts';

const problem: Problem = { id: 'p', question: 'P', answer: '2', answerType: 'number' };
const prompt = 'Problem: P\n';
const coding = { tokenizer: characters, prompt: plainFormat(characters) };
type Script = Readonly<Record<string, string>>;
type FakeScript = Parameters<typeof continuing>[0];

async function alone(
  script: Script,
  options: SolveOptions = {},
  contextLength = 1000,
  strategy: StrategyName = 'cot',
) {
  const decoder = new FakeDecoder(continuing(script), { contextLength });
  const models = { student: { ...coding, decoder } };
  const [solved] = await solveProblems({ strategy, models, problems: [problem], options });
  const prediction = required(solved, 'the prediction');
  return { ...prediction, row: characters.decode(decoder.rows[0]?.ids ?? []) };
}

interface PairSetting {
  readonly mode?: PairMode;
  readonly options?: SolveOptions;
  readonly qgContext?: number;
  readonly qaContext?: number;
}

async function pair(qgScript: Script, qaScript: Script, setting: PairSetting = {}) {
  const { mode = 'upfront', options = {}, qgContext = 1000, qaContext = 1000 } = setting;
  const qg = new FakeDecoder(continuing(qgScript), { contextLength: qgContext });
  const qa = new FakeDecoder(continuing(qaScript), { contextLength: qaContext });
  const models = {
    qg: { ...coding, decoder: qg },
    qa: { ...coding, decoder: qa },
  };
  const [solved] = await solveProblems({
    strategy: 'socratic',
    mode,
    models,
    problems: [problem],
    options,
  });
  const prediction = required(solved, 'the prediction');
  const row = (decoder: FakeDecoder) => characters.decode(decoder.rows[0]?.ids ?? []);
  return {
    ...prediction,
    qg: row(qg),
    qa: row(qa),
    qgEvents: qg.rows[0]?.events,
    qaEvents: qa.rows[0]?.events,
  };
}

const answers: Script = { 'a?\nAnswer:': ' 1\n', 'b?\nAnswer:': ' 2\n', '\n####': ` 2${end}` };
const twoQuestions = `Question: a?\nQuestion: b?\n${end}`;

describe('one model', () => {
  test('stops at the end of the text; the end counts as generated', async () => {
    const result = await alone({ [prompt]: `1+1=2\n#### 2${end}` });
    expect(result).toMatchObject({
      output: '1+1=2\n#### 2',
      steps: [{ solution: '1+1=2' }],
      answer: '2',
      correct: true,
      gold: '2',
      goldSteps: null,
      generatedTokens: 13,
      forcedTokens: 0,
      limits: [],
    });
  });

  test('stops after the line of the answer', async () => {
    const result = await alone({ [prompt]: 'x\n#### 3\n#### 2' });
    expect(result).toMatchObject({ output: 'x\n#### 3\n', answer: '3', correct: false, limits: [] });
  });

  test('reads unified output', async () => {
    const result = await alone(
      { [prompt]: `Question: a?\nAnswer: 2\n#### 2${end}` },
      {},
      1000,
      'socratic-unified',
    );
    expect(result.steps).toEqual([{ question: 'a?', solution: '2' }]);
  });

  test('the limit on tokens', async () => {
    const result = await alone({ [prompt]: 'abcdef' }, { maxNewTokens: 4 });
    expect(result).toMatchObject({
      output: 'abcd',
      answer: null,
      correct: false,
      generatedTokens: 4,
      limits: ['tokens'],
    });
  });

  test('the limit of the context, while writing and at once', async () => {
    const full = await alone({ [prompt]: 'abcdef' }, {}, prompt.length + 3);
    expect(full).toMatchObject({ output: 'abc', limits: ['context'] });
    expect(await alone({}, {}, prompt.length - 1)).toMatchObject({
      output: '',
      generatedTokens: 0,
      limits: ['context'],
    });
  });
});

describe('the calculator', () => {
  const script: Script = { [prompt]: '<<3*4=', '=12>>': '12 <<12-10=', '=2>>': `2\n#### 2${end}` };

  test('computes and forces what the model has opened', async () => {
    const result = await alone(script, { calculator: true });
    expect(result).toMatchObject({
      output: '<<3*4=12>>12 <<12-10=2>>2\n#### 2',
      calculator: true,
      calculatorUses: 2,
      forcedTokens: '12>>2>>'.length,
      generatedTokens: '<<3*4=12 <<12-10=2\n#### 2'.length + 1,
      correct: true,
    });
  });

  test('is off unless asked for', async () => {
    const result = await alone({ [prompt]: `<<3*4=13>>\n#### 13${end}` });
    expect(result).toMatchObject({ output: '<<3*4=13>>\n#### 13', calculator: false, calculatorUses: 0 });
  });

  test('leaves other equals signs alone', async () => {
    const result = await alone({ [prompt]: `1=1 <<x=7>>\n#### 2${end}` }, { calculator: true });
    expect(result).toMatchObject({ output: '1=1 <<x=7>>\n#### 2', calculatorUses: 0, forcedTokens: 0 });
  });

  test('works inside a sub-solution, whose text keeps the result', async () => {
    const qa = { 'a?\nAnswer:': ' <<1+1=', '2>>': ' so\n', '\n####': ` 2${end}` };
    const result = await pair({ [prompt]: `Question: a?\n${end}` }, qa, { options: { calculator: true } });
    expect(result.output).toBe('Question: a?\nAnswer: <<1+1=2>> so\n#### 2');
    expect(result).toMatchObject({
      steps: [{ question: 'a?', solution: '<<1+1=2>> so' }],
      calculatorUses: 1,
    });
  });
});

describe('the pair, upfront', () => {
  test('qa is told all questions, one after the other, then asked for the answer', async () => {
    const result = await pair({ [prompt]: twoQuestions }, answers);
    expect(result.qg).toBe(prompt + twoQuestions);
    expect(result.qa).toBe(`${prompt}Question: a?\nAnswer: 1\nQuestion: b?\nAnswer: 2\n#### 2${end}`);
    expect(result).toMatchObject({
      output: 'Question: a?\nAnswer: 1\nQuestion: b?\nAnswer: 2\n#### 2',
      steps: [
        { question: 'a?', solution: '1' },
        { question: 'b?', solution: '2' },
      ],
      answer: '2',
      correct: true,
      generatedTokens: twoQuestions.length + ' 1\n 2\n 2'.length + 1,
      forcedTokens: 'Question: a?\nAnswer:Question: b?\nAnswer:####'.length,
      limits: [],
    });
  });

  test('without questions, the answer is asked for at once', async () => {
    const result = await pair({ [prompt]: end }, { [`${prompt}####`]: ` 7${end}` });
    expect(result).toMatchObject({ output: '#### 7', steps: [], answer: '7', limits: [] });
  });

  test('repeated questions are kept, empty lines are not questions, an unfinished last line is when qg ended', async () => {
    const result = await pair({ [prompt]: `Question: a?\n\nQuestion: \nQuestion: a?\nb?${end}` }, answers);
    expect(result.steps.map(({ question }) => question)).toEqual(['a?', 'a?', 'b?']);
  });

  test('steps: the question beyond the limit is not begun, and reported', async () => {
    const options = { maxSteps: 1 };
    const result = await pair({ [prompt]: twoQuestions }, answers, { options });
    expect(result).toMatchObject({ output: 'Question: a?\nAnswer: 1\n#### 2', limits: ['steps'] });
    expect(result.qg).toBe(`${prompt}Question: a?\nQ`);
    const exact = await pair({ [prompt]: twoQuestions }, answers, { options: { maxSteps: 2 } });
    expect(exact.limits).toEqual([]);
  });

  test('tokens: a torn question is forgotten, and nothing is left for the solver', async () => {
    const result = await pair({ [prompt]: twoQuestions }, answers, { options: { maxNewTokens: 20 } });
    expect(result).toMatchObject({
      output: 'Question: a?\nAnswer:',
      steps: [{ question: 'a?', solution: '' }],
      answer: null,
      generatedTokens: 20,
      limits: ['tokens'],
    });
  });

  test('tokens: a torn solution is kept, and the other question', async () => {
    const options = { maxNewTokens: twoQuestions.length + 2 };
    const result = await pair({ [prompt]: twoQuestions }, answers, { options });
    expect(result.output).toBe('Question: a?\nAnswer: 1');
    expect(result.steps).toEqual([
      { question: 'a?', solution: '1' },
      { question: 'b?', solution: '' },
    ]);
    expect(result.limits).toEqual(['tokens']);
  });

  test('context of qg: the finished questions are solved', async () => {
    const result = await pair({ [prompt]: twoQuestions }, answers, { qgContext: prompt.length + 20 });
    expect(result).toMatchObject({
      output: 'Question: a?\nAnswer: 1\n#### 2',
      correct: true,
      limits: ['context'],
    });
  });

  test('context of qa: full while it is told the second question', async () => {
    const told = `${prompt}Question: a?\nAnswer: 1\nQues`;
    const result = await pair({ [prompt]: twoQuestions }, answers, { qaContext: told.length });
    expect(result.qa).toBe(told);
    expect(result.output).toBe('Question: a?\nAnswer: 1\n');
    expect(result.steps).toEqual([
      { question: 'a?', solution: '1' },
      { question: 'b?', solution: '' },
    ]);
    expect(result.limits).toEqual(['context']);
  });

  test('context of both too small for the problem: reported once', async () => {
    const result = await pair({}, {}, { qgContext: 5, qaContext: 5 });
    expect(result).toMatchObject({ output: '####', steps: [], generatedTokens: 0, limits: ['context'] });
  });

  test('stuck: the solver ended inside a sub-solution', async () => {
    const result = await pair({ [prompt]: twoQuestions }, { ...answers, 'a?\nAnswer:': ` 1${end}` });
    expect(result.output).toBe('Question: a?\nAnswer: 1');
    expect(result.steps).toEqual([
      { question: 'a?', solution: '1' },
      { question: 'b?', solution: '' },
    ]);
    expect(result.limits).toEqual(['stuck']);
  });

  test('an empty sub-solution is taken as it is', async () => {
    const result = await pair({ [prompt]: twoQuestions }, { ...answers, 'a?\nAnswer:': '\n' });
    expect(result.output).toBe('Question: a?\nAnswer:\nQuestion: b?\nAnswer: 2\n#### 2');
    expect(result.steps[0]).toEqual({ question: 'a?', solution: '' });
    expect(result.limits).toEqual([]);
  });

  test.each([
    '\n',
    end,
  ])('a sub-solution that gives the answer itself ends the transcript (%j)', async (stop) => {
    const qa = { ...answers, 'a?\nAnswer:': ` so #### 9${stop}` };
    const result = await pair({ [prompt]: twoQuestions }, qa);
    expect(result.output.trimEnd()).toBe('Question: a?\nAnswer: so #### 9');
    expect(result.steps).toEqual([
      { question: 'a?', solution: 'so #### 9' },
      { question: 'b?', solution: '' },
    ]);
    expect(result).toMatchObject({ answer: '9', limits: [] });
  });

  test('the answer ends with its line', async () => {
    const result = await pair({ [prompt]: end }, { '####': ' 2\n#### 3' });
    expect(result).toMatchObject({ output: '#### 2\n', answer: '2', limits: [] });
  });
});

describe('repeated sub-questions', () => {
  const asking = `Question: a?\nQuestion: b?\nQuestion: A ?\nQuestion: b?\nQuestion: c?\n${end}`;
  const qa: Script = { ...answers, 'A ?\nAnswer:': ' 1\n', 'c?\nAnswer:': ' 3\n' };
  const questionsOf = ({ steps }: { readonly steps: readonly { readonly question?: string }[] }) =>
    steps.map(({ question }) => question);

  test('are kept and counted', async () => {
    const result = await pair({ [prompt]: asking }, qa);
    expect(questionsOf(result)).toEqual(['a?', 'b?', 'A ?', 'b?', 'c?']);
    expect(result).toMatchObject({ repeatedQuestions: 2, repeatsStopped: 0, correct: true });
    expect(await pair({ [prompt]: twoQuestions }, answers)).toMatchObject({
      repeatedQuestions: 0,
      repeatsStopped: 0,
    });
  });

  test('stop: the first one ends the decomposition, and the answer is asked for', async () => {
    const result = await pair({ [prompt]: asking }, qa, { options: { repeats: 'stop' } });
    expect(result.qg).toBe(`${prompt}Question: a?\nQuestion: b?\nQuestion: A ?\n`);
    expect(result.output).toBe('Question: a?\nAnswer: 1\nQuestion: b?\nAnswer: 2\n#### 2');
    expect(result).toMatchObject({ repeatedQuestions: 0, repeatsStopped: 1, correct: true, limits: [] });
  });

  test('stop, interleaved', async () => {
    const qg = { [prompt]: 'Question: a?\n', 'Answer: 1\n': 'Question: a\n' };
    const result = await pair(qg, answers, { mode: 'interleaved', options: { repeats: 'stop' } });
    expect(result.qg).toBe(`${prompt}Question: a?\nAnswer: 1\nQuestion: a\n`);
    expect(result.qa).toBe(`${prompt}Question: a?\nAnswer: 1\n#### 2${end}`);
    expect(result).toMatchObject({ repeatsStopped: 1, limits: [] });
  });

  test.each(['upfront', 'interleaved'] as const)('stop, %s: a repeat without its newline', async (mode) => {
    const qg = {
      [prompt]: 'Question: a?\n',
      'a?\n': `Question: a?${end}`,
      'Answer: 1\n': `Question: a?${end}`,
    };
    const result = await pair(qg, answers, { mode, options: { repeats: 'stop' } });
    expect(result).toMatchObject({ repeatsStopped: 1, steps: [{ question: 'a?', solution: '1' }] });
  });

  test('stop ends one sample, and leaves the others as they are', async () => {
    const qg = { [prompt]: [`Question: a?\nQuestion: a?\n${end}`, `Question: b?\nQuestion: c?\n${end}`] };
    const options = { samples: 6, temperature: 1, seed: 2 };
    const row = async (repeats: 'keep' | 'stop') => {
      const decoder = (script: FakeScript) => new FakeDecoder(continuing(script));
      const models = { qg: { ...coding, decoder: decoder(qg) }, qa: { ...coding, decoder: decoder(qa) } };
      const [prediction] = await solveProblems({
        strategy: 'socratic',
        models,
        problems: [problem],
        options: { ...options, repeats },
      });
      const texts = models.qa.decoder.rows.map(({ ids }) => characters.decode(ids)).sort();
      return { prediction, texts };
    };
    const [kept, stopped] = [await row('keep'), await row('stop')];
    const isRepeating = (text: string) => text.includes('a?\nAnswer: 1\nQuestion: a?');
    const others = kept.texts.filter((text) => !isRepeating(text));
    expect(others.length).toBeGreaterThan(0);
    expect(kept.texts.length).toBeGreaterThan(others.length);
    expect(stopped.texts.filter((text) => text.includes('b?'))).toEqual(others);
    expect(stopped.texts.filter(isRepeating)).toEqual([]);
    const count = kept.texts.length - others.length;
    expect(kept.prediction).toMatchObject({ repeatedQuestions: count, repeatsStopped: 0 });
    expect(stopped.prediction).toMatchObject({ repeatedQuestions: 0, repeatsStopped: count });
  });

  test('other strategies have none', async () => {
    const result = await alone(
      { [prompt]: `Question: a?\nQuestion: a?\n#### 2${end}` },
      {},
      1000,
      'socratic-unified',
    );
    expect(result).not.toHaveProperty('repeatedQuestions');
    expect(result).not.toHaveProperty('repeatsStopped');
  });
});

describe('the pair, interleaved', () => {
  const mode = 'interleaved';

  test('qg is told each answer before it asks on', async () => {
    const qg = { [prompt]: 'Question: a?\n', 'Answer: 1\n': 'Question: b?\n', 'Answer: 2\n': end };
    const result = await pair(qg, answers, { mode });
    expect(result.qg).toBe(`${prompt}Question: a?\nAnswer: 1\nQuestion: b?\nAnswer: 2\n${end}`);
    expect(result.qa).toBe(`${prompt}Question: a?\nAnswer: 1\nQuestion: b?\nAnswer: 2\n#### 2${end}`);
    expect(result).toMatchObject({
      output: 'Question: a?\nAnswer: 1\nQuestion: b?\nAnswer: 2\n#### 2',
      correct: true,
      generatedTokens: twoQuestions.length + ' 1\n 2\n 2'.length + 1,
      forcedTokens: 'Question: a?\nAnswer:Question: b?\nAnswer:####'.length + 2 * 'Answer: 1\n'.length,
      limits: [],
    });
    const waits = (events: readonly string[] = []) => events.filter((event) => event === 'waited').length;
    expect(waits(result.qgEvents)).toBeGreaterThan(2);
    expect(waits(result.qaEvents)).toBeGreaterThan(10);
  });

  test('a last question without its newline is still answered', async () => {
    const result = await pair({ [prompt]: `Question: b?${end}` }, answers, { mode });
    expect(result).toMatchObject({ output: 'Question: b?\nAnswer: 2\n#### 2', limits: [] });
  });

  test('without questions, the answer is asked for at once', async () => {
    expect(await pair({ [prompt]: end }, answers, { mode })).toMatchObject({ output: '#### 2', limits: [] });
  });

  test('steps: qg may end after the last one allowed, or is cut off', async () => {
    const asking = { [prompt]: 'Question: a?\n', 'Answer: 1\n': 'Question: a?\n' };
    const cut = await pair(asking, answers, { mode, options: { maxSteps: 2 } });
    expect(cut).toMatchObject({
      output: 'Question: a?\nAnswer: 1\nQuestion: a?\nAnswer: 1\n#### 2',
      limits: ['steps'],
    });
    const ended = await pair({ [prompt]: 'Question: a?\n', 'Answer: 1\n': end }, answers, {
      mode,
      options: { maxSteps: 1 },
    });
    expect(ended.limits).toEqual([]);
  });

  test('a solver that has ended frees the waiting decomposer', async () => {
    const options = { maxNewTokens: 'Question: a?\n 1'.length };
    const result = await pair({ [prompt]: 'Question: a?\n' }, answers, { mode, options });
    expect(result.qg).toBe(`${prompt}Question: a?\n`);
    expect(result.steps).toEqual([{ question: 'a?', solution: '1' }]);
    expect(result).toMatchObject({ output: 'Question: a?\nAnswer: 1', limits: ['tokens'] });
  });

  test('tokens used up by both together, noticed by qg: qa is asked, but cannot write', async () => {
    const options = { maxNewTokens: 'Question: a?\n 1\nQues'.length };
    const qg = { [prompt]: 'Question: a?\n', 'Answer: 1\n': 'Question: b?\n' };
    const result = await pair(qg, answers, { mode, options });
    expect(result).toMatchObject({
      output: 'Question: a?\nAnswer: 1\n####',
      limits: ['tokens'],
    });
  });
});
