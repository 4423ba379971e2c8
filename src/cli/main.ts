#!/usr/bin/env node
// The `socratic` command.
import { runProgram } from './program.ts';

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error; // the reader has gone (`socratic … | head`): nobody is left to tell
  });
}

// Not process.exit: what was written to a pipe must still get there.
process.exitCode = await runProgram(process.argv.slice(2), process);
