// Whether these tests can run here.
import { messageOf } from '../../src/common/index.ts';
import { checkDevice } from '../../src/engine/runtime/index.ts';
import { needsWebgpu } from '../support/optional-data.ts';

/** The options of tests that need a WebGPU device. */
export const onWebgpu = needsWebgpu(await problemWithWebgpu());

async function problemWithWebgpu(): Promise<string | null> {
  try {
    await checkDevice('webgpu');
    return null;
  } catch (error) {
    return messageOf(error);
  }
}
