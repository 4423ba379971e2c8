// A training of a few steps of a pretrained student, for tests that look at what comes of it.
import { pretrainedSettings } from '../../src/distill/index.ts';
import type { RunOptions } from '../../src/distill/run-options.ts';

/** What a test must say: what is trained on what, where it goes, and what the test is about. */
type Chosen = Pick<RunOptions, 'dataset' | 'student' | 'out'> & Partial<RunOptions>;

/** CoT in plain prompts, eight steps of one thread, and a checkpoint after each. */
export function smallRun(chosen: Chosen): RunOptions {
  return {
    strategy: 'cot',
    mode: 'upfront',
    style: 'text',
    prompt: 'plain',
    seed: 3,
    optimizer: pretrainedSettings,
    lengthOf: () => ({ maxSteps: 8 }),
    threads: 1,
    checkpointSeconds: 0,
    resume: false,
    force: false,
    ...chosen,
  };
}
