import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseQuestions, questionLine, type StrategyName, sequencesFor, strategyOf } from './index.ts';

describe('reading a student', () => {
  test('cot: lines before the marker are steps', () => {
    expect(strategyOf('cot').parse('One.\n\n  Two  is.\n#### 18\nnoise #### 3')).toEqual({
      steps: [{ solution: 'One.' }, { solution: 'Two is.' }],
      answerText: '18',
    });
  });

  test('answer without a marker: the text is a step, the answer empty', () => {
    expect(strategyOf('answer').parse('18')).toEqual({ steps: [{ solution: '18' }], answerText: '' });
    expect(strategyOf('answer').parse('')).toEqual({ steps: [], answerText: '' });
  });
});

describe('reading questions and answers', () => {
  test.each<[string, unknown]>([
    [
      'Question: a?\nAnswer: 1\nQuestion: b?\nAnswer: 2\n#### 2',
      [
        { question: 'a?', solution: '1' },
        { question: 'b?', solution: '2' },
      ],
    ],
    [
      'Question: a?\nQuestion: b?\nAnswer: 2\n',
      [
        { question: 'a?', solution: '' },
        { question: 'b?', solution: '2' },
      ],
    ],
    ['Question: a?\nAnswer: 1\nAnswer: 2\n', [{ question: 'a?', solution: '1' }, { solution: '2' }]],
    ['Answer: 1\n', [{ solution: '1' }]],
    [
      'so\nQuestion: a?\nor b?\nAnswer: 1\nand 2',
      [{ solution: 'so' }, { question: 'a? or b?', solution: '1 and 2' }],
    ],
    ['question:a?\nANSWER:\n', [{ question: 'a?', solution: '' }]],
    ['Question: a', [{ question: 'a', solution: '' }]],
    ['', []],
  ])('%j', (output, steps) => {
    expect(strategyOf('socratic-unified').parse(output).steps).toEqual(steps);
    expect(strategyOf('socratic').parse(output).steps).toEqual(steps);
  });

  const line = fc
    .array(fc.constantFrom('a', 'be', '12', '=', '<<1+1=2>>', '$3.', 'Question', '#'), {
      minLength: 1,
      maxLength: 5,
    })
    .map((words) => words.join(' '));
  test('what is trained reads back as it was', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ question: line, solution: line }), { minLength: 1, maxLength: 5 }),
        (steps) => {
          const problem = { id: 'p', question: 'q', answer: '7', answerType: 'number' as const, steps };
          for (const strategy of ['cot', 'socratic-unified', 'socratic'] satisfies StrategyName[]) {
            const segments = sequencesFor(strategy, problem).at(-1)?.segments.slice(1) ?? [];
            const expected = strategy === 'cot' ? steps.map(({ solution }) => ({ solution })) : steps;
            expect(strategyOf(strategy).parse(segments.map(({ text }) => text).join(''))).toEqual({
              steps: expected,
              answerText: '7',
            });
          }
        },
      ),
      { numRuns: 50 },
    );
  });
});

test('annotator: numbered lines are sub-questions, their solutions unsaid', () => {
  expect(strategyOf('annotator').parse('1. How many?\n 2) How  much?\n\nAnd then?\n')).toEqual({
    steps: ['How many?', 'How much?', 'And then?'].map((question) => ({ question, solution: '' })),
    answerText: '',
  });
  expect(strategyOf('annotator').parse('')).toEqual({ steps: [], answerText: '' });
});

describe('reading sub-questions', () => {
  test.each<[string, boolean, string[]]>([
    ['Question: a?\nQuestion: b?\n', true, ['a?', 'b?']],
    ['Question: a?\nQuestion: b', true, ['a?', 'b']],
    ['Question: a?\nQuestion: b', false, ['a?']],
    ['Question: a?\nQuestion: a?\n', false, ['a?', 'a?']],
    ['\n  \nQuestion:\nQuestion: a?\n\n', true, ['a?']],
    ['no cue?\nAnswer: 3\n#### 4\n', true, ['no cue?']],
    ['question:  A  b?\n', true, ['A b?']],
    ['', true, []],
    ['Question: a', false, []],
  ])('%j (ended by itself: %s)', (output, complete, questions) => {
    expect(parseQuestions(output, complete)).toEqual(questions);
  });

  test('a question that contains its own cue loses only the first', () => {
    expect(parseQuestions(questionLine('Question: why?'))).toEqual(['Question: why?']);
  });
});
