// A caller on a store of its own for every test of a file.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LanguageModelV3 } from '@ai-sdk/provider';
import { afterEach, beforeEach } from 'vitest';
import { ResponseStore } from '../store/index.ts';
import { Caller, type CallerOptions, type CallerSettings } from './index.ts';

export const settings: CallerSettings = { concurrency: 4, timeoutMs: 2000, retries: 2, backoffMs: 1 };

/** Opens a store before each test, and removes it afterwards. */
export function storeForEachTest() {
  const world = { folder: '', store: undefined as unknown as ResponseStore };
  beforeEach(async () => {
    world.folder = mkdtempSync(join(tmpdir(), 'caller-'));
    world.store = await ResponseStore.open(world.folder);
  });
  afterEach(async () => {
    await world.store.close();
    rmSync(world.folder, { recursive: true, force: true });
  });
  return world;
}

export const callerOptions = (store: ResponseStore, model: LanguageModelV3): CallerOptions => ({
  model,
  spec: 'fake:1',
  parameters: { temperature: 0, maxOutputTokens: 100 },
  secrets: [],
  store,
  account: 'run',
  price: { input: 1, output: 2 },
  ceiling: null,
  settings,
});

export function callerOn(
  store: ResponseStore,
  model: LanguageModelV3,
  more: Partial<CallerOptions> = {},
): Caller {
  return new Caller({ ...callerOptions(store, model), ...more });
}

export const textOf = (answer: Awaited<ReturnType<Caller['ask']>>) =>
  answer.kind === 'answered' ? answer.response.text : answer.failure.kind;
