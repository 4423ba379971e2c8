// SIGKILL after every change to the file system while something is replaced: the next process finds the whole old content or the whole
// new one, and what others have put there.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'tsdown';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { recoverDirectory } from '../../src/common/index.ts';
import { loadDataset } from '../../src/data/index.ts';
import { readModelFiles } from '../../src/engine/model/index.ts';
import { loadCheckpoint } from '../../src/engine/train/checkpoints.ts';
import type { Trainer } from '../../src/engine/train/trainer.ts';
import { replacements } from './replacements.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 }); // many processes: slow on a busy machine

const root = fileURLToPath(new URL('../..', import.meta.url));
let folder = '';
/** The fixture as plain JavaScript, which starts in a fraction of the time; inside the checkout, so that it finds its packages. */
let built = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'replace-'));
  mkdirSync(join(root, 'node_modules', '.cache'), { recursive: true });
  built = mkdtempSync(join(root, 'node_modules', '.cache', 'replace-'));
  await build({
    entry: [join(root, 'test', 'places', 'replace.fixture.ts')],
    outDir: built,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    config: false,
    dts: false,
    fixedExtension: false,
    logLevel: 'error',
  });
});
afterAll(() => {
  for (const path of [folder, built]) rmSync(path, { recursive: true, force: true });
});

