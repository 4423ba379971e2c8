import { describe, expect, test } from 'vitest';
import { Random } from '../../common/index.ts';
import { arithmeticFamilies, families } from './families.ts';
import type { Clause, Scenario } from './grammar.ts';
import { countStructures, drawPlan, splitOf } from './plan.ts';

/** Every template of a scenario with `steps` steps, written out one by one: slow, and independent of the counting. */
function enumerate(scenario: Scenario, steps: number): string[] {
  const out: string[] = [];
  const extend = (moves: readonly Clause[], names: readonly string[], count: number): void => {
    for (const opening of scenario.openings) {
      for (const closing of scenario.closings) {
        const closingSteps = closing.addsAll === undefined ? closing.steps.length : moves.length;
        if (moves.length < Math.max(1, closing.minMoves ?? 0)) continue;
        if (opening.steps.length + count + closingSteps !== steps) continue;
        opening.texts.forEach((_, first) => {
          closing.texts.forEach((_, last) => {
            out.push([`${opening.id}.${first + 1}`, ...names, `${closing.id}.${last + 1}`].join('-'));
          });
        });
      }
    }
    for (const clause of scenario.moves) {
      if (moves.filter((used) => used === clause).length >= (clause.limit ?? 1)) continue;
      if (moves.length === 0 && clause.notFirst) continue;
      if (count + clause.steps.length > steps) continue;
      clause.texts.forEach((_, variant) => {
        extend([...moves, clause], [...names, `${clause.id}.${variant + 1}`], count + clause.steps.length);
      });
    }
  };
  extend([], [], 0);
  return out;
}

describe('structures', () => {
  test.each(
    arithmeticFamilies,
  )('%s: the count of structures equals their enumeration, all distinct', (family) => {
    for (const steps of [2, 3]) {
      const all = families[family].flatMap((scenario: Scenario) =>
        enumerate(scenario, steps).map((template) => `${scenario.id}:${template}`),
      );
      expect(new Set(all).size).toBe(all.length);
      expect(countStructures(family, steps)).toBe(all.length);
    }
  });

  test('every family has thousands of structures at every step count, enough to divide among the splits', () => {
    for (const family of arithmeticFamilies) {
      for (let steps = 2; steps <= 8; steps++) expect(countStructures(family, steps)).toBeGreaterThan(2000);
    }
  });

  test('sentence templates of one slot differ, and clause ids are unique in a scenario', () => {
    for (const scenario of Object.values(families).flat() as readonly Scenario[]) {
      const { openings, moves, closings } = scenario;
      const ids = [...openings, ...moves, ...closings].map(({ id }) => id);
      for (const clauses of [openings, moves, closings]) {
        expect(new Set(clauses.map(({ id }) => id)).size).toBe(clauses.length);
      }
      expect(ids.every((id) => /^[a-z-]+$/.test(id))).toBe(true);
      const texts = [...moves, ...closings].flatMap((clause) => clause.texts);
      expect(new Set(texts).size).toBe(texts.length);
    }
  });

  test('a plan has the steps, the split and the structure that were asked for', () => {
    const random = new Random(3);
    for (const family of arithmeticFamilies) {
      for (let steps = 2; steps <= 8; steps++) {
        const plan = drawPlan(random, family, steps, 'test');
        expect(plan.operations).toHaveLength(steps);
        expect(splitOf(plan.structure)).toBe('test');
        expect(plan.structure).toBe(`${family}|${plan.operations.join(' ')}|${plan.template}`);
      }
    }
  });

  test('structures fall 80/10/10 into the splits', () => {
    const counts = { train: 0, validation: 0, test: 0 };
    for (let i = 0; i < 10_000; i++) counts[splitOf(`structure ${i}`)]++;
    expect(counts.train).toBeGreaterThan(7800);
    expect(counts.train).toBeLessThan(8200);
    expect(counts.validation).toBeGreaterThan(850);
    expect(counts.test).toBeGreaterThan(850);
  });
});
