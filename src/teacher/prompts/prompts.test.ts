import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { required } from '../../common/index.ts';
import type { Problem } from '../../data/index.ts';
import { readPairs, readPart, readQuestions, readStatements } from '../parse/index.ts';
import { instructedParts, type PartRequest } from '../part-teacher.ts';
import { verifyChain } from '../verify/index.ts';
import {
  exampleAnswers,
  formOf,
  jsonTemplate,
  type PromptTemplate,
  parseTemplate,
  readPrompts,
  renderPrompt,
  type TeacherTask,
  taskFor,
  teacherTasks,
} from './index.ts';

const problem: Problem = {
  id: 'p',
  question: 'Two {{answer}}\nand two?',
  answer: '4',
  answerType: 'number',
  steps: [{ solution: 'It is 2 + 2 = 4.' }, { solution: 'So\nfour.' }],
};
const prompts = readPrompts(teacherTasks);
const showAnswer: readonly string[] = ['cot', 'cot-facts', 'socratic', 'socratic-facts'];

/** What an example states as its answer. */
function gold(text: string): { readonly answer: string; readonly type: 'boolean' | 'number' } {
  const answer = /^#### (.*)$/m.exec(text)?.[1] ?? '';
  return { answer, type: /^(?:yes|no)$/.test(answer) ? 'boolean' : 'number' };
}

const partOf: Readonly<Partial<Record<TeacherTask, PartRequest['wanted']>>> = {
  decompose: 'questions',
  'next-question': 'question',
  'sub-solution': 'solution',
  'final-answer': 'answer',
};

/** How many lines are read of an example. */
function partLines(wanted: PartRequest['wanted'], text: string): number {
  if (wanted === 'questions') return text.split('\n').length;
  return text === 'DONE' ? 0 : 1;
}

describe('the prompts of the package', () => {
  test.each(teacherTasks)('%s is read, has a version and examples, and puts the problem last', (task) => {
    const template = prompts.get(task);
    if (template === undefined) throw new Error('missing');
    expect(template.version).toMatch(new RegExp(`^${task}-\\d+@[0-9a-f]{8}$`));
    expect(exampleAnswers(template).length).toBeGreaterThanOrEqual(3);
    const { messages } = renderPrompt(template, problem);
    expect(messages.at(-1)?.content).toContain('Problem: Two {{answer}} and two?');
    expect(messages.map(({ role }) => role)).toEqual(
      messages.map((_, index) => (index % 2 === 0 ? 'user' : 'assistant')),
    );
  });

  test('only those that are not blind show the answer', () => {
    for (const [task, template] of prompts) {
      const shown = renderPrompt(template, { ...problem, answer: '98765' }).messages.at(-1)?.content ?? '';
      expect(shown.includes('98765'), task).toBe(showAnswer.includes(task));
    }
  });

  test('gold steps are numbered, one a line', () => {
    const template = prompts.get('sub-questions');
    const shown = template && renderPrompt(template, problem).messages.at(-1)?.content;
    expect(shown).toContain('Steps:\n1. It is 2 + 2 = 4.\n2. So four.');
  });

  test('facts and decomposition are listed, and those that are missing are said to be', () => {
    const template = prompts.get('socratic-facts');
    const shown = (facts: string[], decomposition: string[]) =>
      template && renderPrompt(template, { ...problem, facts, decomposition }).messages.at(-1)?.content;
    expect(shown(['A\nb.', 'C.'], ['D?', 'Is #1 e?'])).toContain(
      'Facts:\n- A b.\n- C.\nSub-questions:\n1. D?\n2. Is #1 e?\nCorrect answer: 4',
    );
    expect(shown([], [])).toContain('Facts:\nnone\nSub-questions:\nnone\n');
  });

  test('the examples are what the checks would keep', () => {
    let checked = 0;
    for (const [task, { turns }] of prompts) {
      for (let index = 0; index < turns.length - 1; index += 2) {
        const [asked, answered] = [turns[index]?.content ?? '', turns[index + 1]?.content ?? ''];
        const question = /^Problem: (.*)$/m.exec(asked)?.[1] ?? '';
        if (task === 'sub-questions') {
          expect(readQuestions(answered, asked.split('Steps:\n')[1]?.split('\n').length ?? 0)).not.toBeNull();
          continue;
        }
        const wanted = partOf[task];
        if (wanted !== undefined) {
          const steps = asked
            .split('\nQuestion: ')
            .slice(1)
            .map(() => ({ question: 'a?', solution: asked }));
          const request = { wanted, question, answerType: gold(answered).type, steps } as const;
          expect(instructedParts().read(answered, request), task).toHaveLength(partLines(wanted, answered));
          continue;
        }
        if (task.startsWith('repair-')) {
          const form = formOf[task];
          if (form !== 'step' && form !== 'pair' && form !== 'question') throw new Error(task);
          const part = readPart(answered, form, problem);
          expect(Object.keys(part ?? {})).toEqual(
            { step: ['solution'], pair: ['question', 'solution'], question: ['question'] }[form],
          );
          continue;
        }
        const { answer, type } = gold(answered);
        if (task === 'answer') {
          expect(answered).toBe(`#### ${answer}`); // nothing else
          continue;
        }
        const example: Problem = { id: 'e', question, answer, answerType: type };
        const kind = task.startsWith('cot') ? 'cot' : 'socratic';
        const chain = (kind === 'cot' ? readStatements : readPairs)(answered, example);
        expect(verifyChain(example, kind, chain)).toEqual({ correct: true, verified: true, reasons: [] });
        checked++;
      }
    }
    expect(checked).toBe(22);
  });
});

