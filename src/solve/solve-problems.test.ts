import { describe, expect, test } from 'vitest';
import type { Problem } from '../data/index.ts';
import { plainFormat } from '../distill/index.ts';
import type { TextCodec } from '../engine/tokenizer/index.ts';
import {
  type Guidance,
  guidances,
  type PairMode,
  type RationaleStyle,
  type RoleName,
  type StrategyName,
  sequencesFor,
  solvingStrategies,
} from '../strategy/index.ts';
import { characters, FakeDecoder, merging, replaying } from './fake-student.fixture.ts';
import { type SolveModels, type SolveRequest, solveProblems } from './index.ts';
import { Solving } from './solve-problems.ts';

const problems: Problem[] = [
  {
    id: 'ducks',
    question: 'Ducks lay 16 eggs. She eats 3 and bakes 4. Each sells for $2. How much?',
    answer: '18',
    answerType: 'number',
    steps: [
      { question: 'How many are left?', solution: 'She sells 16 - 3 - 4 = <<16-3-4=9>>9 eggs.' },
      { question: 'How much does she make?', solution: 'She makes $<<9*2=18>>18.' },
    ],
  },
  {
    id: 'nines',
    question: 'What is nine and nine?',
    answer: '18',
    answerType: 'number',
    steps: [{ question: 'What is 9+9?', solution: '<<9+9=18>>' }],
  },
  {
    id: 'long',
    question: 'How many are 1, 2, 3 and 4?',
    answer: '10',
    answerType: 'number',
    steps: [
      { question: '1 and 2?', solution: 'It is 1+2=<<1+2=3>>3.' },
      { question: 'And 3?', solution: 'It is 3+3=<<3+3=6>>6.' },
      { question: 'And 4?', solution: 'So it is ten.' },
      { question: 'And 4?', solution: '6+4=<<6+4=10>>10' },
    ],
  },
];

interface Setting {
  readonly strategy: StrategyName;
  readonly mode: PairMode;
  readonly guidance?: Guidance | undefined;
  readonly style: RationaleStyle;
  readonly calculator: boolean;
  readonly tokenizer: TextCodec;
  readonly tokenizerName: string;
}

/** The ids that each role is trained on, end-of-text included: every segment tokenized on its own. */
function trainingIds(role: RoleName, { strategy, mode, guidance, style, tokenizer }: Setting): number[][] {
  return problems.flatMap((problem) =>
    sequencesFor(strategy, problem, { mode, guidance, style })
      .filter((sequence) => sequence.role === role)
      .map(({ segments }) => [
        ...segments.flatMap(({ text }) => tokenizer.encode(text)),
        tokenizer.endOfText,
      ]),
  );
}

function perfectModels(setting: Setting, slots: number) {
  const decoderOf = (role: RoleName) => new FakeDecoder(replaying(trainingIds(role, setting)), { slots });
  const { tokenizer } = setting;
  const coding = { tokenizer, prompt: plainFormat(tokenizer) };
  if (setting.strategy !== 'socratic') {
    const student = decoderOf('student');
    return {
      decoders: { student },
      models: { student: { ...coding, decoder: student } } satisfies SolveModels,
    };
  }
  const [qg, qa] = [decoderOf('qg'), decoderOf('qa')];
  const models: SolveModels = { qg: { ...coding, decoder: qg }, qa: { ...coding, decoder: qa } };
  return { decoders: { qg, qa }, models };
}

const sorted = (sequences: readonly (readonly number[])[]) => sequences.map((ids) => ids.join(' ')).sort();

const unguided: Setting[] = solvingStrategies.flatMap((strategy) =>
  (strategy === 'socratic' ? (['upfront', 'interleaved'] as const) : (['upfront'] as const)).flatMap((mode) =>
    (['text', 'equations'] as const).flatMap((style) =>
      [false, true].flatMap((calculator) => [
        { strategy, mode, style, calculator, tokenizer: characters, tokenizerName: 'characters' },
        { strategy, mode, style, calculator, tokenizer: merging, tokenizerName: 'merges' },
      ]),
    ),
  ),
);

const guided: Setting[] = unguided
  .filter(({ strategy }) => strategy === 'socratic')
  .flatMap((setting) => guidances.map((guidance) => ({ ...setting, guidance })));
const settings = [...unguided.map((setting) => ({ ...setting, guidance: undefined })), ...guided];

describe('a model that has learned its training sequences by heart', () => {
  test.each(
    settings,
  )('$strategy, $mode, guidance $guidance, $style, calculator $calculator, $tokenizerName: repeats them id by id', async (setting) => {
    const { decoders, models } = perfectModels(setting, 2);
    const { strategy, mode, guidance, style, calculator } = setting;
    const options = { calculator, maxNewTokens: 1000 };
    const predictions = await solveProblems({ strategy, mode, guidance, models, problems, options });
    for (const [role, decoder] of Object.entries(decoders)) {
      expect(sorted(decoder.rows.map(({ ids }) => ids))).toEqual(
        sorted(trainingIds(role as RoleName, setting)),
      );
    }
    predictions.forEach((prediction, index) => {
      const problem = problems[index];
      const sequence = problem && sequencesFor(strategy, problem, { mode, style }).at(-1);
      const target = sequence?.segments.slice(1).map(({ text }) => text);
      expect(prediction).toMatchObject({
        id: problem?.id,
        output: target?.join(''),
        answer: problem?.answer,
        correct: true,
        limits: [],
        calculator,
      });
      expect(prediction.calculatorUses).toBe(
        calculator && strategy !== 'answer' ? target?.filter((text) => text.endsWith('>>')).length : 0,
      );
    });
  });
});

