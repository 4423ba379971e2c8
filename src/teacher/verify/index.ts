export { checkArithmetic } from './arithmetic.ts';
export { resultsIn, same } from './quantities.ts';
export { offendingStep, type Reason, type ReasonCode, reasonCodes } from './reasons.ts';
export { isNearDuplicate } from './similar.ts';
export { contextOf, unusable, type Verdict, verifyChain, verifyQuestions } from './verify.ts';
