// Outputs that an earlier extractor read wrong, where the file with them is at hand.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { needs, pathOf } from '../../../test/support/optional-data.ts';
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

function readCases(): readonly Case[] {
  return readFileSync(join(pathOf('cases'), 'answers.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Partial<Case>)
    .filter((value): value is Case => value.type !== undefined && value.output !== undefined);
}

function isReadRight({ type, gold, output, expected }: Case): boolean {
  const { answer } = readAnswer(output, type);
  if (type !== 'text') return [expected].flat().includes(answer?.value ?? null);
  const counts = answer !== null && answersMatch(answer, gold, type);
  return counts === String(expected).startsWith('counts as');
}

describe('cases from the field', needs('cases'), () => {
  test('every one is read right', () => {
    const cases = readCases();
    expect(cases.length).toBeGreaterThan(0);
    const wrong = cases
      .filter((one) => !isReadRight(one))
      .map((one) => ({ ...one, read: readAnswer(one.output, one.type).answer?.value ?? null }));
    expect(wrong).toEqual([]);
  });
});
