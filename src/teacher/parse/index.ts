export {
  type Chain,
  readerVersion,
  readPairs,
  readPart,
  readQuestions,
  readStatements,
} from './read-chain.ts';
