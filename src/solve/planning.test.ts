// A pair with guidance: the decomposer's plan is no sub-question, and may be given. Exact transcripts of scripted models.
import { describe, expect, test } from 'vitest';
import { required } from '../common/index.ts';
import type { Problem } from '../data/index.ts';
import { plainFormat } from '../distill/index.ts';
import type { Guidance, PairMode } from '../strategy/index.ts';
import { characters, continuing, end, FakeDecoder } from './fake-student.fixture.ts';
import { type AskedOptions, solveProblems } from './index.ts';
import type { SolveProgress } from './progress.ts';
import { Solving } from './solve-problems.ts';

const problem: Problem = {
  id: 'p',
  question: 'P',
  answer: '2',
  answerType: 'number',
  steps: [
    { question: 'a?', solution: '<<3-2=1>>1' },
    { question: 'b?', solution: '<<1*2=2>>2' },
  ],
};
const prompt = 'Problem: P\n';
const coding = { tokenizer: characters, prompt: plainFormat(characters) };
const answers = {
  'Steps: 2\nAnswer:': ' 0\n',
  'a?\nAnswer:': ' 1\n',
  'b?\nAnswer:': ' 2\n',
  '\n####': ` 2${end}`,
};
type Script = Readonly<Record<string, string>>;

function modelsOf(qgScript: Script) {
  const qg = new FakeDecoder(continuing(qgScript));
  const qa = new FakeDecoder(continuing(answers));
  return { models: { qg: { ...coding, decoder: qg }, qa: { ...coding, decoder: qa } }, qg, qa };
}

interface Setting {
  readonly mode?: PairMode;
  readonly guidance?: Guidance;
  readonly options?: AskedOptions;
  readonly problem?: Problem;
}

async function pair(script: Script, { options = {}, problem: asked = problem, ...setting }: Setting) {
  const { models, qg, qa } = modelsOf(script);
  const [solved] = await solveProblems({
    strategy: 'socratic',
    ...setting,
    models,
    problems: [asked],
    options,
  });
  const { steps, output, guidance, limits, generatedTokens } = required(solved, 'the prediction');
  const text = (decoder: FakeDecoder) => characters.decode(decoder.rows[0]?.ids ?? []);
  const questions = steps.map(({ question }) => question);
  return {
    questions,
    output,
    guidance,
    limits,
    generatedTokens,
    qg: text(qg),
    qa: text(qa),
    qgRows: qg.rows.length,
  };
}

describe.each(['upfront', 'interleaved'] as const)('%s', (mode) => {
  /** The decomposer that begins with `first` and asks both sub-questions. */
  const asking = (first: string): Script =>
    mode === 'upfront'
      ? { [prompt]: `${first}Question: a?\nQuestion: b?\n${end}` }
      : { [prompt]: `${first}Question: a?\n`, 'Answer: 1\n': 'Question: b?\n', 'Answer: 2\n': end };
  const whole = 'Question: a?\nAnswer: 1\nQuestion: b?\nAnswer: 2\n#### 2';

  test.each<[Guidance, string, object]>([
    ['steps', 'Steps: 2\n', { plan: '2', steps: 2, gold: '2' }],
    ['steps', 'Steps: many\n', { plan: 'many', steps: null, gold: '2' }],
    ['equations', 'Equations: 3 - 2; 1 * 2\n', { plan: '3 - 2; 1 * 2', steps: 2, gold: '3 - 2; 1 * 2' }],
    ['equations', 'Equations: 9 - 8\n', { plan: '9 - 8', steps: 1, gold: '3 - 2; 1 * 2' }],
  ])('%s: the first line %j is the plan, and both sub-questions are asked', async (guidance, line, predicted) => {
    const result = await pair(asking(line), { mode, guidance });
    expect(result).toMatchObject({ questions: ['a?', 'b?'], output: whole, limits: [] });
    expect(result.guidance).toEqual({ by: guidance, ...predicted });
    expect(result.qg.startsWith(`${prompt}${line}Question: a?\n`)).toBe(true);
    expect(result.qa).not.toContain(line);
  });

  test('a decomposer that writes no plan asks all the same', async () => {
    const result = await pair(asking(''), { mode, guidance: 'steps' });
    expect(result).toMatchObject({ questions: ['a?', 'b?'], output: whole });
    expect(result.guidance).toEqual({ by: 'steps', plan: null, steps: null, gold: '2' });
  });

  test('a second plan is neither a sub-question nor the plan', async () => {
    const result = await pair(asking('Steps: 2\nSteps: 5\n'), { mode, guidance: 'steps' });
    expect(result).toMatchObject({ questions: ['a?', 'b?'], guidance: { plan: '2' } });
  });

  test('a plan at the end of the text, and one that a limit cuts off', async () => {
    const ended = await pair({ [prompt]: `Steps: 0${end}` }, { mode, guidance: 'steps' });
    expect(ended).toMatchObject({ questions: [], output: '#### 2', guidance: { plan: '0', steps: 0 } });
    const options = { maxNewTokens: 'Steps: 1'.length };
    const cut = await pair({ [prompt]: 'Steps: 12\n' }, { mode, guidance: 'steps', options });
    expect(cut).toMatchObject({ questions: [], limits: ['tokens'], guidance: { plan: null, steps: null } });
  });

  test('the oracle gives the plan of the problem: its tokens are not generated', async () => {
    const given = 'Equations: 3 - 2; 1 * 2\n';
    const script = asking('');
    const options = { oracle: 'guidance' } as const;
    const result = await pair(
      { ...script, [given]: required(script[prompt], 'its text') },
      { mode, guidance: 'equations', options },
    );
    expect(result).toMatchObject({ questions: ['a?', 'b?'], output: whole });
    expect(result.qg.startsWith(`${prompt}${given}Question: a?\n`)).toBe(true);
    expect(result.guidance).toEqual({
      by: 'equations',
      plan: '3 - 2; 1 * 2',
      steps: 2,
      gold: '3 - 2; 1 * 2',
    });
    const free = await pair(script, { mode, guidance: 'equations' });
    expect(result.generatedTokens).toBe(free.generatedTokens);
  });

  test('given sub-questions need no plan', async () => {
    const result = await pair({}, { mode, guidance: 'steps', options: { oracle: 'questions' } });
    expect(result).toMatchObject({ questions: ['a?', 'b?'], qgRows: 0, guidance: undefined });
  });

  test('a problem without steps has no gold plan', async () => {
    const { steps: _, ...bare } = problem;
    const result = await pair(asking('Steps: 2\n'), { mode, guidance: 'steps', problem: bare });
    expect(result.guidance).toEqual({ by: 'steps', plan: '2', steps: 2, gold: null });
  });

  test('the plan is reported once, before the first sub-question', async () => {
    const { models } = modelsOf(asking('Steps: 2\n'));
    const parts: SolveProgress[] = [];
    const solving = new Solving({ strategy: 'socratic', mode, guidance: 'steps', models });
    solving.add(problem, {}, () => undefined, { onProgress: (part) => void parts.push(part) });
    while (solving.unsolved > 0) await solving.step();
    expect(parts.slice(0, 2)).toEqual([
      { type: 'plan', plan: '2' },
      { type: 'question', index: 0, question: 'a?' },
    ]);
    expect(parts.filter(({ type }) => type === 'plan')).toHaveLength(1);
  });
});

test('without guidance, the same line is a sub-question', async () => {
  const result = await pair({ [prompt]: `Steps: 2\nQuestion: a?\n${end}` }, {});
  expect(result).toMatchObject({ questions: ['Steps: 2', 'a?'], guidance: undefined });
});
