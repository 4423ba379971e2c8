// Many tasks under one AbortSignal: Node.js warns of a leak when a signal has more than ten listeners, so they share one.

interface Shared {
  readonly calls: Set<() => void>;
  readonly listener: () => void;
}

const sharedBy = new WeakMap<AbortSignal, Shared>();

/** Calls `call` once when `signal` is aborted. Returns a function that takes that back. */
export function onAbort(signal: AbortSignal | undefined, call: () => void): () => void {
  if (signal === undefined) return () => undefined;
  const shared = sharedBy.get(signal) ?? share(signal);
  const own = () => call(); // the same function may be given twice
  shared.calls.add(own);
  return () => {
    shared.calls.delete(own);
    if (shared.calls.size > 0 || sharedBy.get(signal) !== shared) return;
    signal.removeEventListener('abort', shared.listener);
    sharedBy.delete(signal);
  };
}

function share(signal: AbortSignal): Shared {
  const calls = new Set<() => void>();
  const listener = () => {
    sharedBy.delete(signal);
    for (const call of [...calls]) if (calls.delete(call)) call();
  };
  const shared = { calls, listener };
  sharedBy.set(signal, shared);
  signal.addEventListener('abort', listener, { once: true });
  return shared;
}
