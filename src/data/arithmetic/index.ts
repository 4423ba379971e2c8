// The built-in problems: `generateArithmetic` writes word problems with reference Socratic annotations.
export { type ArithmeticFamily, arithmeticFamilies } from './families.ts';
export { type ArithmeticSplits, generateArithmetic } from './generate.ts';
export {
  type ArithmeticChoices,
  type ArithmeticOptions,
  type GenerateOptions,
  generatorDefaults,
  splitCounts,
} from './options.ts';
export { generatorDetails, type StepStructures, type StructureReport } from './structures.ts';
export { writeArithmetic } from './write-dataset.ts';