describe('many problems', () => {
  const setting: Setting = {
    strategy: 'socratic',
    mode: 'interleaved',
    style: 'text',
    calculator: true,
    tokenizer: merging,
    tokenizerName: 'merges',
  };

  async function solve(slots: number, mode: PairMode, rest: Partial<SolveRequest> = {}) {
    const { models, decoders } = perfectModels({ ...setting, mode }, slots);
    const many = [...problems, ...problems].map((problem, index) => ({ ...problem, id: `${index}` }));
    const options = { calculator: true };
    const predictions = await solveProblems({
      strategy: 'socratic',
      mode,
      models,
      problems: many,
      options,
      ...rest,
    });
    return { predictions, decoders };
  }

  test.each<PairMode>(['upfront', 'interleaved'])('%s: the number of slots changes nothing', async (mode) => {
    const one = await solve(1, mode);
    expect(one.predictions.map(({ id }) => id)).toEqual(['0', '1', '2', '3', '4', '5']);
    expect((await solve(3, mode)).predictions).toEqual(one.predictions);
    expect((await solve(100, mode)).predictions).toEqual(one.predictions);
  });

  test('upfront: no row ever waits', async () => {
    const { decoders } = await solve(2, 'upfront');
    const events = Object.values(decoders).flatMap(({ rows }) => rows.flatMap((row) => row.events));
    expect(events).not.toContain('waited');
    expect(events.filter((event) => event === 'started')).toHaveLength(12);
  });

  test('onSolved comes as they are solved, yieldToEventLoop after every step', async () => {
    const solved: string[] = [];
    let breaths = 0;
    const { predictions } = await solve(6, 'upfront', {
      onSolved: ({ id }) => solved.push(id),
      yieldToEventLoop: async () => {
        breaths++;
      },
    });
    expect(solved.slice(0, 2)).toEqual(['1', '4']); // the shortest
    expect(solved.toSorted()).toEqual(predictions.map(({ id }) => id));
    expect(breaths).toBeGreaterThan(20);
  });

  test('stopping returns what is finished, in the order of the problems', async () => {
    let solved = 0;
    const { predictions } = await solve(6, 'upfront', {
      onSolved: () => solved++,
      shouldStop: () => solved >= 2,
    });
    expect(predictions.map(({ id }) => id)).toEqual(['1', '4']);
    const none = await solve(6, 'upfront', { shouldStop: () => true });
    expect(none.predictions).toEqual([]);
  });

  test('no problems, no steps', async () => {
    expect((await solve(1, 'upfront', { problems: [] })).predictions).toEqual([]);
  });
});

describe('mistakes of ours', () => {
  const student = {
    tokenizer: characters,
    prompt: plainFormat(characters),
    decoder: new FakeDecoder(() => 0),
  };
  const request = { problems, mode: 'interleaved' } as const;

  test('models that do not fit the strategy', async () => {
    await expect(solveProblems({ ...request, strategy: 'socratic', models: { student } })).rejects.toThrow(
      'internal error: the strategy socratic needs a pair of models',
    );
    await expect(
      solveProblems({ ...request, strategy: 'cot', models: { qg: student, qa: student } }),
    ).rejects.toThrow('internal error: the strategy cot needs one model, not a pair');
  });

  test('an interleaved pair on one decoder could block itself', async () => {
    await expect(
      solveProblems({ ...request, strategy: 'socratic', models: { qg: student, qa: student } }),
    ).rejects.toThrow('internal error: an interleaved pair needs two decoders');
  });

  test('a stall is noticed', async () => {
    const decoder = { contextLength: 9, add: () => undefined, step: async () => false };
    await expect(
      solveProblems({
        ...request,
        strategy: 'cot',
        models: { student: { tokenizer: characters, prompt: plainFormat(characters), decoder } },
      }),
    ).rejects.toThrow('internal error: 3 problems are unsolved and every row waits for another');
  });
});

describe.each([
  ['cot', 'upfront'],
  ['socratic', 'upfront'],
  ['socratic', 'interleaved'],
] as const)('%s %s: a problem that is given up', (strategy, mode) => {
  const setting: Setting = {
    strategy,
    mode,
    style: 'text',
    calculator: false,
    tokenizer: characters,
    tokenizerName: 'characters',
  };

  // Every moment: before its first step, and after each step until all is solved.
  test('ends its rows, whenever that is, and leaves the others as they are', async () => {
    const alone = await solveProblems({ strategy, mode, problems, models: perfectModels(setting, 1).models });
    for (let moment = 0, ended = false; !ended; moment += 7) {
      const { models, decoders } = perfectModels(setting, 2);
      const solving = new Solving({ strategy, mode, models });
      const solved = new Map<string, unknown>();
      const cancels = problems.map((problem) =>
        solving.add(problem, {}, (prediction) => solved.set(problem.id, prediction)),
      );
      for (let step = 0; step < moment && solving.unsolved > 0; step++) await solving.step();
      ended = solving.unsolved === 0;
      const before = new Set(solved.keys());
      cancels[1]?.();
      cancels[1]?.();
      while (solving.unsolved > 0) await solving.step();
      for (const [index, { id }] of problems.entries()) {
        if (index !== 1 || before.has(id)) expect(solved.get(id)).toEqual(alone[index]);
        else expect(solved.has(id)).toBe(false);
      }
      for (let step = 0; step < 3; step++) await solving.step();
      for (const decoder of Object.values(decoders)) {
        expect(decoder.rows.every(({ action }) => action.type === 'done')).toBe(true);
      }
    }
  });
});
