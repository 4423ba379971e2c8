// A store that the disk has no more room for: the limit of a file's size stands in for a full disk.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { ResponseStore } from '../../src/teacher/index.ts';
import { skipUnless } from '../support/optional-data.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Claims and resolves calls until the store refuses; prints how many answers it had confirmed, and the error's code. */
const script = `
  import { ResponseStore } from './src/teacher/index.ts';
  const store = await ResponseStore.open(process.argv[1]);
  let stored = 0;
  const response = { text: 'x'.repeat(2000), finishReason: 'stop', usage: { inputTokens: 1, outputTokens: 1, reported: true },
    cost: 1, model: null, calledAt: '', seconds: 0, body: null };
  let code = 'none';
  for (let i = 0; i < 2000 && code === 'none'; i++) {
    try {
      const claim = await store.claim('k' + i, { account: 'a', worstCase: 5, ceiling: null, leaseMs: 60000 });
      await store.resolve('k' + i, claim.attempt, 'a', response);
      stored++;
    } catch (error) {
      code = error.code;
    }
  }
  console.log(JSON.stringify({ stored, code }));
`;

test(
  'says so, keeps what it had confirmed, and goes on when there is room',
  skipUnless(process.platform !== 'win32', 'Bash'),
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'full-disk-'));
    try {
      const command = `ulimit -f 700; exec "$0" --import tsx --input-type=module --eval "$1" "$2"`;
      const child = spawn('bash', ['-c', command, process.execPath, script, folder], { cwd: root });
      let stdout = '';
      child.stdout.on('data', (part) => (stdout += part));
      child.stderr.resume();
      expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0);
      const { stored, code } = JSON.parse(stdout) as { stored: number; code: string };
      expect(code).toBe('store-unwritable');
      expect(stored).toBeGreaterThan(20);
      const store = await ResponseStore.open(folder);
      await store.settleAbandoned();
      expect(store.count()).toBe(stored);
      expect(store.account('a')).toMatchObject({ spent: stored, reserved: 0 });
      const claim = await store.claim('later', { account: 'a', worstCase: 5, ceiling: null, leaseMs: 1 });
      expect(claim.kind).toBe('claimed');
      await store.close();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
