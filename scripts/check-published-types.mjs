// Packs the built package and checks the tarball as others will read it: publint checks its files and package.json,
// "are the types wrong" checks that TypeScript finds the types of every entry point. `npm run build` first.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const temporary = mkdtempSync(join(tmpdir(), 'socratic-types-'));

function run(command, args, stdout = 'inherit') {
  const { status, stdout: output } = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', stdout, 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`${command} ended with ${status}`);
  return output;
}

try {
  const [{ filename }] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', temporary], 'pipe'));
  const tarball = join(temporary, filename);
  run(process.execPath, [join('node_modules', 'publint', 'src', 'cli.js'), 'run', tarball, '--strict']);
  const attw = join(
    'scripts',
    'published-types',
    'node_modules',
    '@arethetypeswrong',
    'cli',
    'dist',
    'index.js',
  );
  // The package is ESM only: it is imported, also from CommonJS, and not meant for resolution as Node 10 did it.
  run(process.execPath, [attw, tarball, '--profile', 'esm-only']);
} catch (error) {
  console.error(`error  types-wrong  ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
