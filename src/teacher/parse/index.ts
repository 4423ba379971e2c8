export { type Chain, readPairs, readPart, readQuestions, readStatements } from './read-chain.ts';
