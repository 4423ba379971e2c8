// Generated problems become a dataset directory as they are made: none is held in memory.
import { assert, forEachInPortions } from '../../common/index.ts';
import type { Problem } from '../problem.ts';
import {
  type DatasetSummary,
  type DatasetTarget,
  DatasetWriter,
  describeDataset,
  eachSplit,
  Outliner,
  type ProblemOutline,
  reportWritten,
  splitNames,
} from '../readers/index.ts';
import { splitProblems } from './generate.ts';
import { type ArithmeticOptions, checkOptions } from './options.ts';
import { generatorDetails, StructureCounter } from './structures.ts';

/** Writes the problems of `generateArithmetic` to a dataset directory, and returns its summary. Throws what `generateArithmetic` and `writeDataset` throw. */
export async function writeArithmetic(
  options: ArithmeticOptions,
  target: DatasetTarget,
): Promise<DatasetSummary> {
  const checked = checkOptions(options);
  const total = checked.train + checked.validation + checked.test;
  const structures = new StructureCounter();
  const outliner = new Outliner();
  const outlines = eachSplit((): ProblemOutline[] => []);
  const writer = new DatasetWriter(target.directory, { force: target.force ?? false });
  try {
    let before = 0;
    for (const split of splitNames) {
      const write = (problem: Problem) => {
        writer.write(split, problem);
        outlines[split].push(outliner.outline(problem));
      };
      const onProgress = (done: number) => reportWritten(target, before + done, total);
      const problems = splitProblems(split, checked, structures);
      await forEachInPortions(problems, write, { signal: target.signal, onProgress });
      before += checked[split];
    }
    const details = generatorDetails(checked.seed, structures.report(checked));
    const { summary, newIds } = describeDataset('arithmetic', outlines, {
      details,
      answers: { number: total, boolean: 0, text: 0, missing: 0, others: [] },
    });
    assert(newIds.size === 0, 'two generated problems have one id');
    writer.commit(summary);
    return summary;
  } catch (error) {
    writer.discard();
    throw error;
  }
}
