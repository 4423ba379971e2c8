// The built-in problems: `generateArithmetic` writes word problems with reference Socratic annotations.
export { type ArithmeticFamily, arithmeticFamilies } from './families.ts';
export { type ArithmeticSplits, generateArithmetic } from './generate.ts';
export type { ArithmeticOptions } from './options.ts';
export type { StepStructures, StructureReport } from './structures.ts';
export { writeArithmetic } from './write-dataset.ts';
