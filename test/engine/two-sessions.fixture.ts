// A gradient thread that says it is ready and ends at the first request, as one does that the system has killed.
import { parentPort } from 'node:worker_threads';

parentPort?.on('message', () => process.exit(7)); // in a thread, this ends the thread
parentPort?.postMessage({ type: 'ready' });
