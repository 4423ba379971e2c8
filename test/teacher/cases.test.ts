// The collected cases of what teachers write: read, judged, and compared with what they were made of. Their server is not needed.
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Problem } from '../../src/data/index.ts';
import { annotationsOf } from '../../src/teacher/annotation.ts';
import { type AnnotationKind, isKept, type PromptTemplate } from '../../src/teacher/index.ts';
import { needs, pathOf } from '../support/optional-data.ts';

const steps = [
  { question: 'How much do the pens cost?', solution: 'The pens cost 6 * 12 = 72 dollars.' },
  { question: 'How much is left?', solution: 'After the hat for $24 it is 72 - 24 = 48 dollars.' },
  { question: 'How much does each person pay?', solution: 'Each person pays 48 / 4 = 12 dollars.' },
];
const problem: Problem = {
  id: 'train-1',
  question:
    'Helen buys 6 boxes of pens at $12 each and returns a hat for $24. How much does each of 4 people pay?',
  answer: '12',
  answerType: 'number',
};

type Scenario = (context: Readonly<Record<string, unknown>>) => unknown;

/** What the teacher of a scenario writes about the problem. */
async function written(name: string, kind: AnnotationKind): Promise<string> {
  const path = `${pathOf('cases')}/teachers/scenarios.mjs`;
  const { scenarios } = (await import(pathToFileURL(path).href)) as { scenarios: Record<string, Scenario> };
  const scenario = scenarios[name];
  if (scenario === undefined) throw new Error(`there is no scenario ${name}`);
  const json =
    kind === 'cot'
      ? { steps: steps.map(({ solution }) => solution), answer: '12' }
      : { pairs: steps, answer: '12' };
  const lines = steps.map(({ question, solution }) =>
    kind === 'cot' ? solution : `Question: ${question}\nAnswer: ${solution}`,
  );
  let text: string | undefined;
  scenario({
    id: problem.id,
    n: 0,
    earlier: 0,
    answer: '12',
    steps,
    good: (form = 'json') => (form === 'json' ? JSON.stringify(json) : `${lines.join('\n')}\n#### 12`),
    ok: (content: string) => {
      text = content;
    },
  });
  if (text === undefined) throw new Error(`${name} writes no text`);
  return text;
}

async function annotationOf(name: string, kind: AnnotationKind) {
  const response = {
    text: await written(name, kind),
    finishReason: 'stop',
    usage: { inputTokens: 600, outputTokens: 100, reported: true },
    cost: null,
    model: null,
    calledAt: '2025-01-01T00:00:00.000Z',
    seconds: 1,
    body: null,
  };
  const template = { task: kind, version: 'x-1' } as unknown as PromptTemplate;
  const [annotation] = annotationsOf(problem, { kind }, template, 'm', [{ sample: 0, response }]);
  if (annotation === undefined) throw new Error('there is no annotation');
  return annotation;
}

const plainSigns = (text: string) =>
  text.replaceAll('×', '*').replaceAll('÷', '/').replaceAll('−', '-').replace('48/4', '48 / 4');

describe('of the collected cases', needs('cases'), () => {
  test.each(
    'think-tags think-no-open think-no-open-text think-plain think-no-close think-unclosed-brace mistral-think mistral-think-text thought-tag-text reasoning-tag-text harmony-json harmony-text harmony-bare-text eos-tokens-text eos-tokens-json fence trailing-comma smart-quotes single-quotes raw-newline wrapped list-of-one twice json-then-note escaped-string latex-single latex-double latex-frac latex-any paren-latex dollar-escape unicode-escapes unicode-escapes-double'.split(
      ' ',
    ),
  )('%s is kept, word for word', async (name) => {
    const annotation = await annotationOf(name, 'cot');
    expect(annotation.verdict.reasons).toEqual([]);
    expect(isKept(annotation)).toBe(true);
    expect(annotation.steps.map(({ solution }) => plainSigns(solution))).toEqual(
      steps.map(({ solution }) => solution),
    );
  });

  test.each(
    'think-tags think-no-open think-no-open-text think-plain think-no-close mistral-think mistral-think-text thought-tag-text reasoning-tag-text harmony-json harmony-text harmony-bare-text eos-tokens-text eos-tokens-json fence twice json-then-note escaped-string latex-any dollar-escape unicode-escapes'.split(
      ' ',
    ),
  )('%s is kept in pairs', async (name) => {
    const annotation = await annotationOf(name, 'socratic');
    expect(annotation.verdict.reasons).toEqual([]);
    expect(annotation.steps.map((step) => ({ ...step, solution: plainSigns(step.solution) }))).toEqual(steps);
  });

  test('a step in two parts has both', async () => {
    const annotation = await annotationOf('explanation-output', 'cot');
    expect(annotation.steps[0]).toEqual({ solution: 'We compute. The pens cost 6 * 12 = 72 dollars.' });
  });
});
