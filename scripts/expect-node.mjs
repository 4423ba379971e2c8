// Preloaded into every Node.js process below scripts/with-node.mjs: ends a process of another version than SOCRATIC_NODE names, and
// writes a line about every other one to SOCRATIC_NODE_LOG.
import { appendFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const { SOCRATIC_NODE: expected, SOCRATIC_NODE_LOG: log } = process.env;
if (isMainThread && expected !== undefined && log !== undefined) {
  if (process.version !== expected) {
    process.stderr.write(
      `error  node-version  ${process.execPath} is ${process.version}, expected ${expected}: ${process.argv.join(' ')}\n`,
    );
    process.exit(1);
  }
  appendFileSync(log, `${process.pid} ${process.ppid}\n`);
}
