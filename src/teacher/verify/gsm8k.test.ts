// GSM8K's own chains judged as if a teacher had written them: what the checks reject of chains that people wrote.
import { expect, test } from 'vitest';
import { needs, pathOf } from '../../../test/support/optional-data.ts';
import { datasets } from '../../data/index.ts';
import { verifyChain } from './index.ts';

test(
  'of the training chains few are rejected, nearly all for a fault of their own',
  needs('datasets'),
  async () => {
    const source = `${pathOf('datasets')}/gsm8k`;
    const { splits } = await datasets.read('gsm8k', { source, validation: 0 });
    const rejected: Record<string, number> = {};
    let kept = 0;
    for (const problem of splits.train) {
      const steps = (problem.steps ?? []).map(({ solution }) => ({ solution }));
      const { verified, reasons } = verifyChain(problem, 'cot', {
        steps,
        answer: problem.answer,
      });
      if (verified) kept++;
      for (const code of new Set(reasons.map((reason) => reason.code)))
        rejected[code] = (rejected[code] ?? 0) + 1;
    }
    expect({ kept, rejected }).toEqual({
      kept: 7386,
      rejected: {
        'wrong-arithmetic': 32,
        'number-from-nowhere': 35,
        'answer-not-derived': 25,
        'repeats-problem': 3,
        unreadable: 1,
      },
    }); // seven chains for two reasons; docs/decisions/0011-response-store.md has examples
  },
);
