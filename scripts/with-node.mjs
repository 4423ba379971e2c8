// Runs a command whose Node.js processes must all be of one major version:
//   node scripts/with-node.mjs MAJOR COMMAND…
// Every process, also one that a child starts, checks its own version (scripts/expect-node.mjs). Fails when no child of a child
// has done so: then the command has not shown which version its children run on.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [major, command, ...args] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'with-node-'));
const log = join(folder, 'processes');

function fail(message) {
  console.error(`error  node-version  ${message}`);
  process.exitCode = 1;
}

try {
  if (!/^\d+$/.test(major ?? '') || command === undefined) {
    fail('expected a major version of Node.js and a command.');
  } else if (process.versions.node.split('.')[0] !== major) {
    fail(`this is Node.js ${process.version}, expected ${major}. Put the folder of that node first in PATH.`);
  } else {
    writeFileSync(log, '');
    const preload = `--import=${new URL('expect-node.mjs', import.meta.url)}`;
    const { status, signal } = spawnSync(command, args, {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: {
        ...process.env,
        NODE_OPTIONS: [process.env.NODE_OPTIONS, preload].filter(Boolean).join(' '),
        SOCRATIC_NODE: process.version,
        SOCRATIC_NODE_LOG: log,
      },
    });
    const processes = readFileSync(log, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(' '));
    const ids = new Set(processes.map(([id]) => id));
    const children = processes.filter(([, parent]) => ids.has(parent)).length;
    if (status !== 0) fail(`${command} ended with ${status ?? signal}.`);
    else if (children === 0) fail(`${command} started no Node.js process that started another.`);
    else console.log(`${processes.length} Node.js processes of this command ran on ${process.version}.`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
