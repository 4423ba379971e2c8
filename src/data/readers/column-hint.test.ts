import { expect, test } from 'vitest';
import { columnHint } from './column-hint.ts';
import { severalLists } from './json-records.ts';

const hint = (...reasons: readonly string[]) => String(columnHint('my problems.csv', reasons));

test.each([
  ['prompt, completion', 'question=prompt,answer=completion'],
  ['query, response, type', 'question=query,answer=response'],
  ['Problem, Solution', 'question=Problem,answer=Solution'],
  ['id, question, label', 'answer=label'],
  ['sQuestion, lSolutions', 'question=sQuestion,answer=lSolutions'],
  ['problem, rationale, correct, result', 'question=problem,answer=result,steps=rationale'],
  ['prompt, solution', 'question=prompt,answer=solution --out'], // the only one that can be the answer
  ['text, Working, answer', 'question=text,steps=Working'],
  ['input_text, output_text', 'question=input_text,answer=output_text'],
  ['pregunta, respuesta', 'question=pregunta,answer=respuesta'],
  ['Aufgabe, Ergebnis', 'question=Aufgabe,answer=Ergebnis'],
  ['问题, 答案', "'question=问题,answer=答案'"],
  ['énoncé, résultat', "'question=énoncé,answer=résultat'"],
  ['nr, math_problem, gold_answer', 'question=math_problem,answer=gold_answer'],
  ['Frage (Text), Ergebnis [Euro]', "'question=Frage (Text),answer=Ergebnis [Euro]'"],
])('of a file with %s it says which columns may be meant', (names, mapping) => {
  expect(hint(`has no "question" (it has ${names})`)).toContain(mapping);
  expect(hint('not JSON: x', `item 2 has no "answer" (it has ${names})`)).toContain(mapping);
});

test('where no name tells, it asks for the columns', () => {
  expect(hint('has no "question" (it has a, b)')).toBe(
    " Make a dataset of it and name the columns that hold them (and steps=NAME, if one holds the steps of the solution): socratic data 'my problems.csv' --columns question=NAME,answer=NAME --out data/mine",
  );
  expect(hint('"answer" is empty')).toBe('');
});

test('it sees lines above the header, and another encoding', () => {
  expect(hint('has 2 fields, the header has 1', 'has 3 fields, the header has 1')).toContain(
    'Remove what stands above',
  );
  expect(hint('not JSON: unexpected \uFFFD')).toBe(' Is the file UTF-8?');
});

test.each([
  ['7, Tom has 3 pens and buys 4. How many?', 'looks like a problem: put a line with the names above it'],
  ['My export, column 2 (no name)', 'Remove what stands above'],
  ['Frage, Antwort', 'question=Frage,answer=Antwort'],
  ['prompt, category', 'question=prompt,answer=NAME'],
])('of a file with %s it says what to do', (names, advice) => {
  expect(hint(`has no "question" (it has ${names})`)).toContain(advice);
});

test('of several lists of problems it says how to choose', () => {
  expect(hint(`${severalLists}: easy (30), hard (5)`)).toContain(
    'Name them train, validation and test, or save each as a file of its own',
  );
});
