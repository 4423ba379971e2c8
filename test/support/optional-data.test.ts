// Tests with and without optional data. Each run of vitest here is a child process on a few files of this repository.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { needs, needsWebgpu, optionsFor, pathOf, skipUnless } from './optional-data.ts';
import { requiredNames } from './optional-items.ts';
import { closingLine } from './skipped-tests.ts';

vi.setConfig({ testTimeout: 300_000 }); // vitest starts slowly on a busy machine
const root = join(import.meta.dirname, '../..');
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'optional-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Every file that vitest may collect, and what these files share, by path from the root. */
function testFiles(): string[] {
  return ['src', 'test']
    .flatMap((top) =>
      readdirSync(join(root, top), { recursive: true, encoding: 'utf8' }).map((p) => join(top, p)),
    )
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /\.(?:test|parity|real|webgpu)\.ts$/.test(path) || /^test\/.*\.ts$/.test(path))
    .filter((path) => !path.includes('node_modules') && !path.startsWith('test/support/'));
}
const textOf = (path: string) => readFileSync(join(root, path), 'utf8');

/** Runs vitest as a person does, in an environment where nothing optional is named but by `environment`. */
function vitest(environment: NodeJS.ProcessEnv, ...argv: readonly string[]) {
  const { PATH, HOME } = process.env;
  const nothing = { SOCRATIC_SHARED: join(folder, 'nothing'), SOCRATIC_SMOLLM2: join(folder, 'no.gguf') };
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'node_modules/vitest/vitest.mjs'), ...argv],
    { cwd: root, encoding: 'utf8', env: { PATH, HOME, CI: 'true', ...nothing, ...environment } },
  );
  const output = stripVTControlCharacters(stdout);
  return {
    status,
    output,
    errors: stripVTControlCharacters(stderr),
    last: output.trimEnd().split('\n').at(-1),
  };
}

describe('what a test needs', needs(), () => {
  const stub = (environment: Readonly<Record<string, string>>) => {
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  };

  test('is there: the test runs, and is told where it is', () => {
    const python = '/opt/some/python';
    mkdirSync(join(folder, 'here/data'), { recursive: true });
    stub({
      SOCRATIC_SHARED: join(folder, 'here'),
      SOCRATIC_PYTHON: python,
      SOCRATIC_REQUIRE: 'datasets, python',
    });
    expect(optionsFor(['datasets', 'python'])).toEqual({});
    expect(pathOf('datasets')).toBe(join(folder, 'here/data'));
    expect(pathOf('python')).toBe(python);
  });

  test('is missing: the test is skipped, and says what to do', () => {
    stub({ SOCRATIC_SHARED: join(folder, 'gone'), SOCRATIC_PYTHON: '', SOCRATIC_REQUIRE: 'smollm2' });
    expect(optionsFor(['python', 'datasets'])).toEqual({
      skip: true,
      meta: {
        missing: expect.stringMatching(
          /^a Python .*SOCRATIC_PYTHON.* and the published datasets \(.*SOCRATIC_SHARED\)$/,
        ),
      },
    });
    expect(() => pathOf('datasets')).toThrow('the published datasets');
    expect(() => pathOf('python')).toThrow('SOCRATIC_PYTHON');
    expect(needsWebgpu('no adapter')).toMatchObject({ skip: true });
    expect(needsWebgpu(null)).toEqual({});
  });

  test('is missing and required: an error', () => {
    stub({ SOCRATIC_SHARED: join(folder, 'gone'), SOCRATIC_REQUIRE: 'webgpu,cases' });
    expect(() => optionsFor(['cases'])).toThrow(
      'SOCRATIC_REQUIRE names cases, but this is missing: the collected cases',
    );
    expect(optionsFor(['datasets'])).toMatchObject({ skip: true });
    expect(() => needsWebgpu('no adapter')).toThrow('no adapter');
  });

  test('a name that does not exist is an error', () => {
    stub({ SOCRATIC_REQUIRE: 'smollm2,pyhton' });
    expect(() => requiredNames()).toThrow('SOCRATIC_REQUIRE names pyhton');
    expect(() => optionsFor(['smollm2'])).toThrow('pyhton');
    stub({ SOCRATIC_REQUIRE: '' });
    expect(requiredNames().size).toBe(0);
  });

  test('another system', () => {
    expect(skipUnless(true, 'Linux')).toEqual({});
    expect(skipUnless(false, 'Linux')).toEqual({ skip: true, meta: { missing: 'Linux' } });
  });

  test('cannot be read while tests are collected, even when it is there', async () => {
    stub({ SOCRATIC_PYTHON: '/opt/some/python' });
    expect(pathOf('python')).toBe('/opt/some/python');
    vi.resetModules();
    const fresh = await import('./optional-data.ts'); // as it is before the first hook of a file
    expect(fresh.optionsFor(['python'])).toEqual({});
    expect(() => fresh.pathOf('python')).toThrow('while tests are collected');
  });
});

test('the closing line counts the skipped tests by reason', () => {
  expect(closingLine([])).toBe('Skipped tests: none.');
  expect(closingLine(['without a', 'without b', 'without a'])).toBe(
    'Skipped tests: 3. 2 without a; 1 without b.',
  );
});

describe('a run of vitest', () => {
  const file = 'src/data/answer/gsm8k.test.ts';

  test('without the data skips, and its last line says so', () => {
    const { status, last } = vitest({}, 'run', file);
    expect(last).toMatch(/^Skipped tests: (\d+)\. \1 without the published datasets \(/);
    expect(status).toBe(0);
  });

  test('tests that -t leaves out are counted apart', () => {
    const { status, last } = vitest({}, 'run', 'src/data/calculator/annotations.test.ts', '-t', 'recomputed');
    expect(last).toMatch(
      /^Skipped tests: (\d+)\. \d+ not selected by -t; 1 without the published datasets \(/,
    );
    const [, all, unselected] = /(\d+)\. (\d+) not/.exec(last ?? '') ?? [];
    expect(Number(unselected)).toBe(Number(all) - 1);
    expect(Number(unselected)).toBeGreaterThan(10);
    expect(status).toBe(0);
  });

  test('without the data that SOCRATIC_REQUIRE names fails', () => {
    const { status, errors } = vitest({ SOCRATIC_REQUIRE: 'datasets' }, 'run', file);
    expect(status).toBe(1);
    expect(errors).toContain('SOCRATIC_REQUIRE names datasets, but this is missing: the published datasets');
  });
});

test('no other file decides whether optional data is there', () => {
  const own = [
    /\bshared\/(?:data|cases)/,
    /env\.(?:CI|SOCRATIC_(?:SHARED|SMOLLM2|PYTHON|REQUIRE))\b/,
    /\.(?:skipIf|runIf)\(/,
  ];
  const found = testFiles().flatMap((path) =>
    own.filter((pattern) => pattern.test(textOf(path))).map((pattern) => `${path}: ${pattern}`),
  );
  expect(found).toEqual([]);
});
