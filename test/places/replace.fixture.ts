// A process that replaces a directory or file of some kind, and that SIGKILL ends after a given number of its changes to the file system.
//   node replace.fixture.ts KIND PLACE CHANGES
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join, sep } from 'node:path';
import { argv } from 'node:process';

const [kind = '', place = '', changes = ''] = argv.slice(2);

let done = 0;
let hasFilled = false;
const pathsOfFiles = new Map<number, string>();

/** Counts a change. Those in a directory that is being filled count once, since nothing can be seen of them. */
function changed(path: unknown): void {
  const name = typeof path === 'number' ? (pathsOfFiles.get(path) ?? '') : String(path);
  if (name.includes(`.socratic-new${sep}`)) {
    if (hasFilled) return;
    hasFilled = true;
  }
  done++;
  if (done === Number(changes)) process.kill(process.pid, 'SIGKILL');
}

const original = { ...fs };
for (const name of [
  'mkdirSync',
  'renameSync',
  'rmdirSync',
  'chmodSync',
  'writeFileSync',
  'writeSync',
] as const) {
  const call = original[name] as (...parameters: unknown[]) => unknown;
  Object.assign(fs, {
    [name]: (...parameters: unknown[]) => {
      const result = call(...parameters);
      changed(parameters[0]);
      return result;
    },
  });
}
fs.openSync = (path, flags, mode) => {
  const file = original.openSync(path, flags, mode);
  pathsOfFiles.set(file, String(path));
  if (flags !== undefined && flags !== 'r') changed(path);
  return file;
};
// Whole directories do not go at once: the first entry goes alone.
fs.rmSync = (path, options) => {
  const [first] = fs.statSync(path, { throwIfNoEntry: false })?.isDirectory() ? fs.readdirSync(path) : [];
  if (first !== undefined) fs.rmSync(join(String(path), first), options);
  const wasThere = fs.existsSync(path);
  original.rmSync(path, options);
  if (wasThere) changed(path);
};
syncBuiltinESMExports();

const { replacements } = await import('./replacements.ts');
await replacements.get(kind)?.(place, 'new');
