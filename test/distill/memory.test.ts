// The memory that training is estimated to take: compared with what it takes, and refused where it is not there.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { SocraticError, silentReporter } from '../../src/common/index.ts';
import { generateArithmetic } from '../../src/data/index.ts';
import { type RunOptions, readRunRecord, scratchSettings, trainRun } from '../../src/distill/index.ts';

vi.setConfig({ testTimeout: 300_000 }); // real training steps: slow on a busy machine

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'memory-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { train, validation } = generateArithmetic({
  seed: 1,
  train: 80,
  validation: 4,
  test: 0,
  steps: { min: 3, max: 4 },
});

function optionsFor(out: string, tokenBudget: number, changes: Partial<RunOptions> = {}): RunOptions {
  return {
    dataset: { name: 'arithmetic', path: 'data/arithmetic', sha256: 'abc', train, validation },
    strategy: 'cot',
    mode: 'upfront',
    style: 'text',
    student: 'scratch:small',
    prompt: 'plain',
    seed: 1,
    optimizer: { ...scratchSettings, tokenBudget, validations: 1 },
    lengthOf: () => ({ epochs: 1 }),
    threads: 1,
    checkpointSeconds: 1000,
    out: join(folder, out),
    resume: false,
    force: false,
    ...changes,
  };
}

const context = { reporter: silentReporter };
const refusalOf = (options: RunOptions) =>
  trainRun(options, context).then(
    () => null,
    (error: unknown) => error,
  );

// Activations decide here, several hundred megabytes of them: smaller trainings are mostly Node.js itself, whose size differs
// between machines and moments.
test.each([
  ['all activations kept', 'scratch:small', 4096, false, 1],
  ['gradient checkpointing', 'scratch:small', 4096, true, 1],
  ['two sessions', 'scratch:tiny', 16_384, false, 2],
])('the estimate is within 15 % of the measured peak: %s', async (name, student, tokens, checkpointing, threads) => {
  const options = optionsFor(name, tokens, { student, threads });
  const record = await trainRun({ ...options, optimizer: { ...options.optimizer, checkpointing } }, context);
  const { memory, sessions } = record.models.student ?? {};
  expect(sessions).toBe(threads);
  expect(memory?.parts.activations).toBeGreaterThan(checkpointing ? 200e6 : 500e6);
  const ratio = (memory?.estimatedBytes ?? 0) / (memory?.measuredBytes ?? 1);
  expect(ratio).toBeGreaterThan(0.85);
  expect(ratio).toBeLessThan(1.15);
  expect(readRunRecord(options.out).models.student?.memory).toEqual(memory);
});

describe('a training that does not fit is refused before anything is written', () => {
  test('what it would take, what there is, and a batch that fits', async () => {
    const options = optionsFor('refused', 8192, { availableMemory: 500e6 });
    const error = await refusalOf(options);
    expect(error).toBeInstanceOf(SocraticError);
    expect(error).toMatchObject({
      code: 'memory-insufficient',
      details: { role: 'student', available: 500e6, estimate: expect.any(Number) },
    });
    const { message } = error as SocraticError;
    expect(message).toMatch(/`batchTokens: 8192` is estimated to take \d\.\d GB of memory, and 0\.5 GB are/);
    expect(message).toMatch(/Most of it: activations \d\.\d GB, /);
    expect(message).toMatch(/Fits: `batchTokens: (64|128|256|512)` \(0\.\d GB\)\. `accumulate: \d+` makes/);
    expect(message).toMatch(/Fits: `checkpointing: true` and `batchTokens: \d+` /);
    expect(message).not.toContain('lora'); // not for random weights
    expect(existsSync(options.out)).toBe(false);
  });

  test('the batch that it names is then accepted', async () => {
    const { message } = (await refusalOf(
      optionsFor('named', 8192, { availableMemory: 500e6 }),
    )) as SocraticError;
    const tokens = Number(/Fits: `batchTokens: (\d+)` \(/.exec(message)?.[1]);
    const record = await trainRun(
      optionsFor('named', tokens, { availableMemory: 500e6, lengthOf: () => ({ maxSteps: 1 }) }),
      context,
    );
    expect(record.status).toBe('trained');
  });

  test('where no batch fits, that is said; null does not compare', async () => {
    const refused = optionsFor('none', 512, { availableMemory: 100e6 });
    expect(((await refusalOf(refused)) as SocraticError).message).toContain('No smaller batch fits either');
    const started = optionsFor('none', 256, { availableMemory: null, lengthOf: () => ({ maxSteps: 1 }) });
    expect((await trainRun(started, context)).status).toBe('trained');
  });
});
