// Final answers: reading them out of any output, their canonical form, and when two of them are the same.
export { canonicalAnswer, type Extraction, extractAnswer, extractorVersion } from './extract.ts';
export { answersMatch } from './match.ts';
export { numbersIn } from './numbers-in-text.ts';
export type { AnswerRule } from './places.ts';
