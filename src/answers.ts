// `socratic-cot/answers`: reads final answers out of text as language models write it, compares them with gold answers, and evaluates
// the arithmetic in between. It loads decimal.js and nothing else: no engine, no teacher, no file system.
//
//   import { answersMatch, extractAnswer } from 'socratic-cot/answers';
//   const found = extractAnswer('So she pays $1,234.50 in all.', 'number');   // { value: '1234.5', rule: 'sentence', … }
//   found !== null && answersMatch(found, '1234.5', 'number');                // true

export {
  type AnswerReading,
  type AnswerRule,
  answersMatch,
  canonicalAnswer,
  type Extraction,
  extractAnswer,
  extractorVersion,
  findNumberFormat,
  type NumberFormat,
  numberFormats,
  type ReadAnswerOptions,
  readAnswer,
  type Unreadable,
} from './data/answer/index.ts';
export { type AnnotationCheck, checkAnnotations, evaluateExpression } from './data/calculator/index.ts';
export type { AnswerType } from './data/index.ts';
