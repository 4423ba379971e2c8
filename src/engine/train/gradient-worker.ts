// The thread that computes the gradients of a part of a batch (started by gradient-thread.ts). It has no state of its own: weights come
// with every request, gradients go back with the answer.
import { parentPort, workerData } from 'node:worker_threads';
import { required, toWireError } from '../../common/index.ts';
import { GradientSession } from './gradient-session.ts';
import {
  bufferViews,
  type ThreadAnswer,
  type ThreadRequest,
  type ThreadStart,
} from './gradient-thread-protocol.ts';

const { graph, threads } = workerData as ThreadStart;
const port = required(parentPort ?? undefined, 'a parent thread');

async function answer(
  session: GradientSession,
  { batch, supervised, buffers }: ThreadRequest & { type: 'gradients' },
): Promise<void> {
  try {
    session.bind(bufferViews(graph.parameters, buffers));
    const loss = await session.run(batch, supervised);
    const done: ThreadAnswer = { type: 'done', loss, buffers };
    port.postMessage(done, [buffers.weights, buffers.gradients]);
  } catch (error) {
    sayFailed(error);
  }
}

function sayFailed(error: unknown): void {
  const failed: ThreadAnswer = { type: 'failed', error: toWireError(error) };
  port.postMessage(failed);
}

function serve(session: GradientSession): void {
  port.on('message', async (request: ThreadRequest) => {
    if (request.type === 'gradients') return answer(session, request);
    await session.release();
    port.close(); // the thread ends by itself: ended from outside during a run, it would take the process with it
  });
  const ready: ThreadAnswer = { type: 'ready' };
  port.postMessage(ready);
}

try {
  serve(await GradientSession.create(graph, { threads }));
} catch (error) {
  sayFailed(error); // and the thread ends: it listens to nothing
}
