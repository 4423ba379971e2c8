// The problem's own sub-questions or sub-solutions in place of one half of the pair: exact transcripts of scripted models.
import { describe, expect, test } from 'vitest';
import { required } from '../common/index.ts';
import type { Problem } from '../data/index.ts';
import { plainFormat } from '../distill/index.ts';
import type { PairMode } from '../strategy/index.ts';
import { characters, continuing, end, FakeDecoder } from './fake-student.fixture.ts';
import { type AskedOptions, solveProblems } from './index.ts';

const problem: Problem = {
  id: 'p',
  question: 'P',
  answer: '5',
  answerType: 'number',
  steps: [
    { question: 'Gold a?', solution: '1+2=3' },
    { question: 'Gold b?', solution: '3+2=5' },
  ],
};
const prompt = 'Problem: P\n';
const coding = { tokenizer: characters, prompt: plainFormat(characters) };
type Script = Readonly<Record<string, string>>;

async function pair(qgScript: Script, qaScript: Script, options: AskedOptions, mode: PairMode) {
  const qg = new FakeDecoder(continuing(qgScript));
  const qa = new FakeDecoder(continuing(qaScript));
  const models = { qg: { ...coding, decoder: qg }, qa: { ...coding, decoder: qa } };
  const [solved] = await solveProblems({ strategy: 'socratic', mode, models, problems: [problem], options });
  const { steps, output, answer, generatedTokens } = required(solved, 'the prediction');
  const text = (decoder: FakeDecoder) => characters.decode(decoder.rows[0]?.ids ?? []);
  return { steps, output, answer, generatedTokens, qg: text(qg), qa: text(qa), qgRows: qg.rows.length };
}

const own = { 'Own a?\nAnswer:': ' 7\n', 'Own b?\nAnswer:': ' 8\n', 'Own c?\nAnswer:': ' 9\n' };
const solver = { 'Gold a?\nAnswer:': ' 4\n', 'Gold b?\nAnswer:': ' 6\n', ...own, '####': ` 6${end}` };

describe.each(['upfront', 'interleaved'] as const)('%s', (mode) => {
  test('questions: the solver answers the given sub-questions, and the decomposer does nothing', async () => {
    const result = await pair({}, solver, { oracle: 'questions' }, mode);
    expect(result).toMatchObject({
      steps: [
        { question: 'Gold a?', solution: '4' },
        { question: 'Gold b?', solution: '6' },
      ],
      answer: '6',
      qgRows: 0,
      generatedTokens: ' 4\n 6\n 6'.length + 1,
    });
  });

  test('answers: each own sub-question has the given sub-solution, further ones are answered by the solver', async () => {
    const asks =
      mode === 'upfront'
        ? { [prompt]: `Question: Own a?\nQuestion: Own b?\nQuestion: Own c?\n${end}` }
        : {
            [prompt]: 'Question: Own a?\n',
            'Answer: 1+2=3\n': 'Question: Own b?\n',
            'Answer: 3+2=5\n': 'Question: Own c?\n',
            'Answer: 9\n': end,
          };
    const result = await pair(asks, solver, { oracle: 'answers' }, mode);
    expect(result.steps).toEqual([
      { question: 'Own a?', solution: '1+2=3' },
      { question: 'Own b?', solution: '3+2=5' },
      { question: 'Own c?', solution: '9' },
    ]);
    expect(result.qa).toBe(
      `${prompt}Question: Own a?\nAnswer: 1+2=3\nQuestion: Own b?\nAnswer: 3+2=5\nQuestion: Own c?\nAnswer: 9\n#### 6${end}`,
    );
    const questions = 'Question: Own a?\nQuestion: Own b?\nQuestion: Own c?\n'.length + 1;
    expect(result.generatedTokens).toBe(questions + ' 9\n'.length + ' 6'.length + 1);
  });

  test('answers: fewer sub-questions than the problem has', async () => {
    const asks =
      mode === 'upfront'
        ? { [prompt]: `Question: Own a?\n${end}` }
        : { [prompt]: 'Question: Own a?\n', 'Answer: 1+2=3\n': end };
    const result = await pair(asks, solver, { oracle: 'answers' }, mode);
    expect(result.steps).toEqual([{ question: 'Own a?', solution: '1+2=3' }]);
    expect(result.answer).toBe('6');
  });
});
