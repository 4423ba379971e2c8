// The built-in problems: `generateArithmetic` writes word problems with reference Socratic annotations.
export { type ArithmeticFamily, arithmeticFamilies } from './families.ts';
export {
  type ArithmeticSplits,
  generateArithmetic,
  type StepStructures,
  type StructureReport,
} from './generate.ts';
export type { ArithmeticOptions } from './options.ts';
