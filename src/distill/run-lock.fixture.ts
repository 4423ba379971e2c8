// The thread of run-lock.test.ts: tries to train in a directory, and says under which temporary name, or why not.
import { basename } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { SocraticError } from '../common/index.ts';
import { ClaimedPlace } from './claimed-place.ts';
import { lockRun } from './run-lock.ts';

function trial(out: string): string {
  try {
    const unlock = lockRun(out);
    const claim = new ClaimedPlace(out);
    const name = basename(claim.directory);
    claim.abandon();
    unlock();
    return name;
  } catch (error) {
    return error instanceof SocraticError ? error.code : String(error);
  }
}

parentPort?.postMessage(trial(String(workerData)));
