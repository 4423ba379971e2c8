// Whether these tests can run here.
import { messageOf } from '../../src/common/index.ts';
import { checkDevice } from '../../src/engine/runtime/index.ts';

/** False without a WebGPU adapter, for tests to be skipped; where `CI` is set, that is a failure instead. */
export async function webgpuIsThere(): Promise<boolean> {
  try {
    await checkDevice('webgpu');
    return true;
  } catch (error) {
    if (process.env.CI) throw new Error(`these tests may not be skipped in CI: ${messageOf(error)}`);
    return false;
  }
}
