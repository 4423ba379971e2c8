// Which problems a run is trained on, and what is said of the others.
import { expect, test } from 'vitest';
import { type Message, silentReporter } from '../common/index.ts';
import type { Problem } from '../data/index.ts';
import type { RunOptions } from './run-options.ts';
import { selectProblems } from './run-problems.ts';

const bare: Problem = { id: 'bare', question: 'What is 1 + 1?', answer: '2', answerType: 'number' };
const unasked: Problem = { ...bare, id: 'unasked', steps: [{ solution: '1 + 1 = 2' }] };
const asked: Problem = { ...bare, id: 'asked', steps: [{ question: 'What is it?', solution: '1 + 1 = 2' }] };

function select(train: readonly Problem[], changes: Partial<RunOptions>) {
  const warnings: string[] = [];
  const dataset = { name: 'mine', path: 'data/mine', sha256: '', train, validation: [bare, asked] };
  const options = { dataset, strategy: 'cot', ...changes } as RunOptions;
  const reporter = { ...silentReporter, warn: (line: string | Message) => warnings.push(String(line)) };
  return { ...selectProblems(options, reporter), warnings };
}

test('what is required leaves out problems with a warning, and they are on record', () => {
  const { dataset, train, warnings } = select([bare, unasked, asked, unasked], { require: 'sub-questions' });
  expect(train.problems).toEqual([asked]);
  expect(dataset.validation).toEqual([asked]);
  expect(warnings).toEqual([
    '1 of 4 train problems has sub-questions; 3 are left out by `require: "sub-questions"` (1: no steps; 2: steps without sub-questions). To use them, let a teacher write sub-questions: socratic annotate --data data/mine --teacher TEACHER --kind socratic --out chains.jsonl',
  ]);
  expect(train.leftOut).toEqual([
    { reason: 'no steps', count: 1 },
    { reason: 'steps without sub-questions', count: 2 },
  ]);
});

test('so does the strategy; the limit comes last', () => {
  const { train, warnings } = select([bare, unasked, asked], { limit: 1 });
  expect(train.problems).toEqual([unasked]);
  expect(warnings).toEqual([
    '2 of 3 train problems have steps; 1 is left out (no steps). To use them, let a teacher write steps: socratic annotate --data data/mine --teacher TEACHER --kind cot --out chains.jsonl',
  ]);
});

test('of annotations, the other problems have no chain', () => {
  const annotations = { path: 'chains.jsonl', sha256: 'a' };
  const dataset = {
    name: 'mine',
    path: 'data/mine',
    sha256: '',
    train: [bare, asked],
    validation: [],
    annotations,
  };
  const { warnings } = select([], { dataset, strategy: 'socratic' });
  expect(warnings).toEqual([
    '1 of 2 train problems has sub-questions; 1 is left out (no annotation that is kept). To use more, annotate the others too.',
  ]);
});

test('a requirement that no problem meets is an error that names it', () => {
  expect(() => select([bare, unasked], { strategy: 'answer', require: 'sub-questions' })).toThrow(
    expect.objectContaining({
      code: 'rationale-missing',
      name: 'SocraticError',
      message:
        'None of the 2 train problems of mine has what `require: "sub-questions"` asks for (1: no steps; 1: steps without sub-questions). ' +
        'Leave it out, or take a dataset that has it.',
      subject: { option: 'require' },
    }),
  );
});

test('guidance by equations: problems that state none are counted and kept; where none states any, it is refused', () => {
  const wordy: Problem = {
    ...bare,
    id: 'wordy',
    steps: [{ question: 'What is it?', solution: 'It is two.' }],
  };
  const plan = { strategy: 'socratic', guidance: 'equations' } as const;
  const some = select([asked, wordy], plan);
  expect([some.train.problems, some.withoutEquations]).toEqual([[asked, wordy], 1]);
  expect(some.warnings).toEqual([
    expect.stringMatching(/^The steps of 1 of 2 train problems state no equation/),
  ]);
  expect(select([asked, asked], plan)).toMatchObject({ withoutEquations: 0, warnings: [] });
  // the limit comes first: what is trained on decides
  expect(() => select([wordy, asked], { ...plan, limit: 1 })).toThrow(
    expect.objectContaining({
      code: 'rationale-missing',
      subject: { option: 'guidance' },
      message: expect.stringContaining('The steps of 1 train problem of mine state no equation'),
    }),
  );
  const steps = select([wordy], { strategy: 'socratic', guidance: 'steps' });
  expect([steps.withoutEquations, steps.warnings]).toEqual([undefined, []]);
});