describe('the JSON form of a prompt', () => {
  const json = (task: TeacherTask): PromptTemplate => {
    const template = prompts.get(task);
    const told = template === undefined ? null : jsonTemplate(template);
    if (told === null) throw new Error(task);
    return told;
  };

  test('the answer alone has none', () => {
    const template = prompts.get('answer');
    expect(template && jsonTemplate(template)).toBeNull();
  });

  test.each(
    teacherTasks.filter((task) => formOf[task] !== null),
  )('%s says in JSON what its text says', (task) => {
    const [told, text] = [json(task), prompts.get(task)];
    if (text === undefined) throw new Error('missing');
    expect(told.version).toBe(`${text.version}+json`);
    expect(told.system.startsWith(text.system)).toBe(true);
    const form = required(formOf[task], 'form');
    const read = (answer: string, count: number) => {
      if (form === 'steps') return readStatements(answer, { ...problem, answerType: 'text' });
      if (form === 'pairs') return readPairs(answer, { ...problem, answerType: 'text' });
      return form === 'questions' ? readQuestions(answer, count) : readPart(answer, form, problem);
    };
    for (const [index, answer] of exampleAnswers(told).entries()) {
      const original = exampleAnswers(text)[index] ?? '';
      const keys = Object.keys(JSON.parse(answer) as object);
      expect(keys).toEqual(told.schema?.required);
      expect(read(answer, original.split('\n').length)).toEqual(read(original, original.split('\n').length));
    }
    expect(renderPrompt(told, problem).schema).toEqual(told.schema);
    expect(renderPrompt(told, problem).messages.at(-1)).toEqual(renderPrompt(text, problem).messages.at(-1));
  });

  test('steps, their answer, and what stands for it', () => {
    expect(exampleAnswers(json('cot'))[0]).toBe(
      '{"steps":["The baker makes 6 * 12 = 72 rolls.","After the sale 72 - 48 = 24 rolls are left.","The neighbour gets 24 / 4 = 6 rolls.","The baker keeps 24 - 6 = 18 rolls."],"answer":"18"}',
    );
    expect(json('socratic').schema).toEqual({
      type: 'object',
      properties: {
        pairs: {
          type: 'array',
          items: {
            type: 'object',
            properties: { question: { type: 'string' }, solution: { type: 'string' } },
            required: ['question', 'solution'],
            additionalProperties: false,
          },
        },
        answer: { type: 'string' },
      },
      required: ['pairs', 'answer'],
      additionalProperties: false,
    });
  });

  test.each([
    ['cot', 'It is 4.\nSo 4.'],
    ['socratic', 'It is 4.\n#### 4'],
    ['sub-questions', 'Nothing to ask.\nWhat?'],
  ] as const)('there is none where an example of %s is in no form that is read', (task, answer) => {
    const places = { cot: '{{answer}}', socratic: '{{answer}}', 'sub-questions': '{{steps}}' }[task];
    const text = `version: own\n=== user\nA?\n=== assistant\n${answer}\n=== user\n{{question}} ${places}\n`;
    expect(jsonTemplate(parseTemplate(text, 'own.md', task))).toBeNull();
  });
});

