// The calculator that a student may use while it writes, the check of annotations already written, and the calculations that a text states.
export { agree, computedOf, equal, roughlyEqual } from './agreement.ts';
export { annotateCalculations } from './annotate-calculations.ts';
export { type AnnotationCheck, checkAnnotations, pendingCalculation } from './annotations.ts';
export {
  colonEquations,
  equationsIn,
  labelWords,
  numberBefore,
  type RightSide,
  rightSide,
} from './equations.ts';
export { evaluateExpression } from './expression.ts';
