// Outputs that an earlier extractor read wrong, where the file with them is at hand.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { AnswerType } from '../problem.ts';
import { readAnswer } from './extract.ts';
import { answersMatch } from './match.ts';

interface Case {
  readonly type: AnswerType;
  readonly gold: string;
  readonly output: string;
  /** The value or values that are right (null: unreadable), or for texts `counts as …`, `does not count as …`. */
  readonly expected: string | null | readonly (string | null)[];
}

const file = join(import.meta.dirname, '../../../../shared/cases/answers.jsonl');
const cases = existsSync(file)
  ? readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Partial<Case>)
      .filter((value): value is Case => value.type !== undefined && value.output !== undefined)
  : [];

describe.skipIf(cases.length === 0)('cases from the field', () => {
  test.each(cases)('$output', ({ type, gold, output, expected }) => {
    const { answer } = readAnswer(output, type);
    if (type === 'text') {
      const counts = answer !== null && answersMatch(answer, gold, type);
      expect(counts).toBe(String(expected).startsWith('counts as'));
    } else expect([expected].flat()).toContain(answer?.value ?? null);
  });
});
