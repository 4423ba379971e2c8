// The stage runner of .ci/run and .ci/deep, on scripts of a few stages; and the two scripts' own lists.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { skipUnless } from './support/optional-data.ts';

const root = join(import.meta.dirname, '..');
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stages-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function bash(...argv: readonly string[]) {
  const { status, stdout, stderr } = spawnSync('bash', argv, { cwd: folder, encoding: 'utf8' });
  return { status, stdout, stderr, last: stdout.trimEnd().split('\n').at(-1) };
}

// The checkout that runs this test is installed: the scripts must not change it meanwhile.
const installed = 'before_stages() { echo installed; }';

/** A script with stages of its own. */
function script(stages: string): string {
  const path = join(folder, 'script');
  writeFileSync(path, `source ${root}/.ci/lib.sh\n${installed}\n${stages}\nrun_stages "$@"\n`);
  return path;
}

const three = `
download() { echo downloading; }
first() { prepare download; echo "in $(basename "$PWD"), $1"; }
second() { prepare download; cat; false; echo unreachable; }
third() { prepare download; echo third; }
stage first 'the first one' first 'an argument'
stage second 'fails' second
stage third 'another' third
`;

describe('stages', skipUnless(process.platform !== 'win32', 'Bash'), () => {
  test('run in order, up to the first that fails; none waits for input', () => {
    const { status, stdout, last } = bash(script(three));
    expect(status).toBe(1);
    expect(last).toBe('stages: 1 passed, 1 failed');
    expect(stdout).toMatch(/^installed\n/);
    expect(stdout).toContain('The stage "second" failed or was stopped (exit code 1).');
    expect(stdout).toMatch(/=== first: the first one\ndownloading\nin \S+, an argument\n--- first: \d+ s\n/);
    expect(stdout).not.toMatch(/unreachable|third/);
  });

  test('that are stopped by a signal have not passed', () => {
    const { last } = bash(script('stop() { kill $$; }\nstage first "is stopped" stop'));
    expect(last).toBe('stages: 0 passed, 1 failed');
  });

  test('run alone by name; what several need is prepared once', () => {
    const { status, stdout, last } = bash(script(three), 'third', 'first');
    expect(status).toBe(0);
    expect(last).toBe('stages: 2 passed, 0 failed');
    expect(stdout.match(/downloading/g)).toHaveLength(1);
    expect(stdout.indexOf('=== third')).toBeLessThan(stdout.indexOf('=== first'));
  });

  test('are listed', () => {
    const { status, stdout } = bash(script(three), '--list');
    expect(status).toBe(0);
    expect(stdout.split('\n').map((line) => line.split(/\s{2,}/))).toEqual([
      ['first', 'the first one'],
      ['second', 'fails'],
      ['third', 'another'],
      [''],
    ]);
  });

  test('that do not exist are an error before any stage runs', () => {
    const { status, stdout, stderr } = bash(script(three), 'first', 'fourth');
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('There is no stage "fourth". Expected some of: first second third.');
  });

  const repository = skipUnless(existsSync(join(root, '.git')), 'a git repository');
  test('the clone that a stage makes has the last commit, and nothing beside it', repository, () => {
    const clone =
      'clone() { fresh_clone "$scratch/here"; ls -A "$scratch/here"; git -C "$scratch/here/socratic" status --short; }';
    const { status, stdout } = bash(script(`${clone}\nstage clone 'a clone' clone`));
    expect(status).toBe(0);
    expect(stdout).toMatch(/=== clone: a clone\nsocratic\n--- clone/);
  });

  test('the README names the versions of Node.js that CI runs', () => {
    const list = bash(join(root, '.ci/run'), '--list').stdout;
    const majors = [...list.matchAll(/^node-(\d+) /gm)].map(([, major]) => major);
    expect(majors).toHaveLength(3);
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    expect(readme).toContain(`Node.js 20, ${majors.slice(0, -1).join(', ')} and ${majors.at(-1)}`);
    const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      engines: { node: string };
    };
    const ranges = engines.node.split(' || ').map((range) => /\d+/.exec(range)?.[0]);
    expect(ranges).toEqual(['20', ...majors]);
    expect(bash(join(root, '.ci/deep'), '--list').stdout).toMatch(/^kills /m);
  });
});
