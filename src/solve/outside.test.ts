// Parts of a scripted pair that are asked elsewhere: exact transcripts, whenever the answers come.
// One file, over 400 lines: all tests are about the same scripted problem.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { required } from '../common/index.ts';
import type { Problem } from '../data/index.ts';
import { plainFormat } from '../distill/index.ts';
import type { PairMode } from '../strategy/index.ts';
import type { PartReply, PartRequest } from '../teacher/index.ts';
import { characters, continuing, end, FakeDecoder } from './fake-student.fixture.ts';
import type { Prediction, ProblemOptions, SolveProgress } from './index.ts';
import type { AskOutside } from './outside-parts.ts';
import { Solving, solveProblems } from './solve-problems.ts';

const problemOf = (question: string): Problem => ({
  id: question,
  question,
  answer: '9',
  answerType: 'number',
  steps: [
    { question: 'Gold a?', solution: '1+2=3' },
    { question: 'Gold b?', solution: '3+6=9' },
  ],
});
const problem = problemOf('P');
const coding = { tokenizer: characters, prompt: plainFormat(characters) };

/** The decomposer asks `a?` and `b?`, whatever the answers are. */
const asks: Readonly<Record<PairMode, Readonly<Record<string, string>>>> = {
  upfront: { 'Problem: P\n': `Question: a?\nQuestion: b?\n${end}` },
  interleaved: {
    'Problem: P\n': 'Question: a?\n',
    'a?\nAnswer:': 'x',
    'Answer: 4\n': 'Question: b?\n',
    'Answer: 3\n': 'Question: b?\n',
    'Answer: 8\n': end,
    'Answer: 9\n': end,
  },
};
/** The solver is wrong in the first step, and builds on it. */
const solver = {
  'a?\nAnswer:': ' 4\n',
  'Answer: 3\nQuestion: b?\nAnswer:': ' 9\n',
  'b?\nAnswer:': ' 8\n',
  'Answer: 8\n####': ` 8${end}`,
  'Answer: 9\n####': ` 9${end}`,
};

interface Setting {
  readonly mode?: PairMode;
  readonly options?: ProblemOptions;
  readonly problems?: readonly Problem[];
  readonly slots?: number;
  /** Of each token that the solver chooses, by the text before it. */
  readonly probability?: (text: string) => number;
  readonly without?: readonly ('qg' | 'qa')[];
  readonly onSolved?: (prediction: Prediction) => void;
}

async function solve(
  ask: AskOutside,
  { mode = 'upfront', options, problems = [problem], slots = 4, probability, without = [] }: Setting,
) {
  const qg = new FakeDecoder(continuing(asks[mode]), { slots });
  const qa = new FakeDecoder(continuing(solver), { slots, ...(probability && { probability }) });
  const models = {
    qg: without.includes('qg') ? null : { ...coding, decoder: qg },
    qa: without.includes('qa') ? null : { ...coding, decoder: qa },
  };
  const asked: PartRequest[] = [];
  const predictions = await solveProblems({
    strategy: 'socratic',
    mode,
    models,
    problems,
    options: options ?? {},
    askOutside: (request) => {
      asked.push(request);
      return ask(request);
    },
  });
  return { prediction: required(predictions[0], 'the prediction'), predictions, asked, qg, qa };
}

/** Replies from a table: by what is wanted, and of a solution by its sub-question. */
function replying(table: Readonly<Record<string, readonly string[] | null>>): AskOutside {
  return async ({ wanted, subQuestion, steps }) => {
    const keys = [`${wanted} ${subQuestion ?? steps.length}`, wanted];
    const key = keys.find((name) => name in table);
    const lines = table[required(key, `a reply to ${keys[0]}`)] ?? null;
    return lines === null ? { lines, failure: { kind: 'unusable', message: 'It says nothing.' } } : { lines };
  };
}

/** The first sub-solution is unlikely, all else is sure. */
const unsureOfA = (text: string) => (/a\?\nAnswer:[^\n]*$/.test(text) ? 0.5 : 0.99);
const asksBelow = (answers: number | 'all'): ProblemOptions => ({ outside: { answers } });