/** Replaces in a process of its own. Returns the signal that ended it. */
function replaceAndKill(kind: string, place: string, changes: number): Promise<NodeJS.Signals | null> {
  const child = spawn(process.execPath, [join(built, 'replace.fixture.js'), kind, place, `${changes}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (part) => (stderr += part));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0 || signal === 'SIGKILL') resolve(signal);
      else reject(new Error(stderr));
    });
  });
}

/** Every file below `place` with its content. */
const contentsOf = (place: string) =>
  Object.fromEntries(
    readdirSync(place, { recursive: true, encoding: 'utf8' })
      .filter((name) => statSync(join(place, name)).isFile())
      .map((name) => [name, readFileSync(join(place, name), 'base64')]),
  );

/** What a reader of the place finds, as its own layer reads it. */
const readers = new Map<string, (place: string) => unknown>([
  ['dataset', (place) => loadDataset(place).splits],
  [
    'model',
    (place) => {
      const { config, tensors, tokenizerFiles } = readModelFiles(place);
      return { config, tensor: [...tensors.tensor('w')], tokenizer: tokenizerFiles() };
    },
  ],
  [
    'checkpoint',
    async (place) => {
      const restored: unknown[] = [];
      const trainer = { trainedNames: ['w'], restore: async (tensor: unknown) => void restored.push(tensor) };
      const progress = await loadCheckpoint(dirname(place), trainer as unknown as Trainer, {
        settings: 'same',
      });
      return { progress, restored };
    },
  ],
  ['file', (place) => readFileSync(place, 'utf8')],
  ['lines', (place) => readFileSync(place, 'utf8')],
]);
const readFiles = (place: string) => {
  recoverDirectory(place);
  return contentsOf(place);
};

/** What someone else puts into a place of the kind while it is replaced. */
const notesOf = new Map([
  ['run', join('models', 'notes.txt')],
  ['current directory', join('reports', 'notes.txt')],
]);

/** Where a kind's place is in a folder of its own. */
const placeIn = (name: string, kind: string) =>
  join(folder, name, kind === 'checkpoint' ? 'step-00000007' : 'place');

/** Two at a time, since a process takes most of its time to start; until one is not killed any more. */
async function killAtEveryChange(
  kind: string,
  prepare: (place: string) => void | Promise<void>,
  check: (place: string, signal: NodeJS.Signals | null) => Promise<void>,
): Promise<number> {
  for (let changes = 1; ; changes += 2) {
    const both = [changes, changes + 1].map(async (count) => {
      const place = placeIn(`${kind}-${count}-${Math.random()}`, kind);
      await prepare(place);
      const signal = await replaceAndKill(kind, place, count);
      await check(place, signal);
      return signal;
    });
    const signals = await Promise.all(both);
    if (signals.includes(null)) return signals[0] === null ? changes - 1 : changes;
  }
}

describe.each([
  ['directory', 10],
  ['current directory', 10],
  ['dataset', 10],
  ['model', 10],
  ['checkpoint', 10],
  ['run', 12],
  ['quickstart', 12],
  ['file', 3],
  ['lines', 3],
])('%s', (kind, fewest) => {
  const write = replacements.get(kind);
  const read = readers.get(kind) ?? readFiles;
  if (write === undefined) throw new Error(kind);

  test('killed while it is replaced: all of the old or all of the new', async () => {
    const sample = async (content: 'old' | 'new') => {
      const place = placeIn(`${kind}-${content}`, kind);
      await write(place, 'old');
      if (content === 'new') await write(place, 'new');
      return read(place);
    };
    const [old, fresh] = [await sample('old'), await sample('new')];
    expect(old).not.toEqual(fresh);
    const seen = new Set<string>();
    const kills = await killAtEveryChange(
      kind,
      (place) => write(place, 'old'),
      async (place, signal) => {
        const found = (await read(place)) as typeof old;
        // What someone else put there in the meantime is in the old directory as well.
        const notes = notesOf.get(kind);
        const hasNotes = notes !== undefined && existsSync(join(place, notes));
        const oldNow = hasNotes ? { ...(old as object), [notes]: btoa('mine') } : old;
        if (signal === null) expect(found).toEqual(fresh);
        else expect([oldNow, fresh]).toContainEqual(found);
        seen.add(JSON.stringify(found) === JSON.stringify(fresh) ? 'new' : 'old');
        if (!['file', 'lines'].includes(kind)) {
          const left = readdirSync(dirname(place), { recursive: true, encoding: 'utf8' });
          expect(left.filter((name) => /socratic-(new|old|replaced)/.test(name))).toEqual([]);
        }
        if (notes) rmSync(join(place, notes), { force: true });
        await write(place, 'new'); // whatever was left, the same can be done again
        expect(await read(place)).toEqual(fresh);
      },
    );
    expect(kills).toBeGreaterThanOrEqual(fewest);
    expect([...seen].sort()).toEqual(['new', 'old']);
  });
});

test('a new directory, killed: there is none, or a whole one', async () => {
  const seen = new Set<boolean>();
  await killAtEveryChange(
    'directory',
    () => undefined,
    async (place) => {
      recoverDirectory(place);
      seen.add(existsSync(place));
      if (existsSync(place)) expect(Object.keys(contentsOf(place))).toEqual(['run.json', 'models/new.bin']);
      if (existsSync(dirname(place)))
        expect(readdirSync(dirname(place))).toEqual(existsSync(place) ? ['place'] : []);
    },
  );
  expect([...seen].sort()).toEqual([false, true]);
});

test.each(['directory', 'current directory'])('%s: the recovery is killed too', async (kind) => {
  for (let changes = 1; ; changes++) {
    const place = placeIn(`recovered-${kind}-${changes}`, kind);
    await replacements.get(kind)?.(place, 'old');
    const signal = await replaceAndKill(kind, place, changes);
    for (const next of [1, 2, 1]) await replaceAndKill('recovery', place, next);
    const found = readFiles(place);
    if (signal === null) break;
    const [old, fresh] = [btoa('old'), btoa('new')];
    const notes = notesOf.get(kind);
    const theirs = notes !== undefined && existsSync(join(place, notes)) ? { [notes]: btoa('mine') } : {};
    expect([
      { 'run.json': old, 'models/old.bin': old, ...theirs },
      {
        'run.json': fresh,
        'models/new.bin': fresh,
        ...(notes === undefined ? {} : { 'reports/new.html': fresh }),
        ...theirs,
      },
    ]).toContainEqual(found);
    const left = readdirSync(dirname(place), { recursive: true, encoding: 'utf8' });
    expect(left.filter((name) => name.includes('socratic'))).toEqual([]);
  }
});
