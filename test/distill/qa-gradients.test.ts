// The pair's training sequences through the real strategies and tokenization: one sequence a problem teaches the sub-problem
// solver exactly what one sequence a sub-question would.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generateArithmetic, type Problem } from '../../src/data/index.ts';
import { plainFormat, tokenizeSegments } from '../../src/distill/index.ts';
import type { ModelConfig } from '../../src/engine/model/index.ts';
import { type BytePairTokenizer, trainTokenizer } from '../../src/engine/tokenizer/index.ts';
import { packBatch, type TrainableModel, type TrainingSequence } from '../../src/engine/train/index.ts';
import { type PairMode, type RoleName, type Segment, sequencesFor } from '../../src/strategy/index.ts';
import { gradientsOf, microConfig, microLlama, microModel, worstDifference } from '../engine/micro-model.ts';

const problems: readonly Problem[] = [
  ...generateArithmetic({ seed: 5, train: 3, validation: 0, test: 0, steps: { min: 2, max: 4 } }).train,
  {
    id: 'annotated',
    question: 'A hen lays 16 eggs. 3 are eaten. The rest sell for $2 each. How much is that?',
    answer: '26',
    answerType: 'number',
    steps: [
      { question: 'How many eggs are left?', solution: 'There are 16 - 3 = <<16-3=13>>13 eggs left.' },
      { question: 'How much is that?', solution: 'That is 13 * 2 = $<<13*2=26>>26.' },
    ],
  },
];

function segmentsOf(problem: Problem, role: RoleName, mode: PairMode = 'upfront'): readonly Segment[] {
  const found = sequencesFor('socratic', problem, { mode }).find((sequence) => sequence.role === role);
  if (!found) throw new Error(`no sequence for ${role}`);
  return found.segments;
}

/** The segments of a sequence cut after each run of learned ones: what one sub-question's answer is, and what precedes it. */
function learnedRuns(segments: readonly Segment[]): { start: number; end: number }[] {
  const runs: { start: number; end: number }[] = [];
  segments.forEach(({ learned }, index) => {
    const last = runs.at(-1);
    if (learned && last?.end === index) last.end = index + 1;
    else if (learned) runs.push({ start: index, end: index + 1 });
  });
  return runs;
}

let tokenizer: BytePairTokenizer;
let config: ModelConfig;
let model: TrainableModel;
async function use(shape: ModelConfig): Promise<void> {
  const texts = problems.flatMap((problem) => segmentsOf(problem, 'qa').map(({ text }) => text));
  tokenizer = trainTokenizer(texts, { vocabularySize: 330 });
  config = { ...shape, vocabularySize: tokenizer.vocabularySize, contextLength: 512 };
  model = await microModel({ config });
}

const pack = (sequences: readonly TrainingSequence[]) =>
  packBatch(sequences, [...sequences.keys()], config.contextLength);

/**
 * One sequence a sub-question: P q₁ s₁ … qⱼ with sⱼ learned alone; the last one ends in the answer. Only the last ends the text.
 */
function onePerSubQuestion(problem: Problem): TrainingSequence[] {
  const segments = segmentsOf(problem, 'qa');
  const runs = learnedRuns(segments);
  return runs.map(({ start, end }, index) => {
    const until = segments.slice(0, end).map((segment, at) => ({ ...segment, learned: at >= start }));
    const whole = tokenizeSegments(
      { tokenizer, prompt: plainFormat(tokenizer) },
      `${problem.id}.${index}`,
      until,
    );
    const last = index === runs.length - 1;
    return last ? whole : { ...whole, ids: whole.ids.slice(0, -1), learned: whole.learned.slice(0, -1) };
  });
}

