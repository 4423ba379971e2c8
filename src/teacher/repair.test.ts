// Which chains have a step to repair, and when the chain with a new step is taken.
import { describe, expect, test } from 'vitest';
import { required } from '../common/index.ts';
import type { Problem, Step } from '../data/index.ts';
import type { Answer } from './call/index.ts';
import { mostInputTokens } from './call/index.ts';
import { estimateAnnotation } from './estimate.ts';
import { verdictOn } from './judge.ts';
import type { AnnotationKind } from './kinds.ts';
import { readPrompts, renderPrompt, type TeacherTask, teacherTasks } from './prompts/index.ts';
import { largestRepair, type Repair, repairChain } from './repair.ts';

const rolls: Problem = {
  id: 'rolls',
  question:
    'A baker makes 6 trays of rolls with 12 rolls on each tray. She sells 48 rolls and gives a quarter of what is left to a neighbour. How many rolls does she keep?',
  answer: '18',
  answerType: 'number',
};
const good = [
  'She makes 6 * 12 = 72 rolls.',
  'Then 72 - 48 = 24 rolls are left.',
  'A quarter of them is 24 / 4 = 6 rolls.',
  'She keeps 24 - 6 = 18 rolls.',
];
const prompts = readPrompts(teacherTasks);

interface Asked {
  readonly repair: Repair | null;
  readonly prompts: string[];
  readonly samples: number[];
}

/** Repairs a chain with a teacher that gives these answers; null is one that it does not give. */
async function repair(
  steps: readonly Step[],
  answers: readonly (string | null)[],
  {
    answer = '18' as string | null,
    task = 'cot' as TeacherTask,
    temperature = 0,
    attempts = answers.length,
    sample = 0,
    problem = rolls,
  } = {},
): Promise<Asked> {
  const kind: AnnotationKind = task.startsWith('cot') ? 'cot' : 'socratic';
  const asked: { prompts: string[]; samples: number[] } = { prompts: [], samples: [] };
  const chain = { steps, answer };
  const result = await repairChain(problem, chain, verdictOn(problem, kind, task, chain), {
    ...{ kind, task, sample, prompts, attempts, temperature },
    ask: (prompt, number): Promise<Answer | null> => {
      const text = answers[asked.prompts.length] ?? null;
      asked.prompts.push(prompt.messages.at(-1)?.content ?? '');
      asked.samples.push(number);
      if (text === null) return Promise.resolve(null);
      const usage = { inputTokens: 1, outputTokens: 1, reported: true };
      const response = {
        ...{
          text,
          finishReason: 'stop',
          usage,
          cost: null,
          model: null,
          calledAt: '',
          seconds: 0,
          body: null,
        },
      };
      return Promise.resolve({ kind: 'answered', response, reused: false });
    },
  });
  return { repair: result, ...asked };
}
const statements = (changes: Readonly<Record<number, string>>): Step[] =>
  good.map((solution, index) => ({ solution: changes[index] ?? solution }));

test('a step that later steps never relied on is replaced, and nothing else', async () => {
  const steps = statements({ 1: 'Then 72 - 48 = 34 rolls are left.' });
  const { repair: found, prompts: shown } = await repair(steps, [good[1] ?? '']);
  expect(found?.chain).toEqual({ steps: statements({}), answer: '18' });
  expect(found).toMatchObject({ step: 2, original: steps[1], fault: { code: 'wrong-arithmetic', step: 2 } });
  expect(shown[0]).toContain('Steps before:\n1. She makes 6 * 12 = 72 rolls.\nWrong step: Then 72 - 48 = 34');
});

test('a later step that uses the wrong value keeps the chain rejected', async () => {
  const steps = statements({
    1: 'Then 72 - 48 = 36 rolls are left.',
    2: 'A neighbour gets some, as 36 - 36 = 0 and 24 / 4 = 6.', // 36 is known to everyone, so nothing else forbids it
  });
  const { repair: found } = await repair(steps, [good[1] ?? '']);
  expect(found?.chain).toBeNull();
  expect(found?.calls).toMatchObject([{ rejected: 'step 3 uses 36, which step 2 no longer finds' }]);
});

test('a last step that gave the answer gives the new one', async () => {
  const steps = statements({ 3: 'She keeps 24 - 6 = 17 rolls.' });
  for (const answer of ['17', '18']) {
    const { repair: found } = await repair(steps, [good[3] ?? ''], { answer });
    expect(found?.chain).toEqual({ steps: statements({}), answer: '18' });
  }
  const { repair: none } = await repair(steps, [good[3] ?? ''], { answer: '16' });
  expect(none).toBeNull();
});

