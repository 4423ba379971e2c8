// The calculator that a student may use while it writes, and the check of annotations already written.
export { type AnnotationCheck, checkAnnotations, pendingCalculation } from './annotations.ts';
export { evaluateExpression } from './expression.ts';
