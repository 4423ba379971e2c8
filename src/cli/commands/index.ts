export { registerData } from './data.ts';
export { registerScore } from './score.ts';