describe('what is no step does not take the place of one', () => {
  const repeating = statements({ 2: good[1] ?? '' });
  const withFinish = async (text: string, finishReason: string) => {
    const chain = { steps: repeating, answer: '18' };
    const usage = { inputTokens: 1, outputTokens: 1, reported: true };
    const rest = { usage, cost: null, model: null, calledAt: '', seconds: 0, body: null };
    return await repairChain(rolls, chain, verdictOn(rolls, 'cot', 'cot', chain), {
      ...{ kind: 'cot', task: 'cot', sample: 0, prompts, attempts: 1, temperature: 0 },
      ask: () =>
        Promise.resolve({ kind: 'answered', reused: false, response: { ...rest, text, finishReason } }),
    });
  };

  test('the right step does', async () => {
    expect((await withFinish(good[2] ?? '', 'stop'))?.chain).toEqual({ steps: statements({}), answer: '18' });
  });

  test.each([
    ['a refusal', "I'm sorry, but I can't help with that.", 'stop'],
    ['talk about the step', 'The step you gave is already correct.', 'stop'],
    ['what the provider filtered', good[2] ?? '', 'content-filter'],
    ['what was cut off', good[2] ?? '', 'length'],
  ])('%s', async (_name, text, finishReason) => {
    const found = await withFinish(text, finishReason);
    expect(found?.chain).toBeNull();
    expect(found?.calls[0]?.rejected).toMatch(/^(not one step|it finds no number)$/);
  });
});

describe('nothing is asked for a chain', () => {
  test.each<[string, Step[], string | null]>([
    ['that is kept', statements({}), '18'],
    ['with a wrong answer', statements({}), '19'],
    [
      'with a wrong answer and a last step whose calculation is right',
      statements({ 3: 'She keeps 24 - 7 = 17 rolls. She is 47.3 years old.' }),
      '17',
    ],
    ['without an answer', statements({ 1: 'Then 72 - 48 = 34.' }), null],
    ['with two wrong steps', statements({ 0: 'She makes 6 * 12 = 71.', 1: '72 - 48 = 34 are left.' }), '18'],
    [
      'with a wrong step and one that repeats',
      [...statements({ 0: '6 * 12 = 71.' }), { solution: good[3] ?? '' }],
      '18',
    ],
    ['of a single step with everything', [{ solution: good.join(' ') }], '18'],
    ['without steps', [], '18'],
  ])('%s', async (_name, steps, answer) => {
    const { repair: found, prompts: shown } = await repair(steps, ['x'], { answer });
    expect({ found, shown }).toEqual({ found: null, shown: [] });
  });
});

test('a sub-question that gives its result away is asked for again with its solution', async () => {
  const pairs = good.map((solution, index) => ({ question: `What is part ${'abcd'[index]}?`, solution }));
  const steps = pairs.map((pair, index) =>
    index === 1 ? { ...pair, question: 'Are 24 rolls left?' } : pair,
  );
  const better = 'Question: How many rolls are left?\nAnswer: 72 - 48 = 24 rolls.';
  const { repair: found, prompts: shown } = await repair(steps, [better], { task: 'socratic' });
  expect(shown[0]).toContain('Wrong pair:\nQuestion: Are 24 rolls left?\nAnswer: Then 72 - 48');
  expect(shown[0]).toContain('What is wrong: the question contains 24, which it asks for');
  expect(found?.chain?.steps[1]).toEqual({
    question: 'How many rolls are left?',
    solution: '72 - 48 = 24 rolls.',
  });
});

test('gold steps are not repaired, their questions are', async () => {
  const pairs = good.map((solution, index) => ({ question: `What is part ${'abcd'[index]}?`, solution }));
  const wrongStep = pairs.map((pair, index) => (index === 1 ? { ...pair, solution: '72 - 48 = 34.' } : pair));
  expect((await repair(wrongStep, ['x'], { task: 'sub-questions' })).repair).toBeNull();
  const twice = pairs.map((pair, index) => (index === 2 ? { ...pair, question: 'What is part b?' } : pair));
  const { repair: found } = await repair(twice, ['How many for the neighbour?'], { task: 'sub-questions' });
  expect(found?.chain?.steps[2]).toEqual({ question: 'How many for the neighbour?', solution: good[2] });
});

