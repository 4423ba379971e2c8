export { readPipeline } from './read-pipeline.ts';