describe.each([
  ['GPT-2', microConfig],
  ['Llama', microLlama],
])('the sub-problem solver, %s', (_name, shape) => {
  beforeAll(() => use(shape));
  afterAll(() => model.release());

  test('learns the sub-solutions and the answer, and nothing else', () => {
    const [problem] = problems.slice(-1) as [Problem];
    const segments = segmentsOf(problem, 'qa');
    const text = (learned: boolean) =>
      segments.flatMap((segment) => (segment.learned === learned ? [segment.text] : [])).join('');
    expect(text(true)).toBe(
      ' There are 16 - 3 = <<16-3=13>>13 eggs left.\n That is 13 * 2 = $<<13*2=26>>26.\n#### 26',
    );
    expect(text(false)).toBe(
      `Problem: ${problem.question}\nQuestion: How many eggs are left?\nAnswer:Question: How much is that?\nAnswer:`,
    );
    const { ids, learned } = tokenizeSegments({ tokenizer, prompt: plainFormat(tokenizer) }, 'x', segments);
    expect(tokenizer.decode([...ids].filter((_, i) => learned[i] === 1).slice(0, -1))).toBe(text(true));
    expect([ids.at(-1), learned.at(-1)]).toEqual([tokenizer.endOfText, 1]);
  });

  test('QA as one sequence gives the gradients of one sequence per sub-question', async () => {
    const one = pack(
      problems.map((problem) =>
        tokenizeSegments(
          { tokenizer, prompt: plainFormat(tokenizer) },
          problem.id,
          segmentsOf(problem, 'qa'),
        ),
      ),
    );
    const separate = problems.flatMap(onePerSubQuestion);
    expect(separate.length).toBe(problems.reduce((sum, { steps }) => sum + (steps?.length ?? 0), 0));
    const many = pack(separate);
    expect(many.supervised).toBe(one.supervised);
    expect(many.tokens).toBeGreaterThan(1.5 * one.tokens); // what the one sequence saves

    const lossOfMany = await model.computeGradients([many], 1);
    const expected = gradientsOf(model);
    const loss = await model.computeGradients([one], 1);
    expect(loss).toBeCloseTo(lossOfMany, 5);
    expect(worstDifference(gradientsOf(model), expected).error).toBeLessThan(1e-5);
  });

  test('the tokens of a prefix that ends in a sub-solution are those of the whole sequence', () => {
    const [problem] = problems as [Problem];
    const segments = segmentsOf(problem, 'qa');
    const { ids } = tokenizeSegments({ tokenizer, prompt: plainFormat(tokenizer) }, 'x', segments);
    for (const { end } of learnedRuns(segments)) {
      const prefix = tokenizeSegments(
        { tokenizer, prompt: plainFormat(tokenizer) },
        'x',
        segments.slice(0, end),
      ).ids.slice(0, -1);
      expect([...prefix]).toEqual([...ids.subarray(0, prefix.length)]);
    }
  });
});

describe('the problem decomposer', () => {
  beforeAll(() => use(microConfig));
  afterAll(() => model.release());

  test('in interleaved mode one transcript with two loss masks trains both models', () => {
    for (const problem of problems) {
      const tokens = (role: RoleName) =>
        tokenizeSegments(
          { tokenizer, prompt: plainFormat(tokenizer) },
          problem.id,
          segmentsOf(problem, role, 'interleaved'),
        );
      const [qg, qa] = [tokens('qg'), tokens('qa')];
      const shared = qg.ids.length - 1; // before the end of the text: the asker does not give the answer
      expect([...qg.ids.subarray(0, shared)]).toEqual([...qa.ids.subarray(0, shared)]);
      const both = [...qg.learned.subarray(0, shared)].filter(
        (learned, i) => learned + (qa.learned[i] ?? 0) > 1,
      );
      expect(both).toEqual([]);
      const asked = [...qg.ids].filter((_, i) => qg.learned[i] === 1);
      expect(tokenizer.decode(asked.slice(0, -1))).toBe(
        (problem.steps ?? []).map(({ question }) => `Question: ${question}\n`).join(''),
      );
    }
  });
});
