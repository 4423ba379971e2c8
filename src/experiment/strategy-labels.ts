// How the strategies are called where a person reads of them.
import type { StrategyName } from '../strategy/index.ts';

export const strategyLabels: Readonly<Record<StrategyName, string>> = {
  answer: 'Answer only',
  cot: 'Chain of thought',
  'socratic-unified': 'Socratic, one model',
  socratic: 'Socratic pair',
  annotator: 'Sub-question writer',
};
