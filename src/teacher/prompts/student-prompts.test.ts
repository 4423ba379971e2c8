import { describe, expect, test } from 'vitest';
import type { Problem } from '../../data/index.ts';
import { type StrategyName, sequencesFor } from '../../strategy/index.ts';
import { renderPrompt, studentPrompts } from './index.ts';

const problem: Problem = {
  id: 'p',
  question: 'Mia buys 3 pens\nat $4 each. What does she pay?',
  answer: '12',
  answerType: 'number',
  steps: [
    { question: 'What do the pens cost?', solution: 'They cost 3*4=$<<3*4=12>>12.' },
    { question: 'What does she pay?', solution: 'She  pays $12.' },
  ],
};

describe('a student is asked as it was trained', () => {
  test.each([
    ['annotator', 'socratic', false],
    ['cot', 'cot', true],
    ['socratic-unified', 'socratic', true],
    ['socratic', 'socratic', true],
  ] as const)('%s', (strategy, kind, blind) => {
    const [template] = studentPrompts(strategy, kind, blind).values();
    if (template === undefined) throw new Error('no prompt');
    const { system, messages } = renderPrompt(template, problem);
    expect(system).toBe('');
    expect(messages).toHaveLength(1);
    const [prompt] = sequencesFor(strategy, problem)[0]?.segments ?? [];
    const asked = `${messages[0]?.content}\n`;
    expect(strategy === 'annotator' ? asked : `Problem: ${asked}`).toBe(prompt?.text);
  });

  test.each([
    ['answer', 'cot', true, 'no rationales'],
    ['cot', 'socratic', true, 'writes `kind: "cot"`, not socratic.'],
    ['cot', 'cot', false, 'Add `blind: true`.'],
    ['annotator', 'socratic', true, 'Leave `blind` out.'],
    ['annotator', 'cot', false, 'writes `kind: "socratic"`, not cot.'],
  ] as const)('%s for %s, blind: %s, is refused', (strategy: StrategyName, kind, blind, why) => {
    expect(() => studentPrompts(strategy, kind, blind)).toThrow(
      expect.objectContaining({ code: 'teacher-cannot', message: expect.stringContaining(why) }),
    );
  });
});
