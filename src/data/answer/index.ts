// Final answers: reading them out of any output, their canonical form, and when two of them are the same.
export { canonicalAnswer, inferAnswerType } from './canonical.ts';
export { isCounted, looseBoolean } from './data-forms.ts';
export { withDecimalPoints } from './decimal-points.ts';
export {
  type AnswerReading,
  type Extraction,
  extractAnswer,
  extractorVersion,
  type ReadAnswerOptions,
  readAnswer,
} from './extract.ts';
export { isKnown as isLatexCommand } from './latex.ts';
export { answersMatch } from './match.ts';
export { findNumberFormat, type NumberFormat, NumberFormatVotes, numberFormats } from './number-format.ts';
export { numbersIn } from './numbers-in-text.ts';
export { ownTable } from './own-table.ts';
export type { AnswerRule } from './places.ts';
export { reasoningMarkIn, withoutReasoning } from './reasoning.ts';
export { type Spoken, spokenText, templateMarkIn } from './spoken.ts';
export {
  ENTITIES as htmlEntities,
  ESCAPED_LETTERS as escapedLetters,
  SYMBOLS as latexSymbols,
} from './symbols.ts';
export type { Unreadable } from './unreadable.ts';
export { type Said, WordExpressions } from './word-expression.ts';
export { type Token, wordTokens } from './word-tokens.ts';
export { stem as unitStem } from './word-vocabulary.ts';
