// An evaluation of a quickstart's run: the one of an earlier start, where it is about the same, or a new one.
import { join } from 'node:path';
import type { Reporter } from '../common/index.ts';
import type { LoadedDataset } from '../data/index.ts';
import { evaluate, evaluationName, findEvaluation, type RunEvaluation } from '../evaluate/index.ts';
import { quickstartMaxNewTokens } from './quickstart-plan.ts';

/** Reuses an evaluation of this run on these problems with these settings; warns of one that cannot be used. */
export async function evaluateOnce(
  dataset: LoadedDataset,
  run: string,
  { split, calculator }: { readonly split: 'validation' | 'test'; readonly calculator: boolean },
  context: { readonly reporter: Reporter; readonly signal: AbortSignal },
): Promise<RunEvaluation> {
  const found = findEvaluation(run, evaluationName(split, { calculator }));
  if (found?.evaluation) {
    const { dataset: evaluated, total, maxNewTokens } = found.evaluation;
    const isSame = evaluated.sha256 === dataset.sha256 && total === dataset.splits[split].length;
    if (isSame && maxNewTokens === quickstartMaxNewTokens) return found.evaluation;
  } else if (found) {
    context.reporter.warn(`${found.problem}. The run is evaluated again.`);
  }
  const settings = { calculator, maxNewTokens: quickstartMaxNewTokens, threads: 1 };
  return evaluate({ run, data: join(run, '..', 'data'), split, ...settings, ...context });
}