describe('attempts', () => {
  const steps = statements({ 1: 'Then 72 - 48 = 34 rolls are left.' });

  test('of different chains are different calls', async () => {
    const { samples } = await repair(steps, ['No.', 'No.'], { sample: 3, temperature: 0.7 });
    expect(samples).toEqual([3, 103]);
  });

  test('show the step that was tried before, and end where the answer would be the same', async () => {
    const { repair: found, prompts: shown } = await repair(steps, ['72 - 48 = 25.', 'a\nb', 'c\nd'], {});
    expect(shown).toHaveLength(2);
    expect(shown[1]).toContain(
      'Wrong step: 72 - 48 = 25.\nWhat is wrong: the calculation 72 - 48 = 25 (is 24)',
    );
    expect(found?.calls.map(({ rejected }) => rejected)).toEqual(
      ['step 2: 72 - 48 = 25. (is 24)', 'not one step'].map((text) => text.replace('25. ', '25 ')),
    );
  });

  test('that calculate nothing do not stand for a calculation', async () => {
    const { repair: found } = await repair(steps, ['No.']);
    expect(found).toMatchObject({ chain: null, calls: [{ rejected: 'it calculates nothing' }] });
  });

  test('without an answer are no repair', async () => {
    expect((await repair(steps, [null], {})).repair).toBeNull();
  });
});

test('a step far too long is shown shortened, so that no question is longer than the estimate says', async () => {
  const steps = statements({ 1: `Then ${'really '.repeat(2000)} 72 - 48 = 24 rolls are left.` });
  const { prompts: shown, repair: found } = await repair(steps, [good[1] ?? '']);
  expect(shown[0]?.length).toBeLessThan(1600);
  expect(found?.chain?.steps[1]).toEqual({ solution: good[1] });
});

describe('the teacher is told what is wrong', () => {
  const pairsOf = (steps: readonly Step[]) =>
    steps.map(({ solution }, index) => ({ question: `What is part ${'abcd'[index]}?`, solution }));
  const toldOf = async (steps: readonly Step[], task: TeacherTask = 'cot', problem = rolls) => {
    const { answer } = problem;
    const { prompts: shown } = await repair(steps, ['No.'], { task, problem, answer });
    return /What is wrong: (.*)$/m.exec(shown[0] ?? '')?.[1];
  };

  test('in words of its own, without the number of the step', async () => {
    const { 1: second = '', 2: third = '' } = good;
    expect(await toldOf(statements({ 2: '' }))).toBe('it has no solution');
    expect(await toldOf(statements({ 1: '72 - 48 = 34 rolls.' }))).toBe(
      'the calculation 72 - 48 = 34 (is 24)',
    );
    expect(await toldOf([{ solution: rolls.question }, ...statements({})])).toBe('it is the problem again');
    expect(
      await toldOf([...statements({}).slice(0, 3), { solution: second }, ...statements({}).slice(3)]),
    ).toBe('an earlier step says the same');
    expect(await toldOf(statements({ 2: `${third} She is 47.3 years old.` }))).toBe(
      'it contains 47.3, which neither the problem nor an earlier step gives',
    );
    expect(await toldOf(statements({ 2: `${third} ${'So it is. '.repeat(60)}` }))).toBe('it is far too long');
  });

  test('of a pair of sub-question and answer', async () => {
    const pairs = pairsOf(statements({}));
    const [first = { question: '', solution: '' }, second = first] = pairs;
    const twice = (changed: Partial<Step>) => toldOf(pairs.with(2, { ...second, ...changed }), 'socratic');
    expect(await twice({ solution: good[2] ?? '' })).toBe('an earlier pair has the same question');
    expect(await twice({ question: 'What now?' })).toBe('an earlier pair says the same');
    const sameQuestion = pairs.with(2, { ...second, solution: good[2] ?? '' });
    expect(await toldOf(sameQuestion, 'sub-questions')).toBe('an earlier pair has the same question');
    expect(
      await toldOf(pairs.with(2, { question: 'What do the 977 get?', solution: good[2] ?? '' }), 'socratic'),
    ).toBe('it contains 977, which neither the problem nor an earlier step gives');
    expect(await twice({ question: '', solution: good[2] ?? '' })).toBe('it has no sub-question');
    expect(await twice({ question: 'Are 6 for the neighbour?', solution: good[2] ?? '' })).toBeUndefined();
    expect(await toldOf(pairs.with(1, { ...second, question: 'Are 24 left?' }), 'socratic')).toBe(
      'the question contains 24, which it asks for',
    );
  });

  test('of a name that stands for an earlier answer', async () => {
    const problem: Problem = {
      ...{ id: 'd', question: 'Is the man older than ten?', answer: 'yes', answerType: 'boolean' },
      decomposition: ['How old is the man?', 'Is #1 enough?'],
    };
    const steps = [{ solution: 'The man is old.' }, { solution: 'So #1 is enough, yes.' }];
    expect(await toldOf(steps, 'cot', problem)).toBe('it contains #1: write out what that stands for');
  });

  test('of step 11 as of step 2', async () => {
    const more = Array.from({ length: 10 }, (_, index) => ({
      solution: `It is ${index} + 3 = ${index + 3}.`,
    }));
    const steps = [...more, { solution: '6 * 12 = 71.' }, ...statements({}).slice(1)];
    expect(await toldOf(steps)).toBe('the calculation 6 * 12 = 71 (is 72)');
  });
});

