// Threads from modules of ours, in the source and when built.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker, type WorkerOptions } from 'node:worker_threads';

/** A thread that runs `module` (of `childModule`). In the source it needs the loader, which `--import` does not bring into threads. */
export function startThread(module: URL, options: Pick<WorkerOptions, 'workerData'>): Worker {
  if (!module.pathname.endsWith('.ts')) return new Worker(module, options);
  // `resolve` gives what `require` would get, and only the other one works in a thread.
  const loader = new URL('index.mjs', pathToFileURL(createRequire(import.meta.url).resolve('tsx/esm/api')))
    .href;
  const start = `import(${JSON.stringify(loader)}).then(({ register }) => { register(); return import(${JSON.stringify(module.href)}); })`;
  return new Worker(start, { ...options, eval: true, execArgv: [] });
}
