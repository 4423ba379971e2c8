export { type Chain, readPairs, readQuestions, readStatements } from './read-chain.ts';
