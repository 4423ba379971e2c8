// What several seeds of the quickstart say about the choice of a strategy. One run never decides that: single seeds differ too much.

import { seedResults } from './quickstart-seeds.ts';
import { percent } from './report/index.ts';
import type { SeedResults } from './seed-difference.ts';

/** Sentences for the end of a quickstart that trained its students with `flops` FLOPs each. */
export function quickstartAdvice(flops: number, results: SeedResults = seedResults): readonly string[] {
  const { seeds, accuracy, flopsPerStudent } = results;
  if (seeds.length === 0) return []; // none was run with this quickstart yet
  const of = (id: string) => accuracy[id] ?? [];
  const solved = (id: string) => percent(of(id).reduce((sum, value) => sum + value, 0) / seeds.length);
  const widest = Math.max(...Object.values(accuracy).map((all) => Math.max(...all) - Math.min(...all)));
  const isOther = Math.abs(flops / flopsPerStudent - 1) > 0.02;
  const compute = isOther
    ? ` with ${flopsPerStudent.toExponential(1)} FLOPs a student (here: ${flops.toExponential(1)})`
    : '';
  return [
    `Over ${seeds.length} seeds${compute}, chain of thought solved ${solved('cot')} on average and answer only ${solved('answer')}: teach the steps where you have them.`,
    `With the same total compute the Socratic pair solved ${solved('socratic')}. With each of its models trained as long as a single one it solved ${solved('socratic-double')}, and chain of thought with that total ${solved('cot-double')}.`,
    `Seeds of one student differ by up to ${(100 * widest).toFixed(0)} points, so a single run ranks nothing. Measure on your own problems: these are small students on generated ones.`,
  ];
}
