// Runs `npm ci` when node_modules is missing or older than the lock file, so that a fresh clone needs no preparation.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = `${root}node_modules/.package-lock.json`;
const fresh =
  existsSync(stamp) && statSync(stamp).mtimeMs >= statSync(`${root}package-lock.json`).mtimeMs - 1000;

if (!fresh) {
  process.stderr.write('Installing dependencies (npm ci), once …\n');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const result = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2], // npm's words go to stderr: stdout belongs to the command that follows
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) {
    process.stderr.write('error  install-failed  `npm ci` did not succeed; its messages are above.\n');
    process.exit(1);
  }
}