describe('a step that says less does not take the place of one', () => {
  const [first = '', second = '', , last = ''] = good;

  test('a pair is refused in its question or in its answer', async () => {
    const pairs = good.map((solution, index) => ({ question: `What is part ${'abcd'[index]}?`, solution }));
    const steps = pairs.map((pair, index) => (index === 1 ? { ...pair, question: 'Are 24 left?' } : pair));
    const rejected = async (text: string) =>
      (await repair(steps, [text], { task: 'socratic' })).repair?.calls.map((call) => call.rejected);
    const refusal = "I'm sorry, but I can't help with that.";
    expect(await rejected(`Question: How many are left?\nAnswer: ${second}`)).toEqual([undefined]);
    expect(await rejected(`Question: How many are left?\nAnswer: ${refusal}`)).toEqual(['not one pair']);
    expect(await rejected(`Question: ${refusal}\nAnswer: ${second}`)).toEqual(['not one pair']);
  });

  test('a step without a number replaces another one without a number, and any step of a problem without numbers', async () => {
    const talk = 'She sells some of them in the morning.';
    const other = 'She then gives some of them away.';
    const repeats = [first, talk, second, talk, good[2] ?? '', last].map((solution) => ({ solution }));
    const { repair: found } = await repair(repeats, [other]);
    expect(found?.chain?.steps[3]).toEqual({ solution: other });

    const numbers = repeats.with(3, { solution: second });
    expect((await repair(numbers, [other])).repair?.calls).toMatchObject([
      { rejected: 'it finds no number' },
    ]);

    const problem: Problem = { id: 'b', question: 'Does it melt?', answer: 'yes', answerType: 'boolean' };
    const hot = [
      { solution: 'It is 47 degrees.' },
      { solution: 'It is 47 degrees.' },
      { solution: 'So yes.' },
    ];
    const { repair: melts } = await repair(hot, ['That is hot.'], { problem, answer: 'yes' });
    expect(melts?.chain?.steps[1]).toEqual({ solution: 'That is hot.' });
  });
});

describe('what a repair can cost is bounded', () => {
  const template = required(prompts.get('repair-cot'), 'prompt');
  const empty = Buffer.byteLength(renderPrompt(template, rolls).messages.at(-1)?.content ?? '');

  /** Of `more` letters, those of the step at `index`: a step has room for 50 more. */
  const shareOf = (more: number, index: number) => Math.max(0, Math.min(50, more - 50 * index));
  /** Repairs a chain that begins with long steps in a script of three bytes a letter; `more`: letters of one byte added to them. */
  const repairLong = async (more: number) => {
    const long = Array.from({ length: 6 }, (_, index) => ({
      solution: `${String.fromCodePoint(0x4e00 + index).repeat(445)}${'a'.repeat(shareOf(more, index))}`,
    }));
    const steps = [...long, ...statements({ 1: 'Then 72 - 48 = 34 rolls are left.' })];
    const { prompts: shown } = await repair(steps, [good[1] ?? '']);
    return shown.map((text) => Buffer.byteLength(text) - empty);
  };

  test('a step is asked for again up to exactly the largest repair, in bytes', async () => {
    const [size = 0] = await repairLong(0);
    expect(size).toBeGreaterThan(largestRepair - 200);
    expect(size).toBeLessThan(largestRepair);
    const left = largestRepair - size;
    expect(await repairLong(left)).toEqual([largestRepair]);
    expect(await repairLong(left + 1)).toEqual([]);
  });

  test('the estimate counts every repair with the largest prompt that it can have', async () => {
    const problems = {
      name: 'rolls',
      splits: ['train'],
      total: 1,
      sha256: '',
      read: async function* () {
        yield rolls;
      },
    } as const;
    const mostOf = async (times: number) => {
      const asked = { kind: 'cot', blind: false, samples: 1, repair: times, prompts } as const;
      const parameters = { temperature: 0, maxOutputTokens: 100 };
      const teacher = { spec: 'x', price: { input: 1, output: 2 }, store: null };
      const estimate = await estimateAnnotation({ ...asked, parameters, problems, ...teacher });
      return required(estimate.mostCost, 'price');
    };
    const mostOfOne = (mostInputTokens(renderPrompt(template, rolls)) + largestRepair + 2 * 100) / 1e6;
    const without = await mostOf(0);
    expect((await mostOf(1)) - without).toBeCloseTo(mostOfOne, 9);
    expect((await mostOf(3)) - without).toBeCloseTo(3 * mostOfOne, 9);
  });
});
