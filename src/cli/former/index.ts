// Every former spelling that still works.
import type { FormerSpelling } from '../former-spellings.ts';
import { annotateModes } from './annotate.ts';
import { evaluateModelOption, scoreAnnotations } from './evaluate.ts';

export const formerSpellings: readonly FormerSpelling[] = [
  annotateModes,
  evaluateModelOption,
  scoreAnnotations,
];
