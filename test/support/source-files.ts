// Test helper: small source folders in the system's temporary directory.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder with these files, removed when the test ends; contents that are not text are written as JSON Lines. */
export function folderWith(files: Readonly<Record<string, string | readonly unknown[]>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'socratic-readers-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    const text =
      typeof content === 'string' ? content : content.map((value) => `${JSON.stringify(value)}\n`).join('');
    writeFileSync(path, text);
  }
  return folder;
}

/** The code of the error that `run` throws, and its message. */
export function errorOf(run: () => unknown): { code: unknown; message: string } {
  try {
    run();
  } catch (error) {
    if (error instanceof Error)
      return { code: 'code' in error ? error.code : undefined, message: error.message };
  }
  throw new Error('nothing was thrown');
}
