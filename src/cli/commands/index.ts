export { registerAnnotate } from './annotate.ts';
export { registerData } from './data.ts';
export { registerDoctor } from './doctor.ts';
export { registerEvaluate } from './evaluate.ts';
export { registerQuickstart } from './quickstart.ts';
export { registerScore } from './score.ts';
export { registerSolve } from './solve.ts';
export { registerTrain } from './train.ts';
