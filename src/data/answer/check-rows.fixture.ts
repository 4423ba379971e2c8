// For tests: tables of outputs and what is read from them.
import { expect, test } from 'vitest';
import type { AnswerType } from '../problem.ts';
import { readAnswer } from './extract.ts';
import { answersMatch } from './match.ts';

/** An output, the value read from it (null: unreadable) and, where it is the point of the row, the rule that reads it. */
export type Row = [output: string, value: string | null, rule?: string];

export function checkRows(type: AnswerType, rows: readonly Row[]): void {
  test.each([...rows])('%j reads %j', (output, value, rule) => {
    const reading = readAnswer(output, type);
    expect(reading.answer?.value ?? null).toBe(value);
    if (typeof rule === 'string') expect(reading.answer?.rule).toBe(rule);
  });
}

/** An output, a gold answer, and whether the output counts as it. */
export type MatchRow = [output: string, gold: string, counts: boolean];

export function checkMatches(type: AnswerType, rows: readonly MatchRow[]): void {
  test.each([...rows])('%j against gold %j: %s', (output, gold, counts) => {
    const { answer } = readAnswer(output, type);
    expect(answer !== null && answersMatch(answer, gold, type)).toBe(counts);
  });
}