describe.each(['upfront', 'interleaved'] as const)('%s', (mode) => {
  test('an unlikely sub-solution is replaced, and the solver goes on from the other one', async () => {
    const ask = replying({ 'solution a?': ['3'] });
    const { prediction, asked, qa } = await solve(ask, {
      mode,
      options: asksBelow(0.9),
      probability: unsureOfA,
    });
    expect(asked).toEqual([
      { wanted: 'solution', question: 'P', answerType: 'number', steps: [], subQuestion: 'a?' },
    ]);
    expect(prediction).toMatchObject({
      output: 'Question: a?\nAnswer: 3\nQuestion: b?\nAnswer: 9\n#### 9',
      steps: [
        { question: 'a?', solution: '3' },
        { question: 'b?', solution: '9' },
      ],
      answer: '9',
      correct: true,
      consultedSteps: 1,
      replacedSteps: 1,
      replacedTokens: ' 4\n'.length,
    });
    expect(characters.decode(qa.rows.at(-1)?.ids ?? [])).toBe(`Problem: P\n${prediction.output}${end}`);
  });

  test('the second is asked with the first one and its answer', async () => {
    const unsureOfB = (text: string) => (/b\?\nAnswer:[^\n]*$/.test(text) ? 0.5 : 0.99);
    const { prediction, asked } = await solve(replying({ 'solution b?': ['9'] }), {
      mode,
      options: asksBelow(0.9),
      probability: unsureOfB,
    });
    expect(asked).toMatchObject([{ subQuestion: 'b?', steps: [{ question: 'a?', solution: '4' }] }]);
    expect(prediction).toMatchObject({ output: 'Question: a?\nAnswer: 4\nQuestion: b?\nAnswer: 9\n#### 9' });
  });

  test.each([
    [0.5, 0],
    [0.51, 1],
    [0.991, 2],
  ])('below a likelihood of %d, %d sub-questions are asked elsewhere', async (below, count) => {
    const { prediction, asked } = await solve(replying({ 'solution a?': ['4'], 'solution b?': ['8'] }), {
      mode,
      options: asksBelow(below),
      probability: unsureOfA,
    });
    expect(asked).toHaveLength(count);
    expect(prediction).toMatchObject({ consultedSteps: count, replacedSteps: count, answer: '8' });
  });

  test('its own sub-solution stays where nobody answers', async () => {
    const { prediction } = await solve(replying({ solution: null }), {
      mode,
      options: asksBelow(1),
      probability: unsureOfA,
    });
    const own = 'Question: a?\nAnswer: 4\nQuestion: b?\nAnswer: 8\n#### 8';
    expect(prediction).toMatchObject({
      output: own,
      consultedSteps: 2,
      replacedSteps: 0,
      replacedTokens: 0,
    });
    expect(prediction.unanswered).toBeUndefined();
  });

  test('all sub-solutions and the answer come from elsewhere, and no solver is needed', async () => {
    const ask = replying({ 'solution a?': ['3'], 'solution b?': ['9'], answer: [' 9'] });
    const { prediction, asked, qa } = await solve(ask, {
      mode,
      options: asksBelow('all'),
      without: ['qa'],
    });
    expect(prediction).toMatchObject({
      output: 'Question: a?\nAnswer: 3\nQuestion: b?\nAnswer: 9\n#### 9',
      answer: '9',
      generatedTokens: asksText(mode).length,
    });
    expect(prediction.consultedSteps).toBeUndefined();
    expect(asked.map(({ wanted, steps }) => [wanted, steps.length])).toEqual([
      ['solution', 0],
      ['solution', 1],
      ['answer', 2],
    ]);
    expect(qa.rows).toEqual([]);
  });

  test('sub-questions come from elsewhere, and the solver answers them', async () => {
    const ask = replying(
      mode === 'upfront'
        ? { questions: ['Question: a?', 'b?'] }
        : { 'question 0': ['a?'], 'question 1': ['Question: b?'], 'question 2': [] },
    );
    const { prediction, qg, asked } = await solve(ask, {
      mode,
      options: { outside: { questions: true } },
      without: ['qg'],
    });
    expect(prediction.output).toBe('Question: a?\nAnswer: 4\nQuestion: b?\nAnswer: 8\n#### 8');
    expect(qg.rows).toEqual([]);
    expect(asked).toHaveLength(mode === 'upfront' ? 1 : 3);
  });

  test('both come from elsewhere, and nothing runs here', async () => {
    const questions =
      mode === 'upfront'
        ? { questions: ['a?', 'b?'] }
        : { 'question 0': ['a?'], 'question 1': ['b?'], 'question 2': [] };
    const ask = replying({ ...questions, 'solution a?': ['3'], 'solution b?': ['9'], answer: [' 9'] });
    const options = { outside: { questions: true, answers: 'all' } } as const;
    const { prediction } = await solve(ask, { mode, options, without: ['qg', 'qa'] });
    expect(prediction).toMatchObject({
      output: 'Question: a?\nAnswer: 3\nQuestion: b?\nAnswer: 9\n#### 9',
      correct: true,
      generatedTokens: 0,
    });
  });

  test('a repeated sub-question ends the sub-questions where that is asked for, and is answered again otherwise', async () => {
    const ask = replying(
      mode === 'upfront'
        ? { questions: ['a?', 'A ?', 'b?'] }
        : { 'question 0': ['a?'], 'question 1': ['a?'], 'question 2': ['b?'], 'question 3': [] },
    );
    const solved = async (repeats: 'stop' | 'keep') => {
      const options: ProblemOptions = { repeats, outside: { questions: true, answers: 'all' } };
      const replies: AskOutside = (request) =>
        request.wanted === 'solution' || request.wanted === 'answer'
          ? Promise.resolve({ lines: [`${request.steps.length}`] })
          : ask(request);
      return (await solve(replies, { mode, options, without: ['qg', 'qa'] })).prediction;
    };
    expect(await solved('stop')).toMatchObject({ repeatsStopped: 1, steps: [{ question: 'a?' }] });
    const kept = await solved('keep');
    expect(kept).toMatchObject({ repeatedQuestions: 1, repeatsStopped: 0 });
    expect(kept.steps).toHaveLength(3);
  });

  test('more sub-questions than allowed are left out, and that is said', async () => {
    const ask = replying(
      mode === 'upfront'
        ? { questions: ['a?', 'b?', 'c?'] }
        : { 'question 0': ['a?'], 'question 1': ['b?'], 'question 2': ['c?'] },
    );
    const options: ProblemOptions = { maxSteps: 2, outside: { questions: true } };
    const { prediction } = await solve(ask, { mode, options, without: ['qg'] });
    expect(prediction.limits).toEqual(['steps']);
    expect(prediction.steps).toHaveLength(2);
  });

  test.each([
    'questions',
    'solution',
    'answer',
  ] as const)('without a reply for %s the problem is not solved', async (part) => {
    const table = {
      questions: ['a?'],
      'question 0': ['a?'],
      'question 1': [],
      solution: ['3'],
      answer: [' 9'],
      ...(part === 'questions' ? { 'question 0': null } : {}),
      [part]: null,
    };
    const options = { outside: { questions: true, answers: 'all' } } as const;
    const { prediction, asked } = await solve(replying(table), { mode, options, without: ['qg', 'qa'] });
    expect(prediction).toMatchObject({
      answer: null,
      correct: false,
      unanswered: { kind: 'unusable', message: 'It says nothing.' },
    });
    // nothing is asked behind that
    if (part === 'questions') expect(asked).toHaveLength(1);
    if (part === 'solution') expect(asked.map(({ wanted }) => wanted)).not.toContain('answer');
  });
});

