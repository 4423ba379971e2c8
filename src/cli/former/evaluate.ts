// `evaluate --model MODEL …` and `score --annotations FILE …`, which are commands of their own today.
import { isTeacherSpec } from '../../teacher/index.ts';
import type { FormerSpelling } from '../former-spellings.ts';
import { takeValues } from './take-values.ts';

export const evaluateModelOption: FormerSpelling = ([name, ...words]) => {
  if (name !== 'evaluate') return null;
  const { values, rest } = takeValues(words, '--model', false);
  const [model] = values;
  if (model === undefined) return null;
  return [isTeacherSpec(model) ? 'evaluate-teacher' : 'evaluate-model', model, ...rest];
};

export const scoreAnnotations: FormerSpelling = ([name, ...words]) => {
  if (name !== 'score') return null;
  const { values, rest } = takeValues(words, '--annotations', false);
  return values.length === 0 ? null : ['annotations', 'compare', ...values, ...rest];
};