test('gold steps and facts are asked about where there are some and the teacher may see them', () => {
  const { steps: _, ...bare } = problem;
  const facts = ['A fact.'];
  expect(taskFor('socratic', false, { ...bare, facts })).toBe('socratic-facts');
  expect(taskFor('socratic', false, { ...bare, decomposition: ['A?'] })).toBe('socratic-facts');
  expect(taskFor('socratic', false, { ...bare, facts: [' '] })).toBe('socratic');
  expect(taskFor('socratic', false, { ...problem, facts })).toBe('sub-questions');
  expect(taskFor('socratic', true, { ...bare, facts })).toBe('socratic-blind');
  expect(taskFor('cot', false, { ...problem, facts })).toBe('cot-facts');
  expect(taskFor('cot', true, { ...problem, facts })).toBe('cot-blind');
  expect(taskFor('socratic', false, problem)).toBe('sub-questions');
  expect(taskFor('socratic', false, bare)).toBe('socratic');
  expect(taskFor('socratic', false, { ...bare, steps: [{ solution: ' ' }] })).toBe('socratic');
  expect(taskFor('socratic', true, problem)).toBe('socratic-blind');
  expect(taskFor('cot', false, problem)).toBe('cot');
  expect(taskFor('cot', true, problem)).toBe('cot-blind');
});

describe('prompts of your own', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'prompts-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('are used, and their version carries their hash', () => {
    writeFileSync(join(folder, 'cot.md'), 'version: mine\n=== user\n{{question}} is {{answer}}\n');
    const own = readPrompts(['cot'], folder).get('cot');
    expect(own?.version).toMatch(/^mine@[0-9a-f]{8}$/);
    expect(own && renderPrompt(own, { ...problem, question: 'Two and two' })).toEqual({
      system: '',
      messages: [{ role: 'user', content: 'Two and two is 4' }],
    });
  });

  test('that are missing are named', () => {
    expect(() => readPrompts(['socratic'], folder)).toThrow(
      expect.objectContaining({ code: 'prompt-missing', message: expect.stringContaining('socratic.md') }),
    );
  });

  test.each([
    ['', 'x.md:1: expected a first line "version: NAME".'],
    ['version: a\ntext', 'x.md:2: expected "=== system" or'],
    ['version: a\n=== assistant\nx', 'x.md:2: expected "=== user" here'],
    ['version: a\n=== user\n', 'x.md:2: this part is empty'],
    ['version: a\n=== user\na\n=== assistant\nb', 'x.md:5: the last part must be "=== user"'],
    ['version: a\n=== user\n{{question}}', 'x.md:2: the last part has no {{answer}}'],
    ['version: a\n=== user\n{{question}} {{answer}} {{steps}}', 'x.md:2: {{steps}} is no place of cot'],
    [
      'version: a\n=== user\n{{question}}\n=== assistant\nb\n=== user\n{{question}} {{answer}}',
      'x.md:2: only the last part may have a {{place}}',
    ],
  ])('that cannot be used are refused with their line: %j', (text, message) => {
    expect(() => parseTemplate(text, 'x.md', 'cot')).toThrow(
      expect.objectContaining({ code: 'prompt-invalid' }),
    );
    expect(() => parseTemplate(text, 'x.md', 'cot')).toThrow(message);
  });
});
