// Another process or thread that claims the call `a`, says what it found, and stays.
import { parentPort, workerData } from 'node:worker_threads';
import { ResponseStore } from './index.ts';

const [folder = '', now = ''] = parentPort === null ? process.argv.slice(2) : (workerData as string[]);
const store = await ResponseStore.open(folder, () => Number(now));
const { kind } = await store.claim('a', { account: 'run', worstCase: 100, ceiling: null, leaseMs: 1000 });
if (parentPort === null) process.stdout.write(`${kind}\n`);
else parentPort.postMessage(kind);
setInterval(() => undefined, 1000);
