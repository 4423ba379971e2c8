import { expect, test } from 'vitest';
import { plainFormat } from '../distill/index.ts';
import { Attempt } from './attempt.ts';
import { characters } from './fake-student.fixture.ts';
import { Row } from './row.ts';

const problem = { id: 'p', question: 'q', answer: '1', answerType: 'number' } as const;

test('every id that ends a generation ends the text, and so does what the prompt ends with', () => {
  const tokenizer = { ...characters, endOfTextIds: new Set([0, 7]) };
  const prompt = { ...plainFormat(tokenizer), stop: { text: '\t', id: 9 } };
  const attempt = new Attempt(problem, {});
  const row = new Row({ tokenizer, prompt }, attempt);
  expect(row.sampled({ type: 'sampled', id: 'a'.charCodeAt(0) })).toBe('a');
  for (const id of [0, 7, 9]) expect(row.sampled({ type: 'sampled', id })).toBeNull();
  expect(row.text).toBe('a');
  expect(attempt.generatedTokens).toBe(4);
});

test('lines have the log-probabilities of what the model chose, without what was given, thrown away or taken back', () => {
  const row = new Row({ tokenizer: characters, prompt: plainFormat(characters) }, new Attempt(problem, {}));
  const write = (text: string, logProbability: number) => {
    for (const character of text)
      row.sampled({
        type: 'sampled',
        id: character.charCodeAt(0),
        likelihood: { logProbability, top: [] },
      });
  };
  row.force(['Answer:']);
  row.forced();
  write(' 3', -0.5);
  write('\n', -2);
  row.beginPart();
  write('wrong\n', -1);
  const first = row.takePart();
  write('worse\n', -9);
  row.takePart();
  row.putBack(first);
  expect(first.tokens).toBe('wrong\n'.length);
  expect(row.takePart()).toEqual(first); // with its tokens
  row.putBack(first);
  row.force(['Question: b?\n', 'Answer:']);
  row.forced();
  write(' 4', -0.25);
  expect(row.lines).toEqual([
    { text: 'Answer: 3', tokens: 3, logProbability: -3, least: -2 },
    { text: 'wrong', tokens: 6, logProbability: -6, least: -1 },
    { text: 'Answer: 4', tokens: 2, logProbability: -0.5, least: -0.25 },
  ]);
  row.dropPart();
  expect(row.lines).toHaveLength(2);
});

test('without log-probabilities there are no lines', () => {
  const row = new Row({ tokenizer: characters, prompt: plainFormat(characters) }, new Attempt(problem, {}));
  row.sampled({ type: 'sampled', id: 65 });
  expect([row.text, row.lines]).toEqual(['A', []]);
});