test.each([
  'upfront',
  'interleaved',
] as const)('%s: a sub-solution with the answer to the problem ends the solution, and nothing more is asked', async (mode) => {
  const ask = replying({ questions: ['a?', 'b?'], 'question 0': ['a?'], 'solution a?': ['9 #### 9'] });
  const options = { outside: { questions: true, answers: 'all' } } as const;
  const { prediction, asked } = await solve(ask, { mode, options, without: ['qg', 'qa'] });
  expect(prediction).toMatchObject({ answer: '9', correct: true });
  expect(prediction.unanswered).toBeUndefined();
  expect(asked.map(({ wanted }) => wanted)).toEqual([
    mode === 'upfront' ? 'questions' : 'question',
    'solution',
  ]);
});

test('a solver here that has the answer early is not asked on by a decomposer elsewhere', async () => {
  const early = new FakeDecoder(continuing({ 'a?\nAnswer:': ` 9 #### 9\n${end}` }));
  const asked: PartRequest[] = [];
  const [prediction] = await solveProblems({
    strategy: 'socratic',
    mode: 'interleaved',
    models: { qg: null, qa: { ...coding, decoder: early } },
    problems: [problem],
    options: { outside: { questions: true } },
    askOutside: async (request) => {
      asked.push(request);
      return { lines: ['a?'] };
    },
  });
  expect(prediction).toMatchObject({ answer: '9', steps: [{ question: 'a?', solution: '9 #### 9' }] });
  expect(asked).toHaveLength(1);
});

