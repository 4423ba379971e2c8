// node scripts/run.mjs ARGUMENTS: installs what is missing (ensure-install.mjs), then runs node with these arguments, as one command. Between
// two commands of an npm script stands a shell, which ends at a signal and leaves the second one running: this process passes signals on, waits
// for node to end as it does by itself, and ends in the same way.
import './ensure-install.mjs';
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const child = spawn(process.execPath, process.argv.slice(2), { stdio: 'inherit' });

// Ctrl-C reaches both: the command line takes two signals in so short a time for one
const passOn = (signal) => child.kill(signal);
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
for (const signal of signals) process.on(signal, passOn);

child.on('error', (error) => {
  process.stderr.write(`error  not-started  Node.js could not be started: ${error.message}\n`);
  process.exitCode = 1;
});
child.on('exit', (code, signal) => {
  for (const name of signals) process.off(name, passOn);
  if (code !== null) process.exitCode = code;
  else if (process.platform === 'win32') process.exitCode = 128 + (constants.signals[signal] ?? 0);
  else process.kill(process.pid, signal);
});
