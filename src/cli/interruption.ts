// Ctrl-C: the first asks for a graceful end, a second one forces it. SIGTERM counts as Ctrl-C.
import { InterruptedError } from '../common/index.ts';

/**
 * npm and scripts/run.mjs pass the terminal's Ctrl-C on to their children, who then get it several times: so soon after the first it is the
 * same one. They take milliseconds for that, on a busy machine more. Too short a time would force an end that nobody asked for, and a training
 * would lose its last steps; where it is too long, a second Ctrl-C has to be pressed again.
 */
const sameKeystrokeMs = 300;
const signals = ['SIGINT', 'SIGTERM'] as const;

export interface Interruption {
  readonly signal: AbortSignal;
  /** Back to the default: Ctrl-C ends the process. */
  dispose(): void;
}

/** Catches interrupts until disposed. `onStop` at the first, `onForce` at a later one. */
export function watchInterrupts(onStop: () => void, onForce: () => void, now = Date.now): Interruption {
  const controller = new AbortController();
  let firstMs: number | undefined;
  const interrupt = () => {
    if (firstMs === undefined) {
      firstMs = now();
      onStop();
      controller.abort(new InterruptedError('Stopped on request.'));
    } else if (now() - firstMs >= sameKeystrokeMs) {
      onForce();
    }
  };
  for (const signal of signals) process.on(signal, interrupt);
  return {
    signal: controller.signal,
    dispose: () => {
      for (const signal of signals) process.off(signal, interrupt);
    },
  };
}