test('a problem that fills the context of the decomposer here costs no call', async () => {
  const qg = new FakeDecoder(continuing(asks.upfront), { contextLength: 'Problem: P\n'.length + 3 });
  const [prediction] = await solveProblems({
    strategy: 'socratic',
    models: { qg: { ...coding, decoder: qg }, qa: null },
    problems: [problem],
    options: asksBelow('all'),
    askOutside: () => expect.unreachable(),
  });
  expect(prediction).toMatchObject({ answer: null, limits: ['context'], steps: [] });
});

test.each([
  ['an answer to the problem', { lines: ['3 #### 3'] }, 0],
  ['nothing', { lines: ['  '] }, 0],
  ['what cannot be used', { lines: null, failure: { kind: 'unusable', message: '' } }, 0],
  ['a failed call', { lines: null, failure: { kind: 'server', message: '' } }, 1],
])('where another model replies %s, the own sub-solution stays', async (_, reply, failedSteps) => {
  const { prediction } = await solve(async () => reply, { options: asksBelow(0.9), probability: unsureOfA });
  expect(prediction).toMatchObject({ consultedSteps: 1, replacedSteps: 0, failedSteps, answer: '8' });
});

describe('one student that asks and answers in one text', () => {
  /** It is wrong in the first step, and builds on it. */
  const script = {
    'Problem: P\n': `Question: a?\nAnswer: 4\nQuestion: b?\nAnswer: 8\n#### 8${end}`,
    'Answer: 3\n': `Question: b?\nAnswer: 9\n#### 9${end}`,
    'Answer: 9\n': `#### 9${end}`,
  };
  async function solveUnified(
    ask: AskOutside,
    {
      below = 0.9,
      probability = unsureOfA,
      more = {},
    }: { below?: number; probability?: (text: string) => number; more?: ProblemOptions } = {},
  ) {
    const student = new FakeDecoder(continuing(script), { slots: 2, probability });
    const asked: PartRequest[] = [];
    const [prediction] = await solveProblems({
      strategy: 'socratic-unified',
      models: { student: { ...coding, decoder: student } },
      problems: [problem],
      options: { ...more, ...asksBelow(below) },
      askOutside: (request) => {
        asked.push(request);
        return ask(request);
      },
    });
    return { prediction: required(prediction, 'the prediction'), asked, student };
  }

  test('an unlikely answer is replaced, and the student goes on from the other one', async () => {
    const { prediction, asked, student } = await solveUnified(replying({ 'solution a?': [' 3 '] }));
    expect(asked).toEqual([
      { wanted: 'solution', question: 'P', answerType: 'number', steps: [], subQuestion: 'a?' },
    ]);
    expect(prediction).toMatchObject({
      output: 'Question: a?\nAnswer: 3\nQuestion: b?\nAnswer: 9\n#### 9',
      steps: [
        { question: 'a?', solution: '3' },
        { question: 'b?', solution: '9' },
      ],
      correct: true,
      consultedSteps: 1,
      replacedSteps: 1,
      failedSteps: 0,
      replacedTokens: 'Answer: 4\n'.length,
    });
    expect(characters.decode(student.rows.at(-1)?.ids ?? [])).toBe(`Problem: P\n${prediction.output}${end}`);
  });

  test('the second is asked with the first one and its answer', async () => {
    const unsureOfB = (text: string) => (/b\?\nAnswer:[^\n]*$/.test(text) ? 0.5 : 0.99);
    const { prediction, asked } = await solveUnified(replying({ 'solution b?': ['9'] }), {
      probability: unsureOfB,
    });
    expect(asked).toMatchObject([{ subQuestion: 'b?', steps: [{ question: 'a?', solution: '4' }] }]);
    expect(prediction).toMatchObject({ output: 'Question: a?\nAnswer: 4\nQuestion: b?\nAnswer: 9\n#### 9' });
  });

  test.each([
    [0.5, 0],
    [0.51, 1],
    [0.991, 2],
  ])('below a likelihood of %d, which is that of the tokens behind the cue, %d are asked', async (below, count) => {
    // the cue itself is as sure as can be
    const sureCue = (text: string) => (/\nA[nswer]*$/.test(text) ? 1 : unsureOfA(text));
    const { prediction, asked } = await solveUnified(replying({ solution: null }), {
      below,
      probability: sureCue,
    });
    expect(asked).toHaveLength(count);
    expect(prediction).toMatchObject({
      output: 'Question: a?\nAnswer: 4\nQuestion: b?\nAnswer: 8\n#### 8',
      consultedSteps: count,
      replacedSteps: 0,
    });
  });

  test('steps are reported once, as they stay', async () => {
    const reports: SolveProgress[] = [];
    const student = new FakeDecoder(continuing(script), { slots: 2, probability: unsureOfA });
    const solving = new Solving({
      strategy: 'socratic-unified',
      models: { student: { ...coding, decoder: student } },
    });
    let solved = 0;
    solving.add(problem, asksBelow(0.9), () => void solved++, {
      onProgress: (part) => void reports.push(part),
      ask: (_, replied) => setImmediate(() => replied({ lines: ['3'] })),
    });
    while (solved === 0) {
      await solving.step();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(reports).toEqual([
      { type: 'step', index: 0, step: { question: 'a?', solution: '3' } },
      { type: 'step', index: 1, step: { question: 'b?', solution: '9' } },
    ]);
  });
});

/** What the decomposer itself writes, its end included. */
function asksText(mode: PairMode): string {
  return mode === 'upfront' ? (asks.upfront['Problem: P\n'] ?? '') : `Question: a?\nQuestion: b?\n${end}`;
}

test('given sub-questions are answered elsewhere: gold sub-questions with a teacher’s answers', async () => {
  const ask = replying({ 'solution Gold a?': ['3'], 'solution Gold b?': ['9'], answer: [' 9'] });
  const { prediction, qg } = await solve(ask, {
    options: { oracle: 'questions', outside: { answers: 'all' } },
    without: ['qa'],
  });
  expect(prediction).toMatchObject({
    steps: [{ question: 'Gold a?' }, { question: 'Gold b?' }],
    correct: true,
  });
  expect(qg.rows).toEqual([]);
});

test('what cannot be asked any more ends the solving with its reason', async () => {
  const ask: AskOutside = () => Promise.reject(new Error('the budget is spent'));
  await expect(solve(ask, { options: asksBelow(1), probability: unsureOfA })).rejects.toThrow(
    'the budget is spent',
  );
});

test('a problem that is given up while it waits leaves nothing behind, and a late reply changes nothing', async () => {
  const qg = { ...coding, decoder: new FakeDecoder(continuing(asks.upfront)) };
  const qa = { ...coding, decoder: new FakeDecoder(continuing(solver), { probability: unsureOfA }) };
  const solving = new Solving({ strategy: 'socratic', models: { qg, qa } });
  const reports: SolveProgress[] = [];
  let replied: ((reply: PartReply) => void) | undefined;
  const giveUp = solving.add(problem, asksBelow(0.9), () => expect.unreachable(), {
    onProgress: (part) => void reports.push(part),
    ask: (_, reply) => {
      replied = reply;
    },
  });
  for (let step = 0; step < 200 && replied === undefined; step++) await solving.step();
  while (await solving.step());
  giveUp();
  expect(solving.unsolved).toBe(0);
  const { length } = reports;
  required(replied, 'what was asked')({ lines: ['3'] });
  for (let step = 0; step < 20; step++) await solving.step();
  expect(reports).toHaveLength(length);
});

test('predictions do not depend on when replies come, nor on the slots', async () => {
  const problems = Array.from({ length: 6 }, (_, index) => ({ ...problem, id: `p${index}` }));
  const options: ProblemOptions = { outside: { answers: 0.9 }, samples: 2, temperature: 1 };
  const table = replying({ 'solution a?': ['3'], 'solution b?': ['9'] });
  const setting = { options, problems, probability: unsureOfA };
  const { predictions: expected } = await solve(table, setting);
  expect(expected.every(({ replacedSteps }) => replacedSteps === 2)).toBe(true); // of both samples
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 5 }),
      fc.infiniteStream(fc.integer({ min: 0, max: 12 })),
      async (slots, delays) => {
        let replies = 0;
        const late: AskOutside = async (request) => {
          for (let turn = delays.next().value ?? 0; turn > 0; turn--)
            await new Promise((resolve) => setImmediate(resolve));
          replies++;
          return table(request);
        };
        const { predictions, asked } = await solve(late, { ...setting, slots });
        expect(predictions).toEqual(expected);
        expect(asked).toHaveLength(replies);
        expect(replies).toBe(12);
      },
    ),
    { numRuns: 25 },
  );
});
