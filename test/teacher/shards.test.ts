// `socratic annotate --shard` on several machines, and `annotations merge`: the file is the one that one machine would have written.
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Annotation } from '../../src/teacher/index.ts';
import { socratic, socraticJson } from './cli.ts';
import { type FaultServer, type Plan, startFaultServer } from './fault-server.ts';
import { goodChain, numbersOf, writePrices, writeSums } from './fixtures.ts';

let folder = '';
let server: FaultServer;
let plan: Plan;
let data = '';
let spec = '';

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shards-'));
  plan = (call) => ({ do: 'answer', text: goodChain(call) });
  server = await startFaultServer((call) => plan(call));
  spec = `openai-compatible:${server.url}#teacher`;
  data = writeSums(folder, 12, 5);
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const fileOf = (name: string) => join(folder, `${name}.jsonl`);
const text = (name: string) => readFileSync(fileOf(name), 'utf8');
const record = (name: string) =>
  JSON.parse(readFileSync(`${fileOf(name)}.run.json`, 'utf8')) as Record<string, unknown>;
/** A machine has its own store. */
const machine = (name: string, ...more: string[]) => [
  ...['annotate', '--data', data, '--teacher', spec, '--kind', 'cot', '--out', fileOf(name)],
  ...['--store', join(folder, `store-${name}`), '--prices', writePrices(folder, spec), ...more],
];
const merge = (names: readonly string[], ...more: string[]) =>
  socraticJson(
    ...['annotations', 'merge', ...names.map(fileOf), '--data', data, '--out', fileOf('all'), ...more],
  );
const shards = (count: number) => Array.from({ length: count }, (_, index) => `${index + 1}of${count}`);
async function annotateShards(count: number, ...more: string[]): Promise<string[]> {
  for (const [index, name] of shards(count).entries()) {
    const { exitCode, stderr } = await socratic(
      ...machine(name, '--shard', `${index + 1}/${count}`, ...more),
    );
    expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
  }
  return shards(count);
}
const idsOf = (name: string) =>
  text(name)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as Annotation).problemId);

/** Three samples of which the second says what the first does; p3 and p9 are never answered, p5 not the first time. */
const mixed: Plan = (call) => {
  const { a, b } = numbersOf(call);
  const sample = call.earlier % 3;
  if (a === 14 || a === 20 || (a === 16 && sample === 0)) {
    return { do: 'status', status: 400, body: '{"error": {"message": "too long"}}' };
  }
  if (a === 12 && sample === 2) return { do: 'answer', text: 'No.\n#### 1' };
  return {
    do: 'answer',
    text: sample === 2 ? `In all it is ${a} + ${b} = ${a + b} of them.\n#### ${a + b}` : goodChain(call),
  };
};

test.each([2, 3, 5])('%d shards merged are byte for byte what one machine writes', async (count) => {
  plan = mixed;
  const flags = ['--samples', '3', '--concurrency', '1'];
  const whole = await socraticJson(...machine('whole', ...flags));
  const merged = await merge(await annotateShards(count, ...flags));
  expect(merged.exitCode).toBe(0);
  expect(text('all')).toBe(text('whole'));
  expect(idsOf('all').filter((id) => id === 'p5')).toHaveLength(2);
  expect(idsOf('all')).not.toContain('p3');
  // the record too, but for what says who wrote it when
  const own = { id: '', startedAt: '', mergedFrom: undefined };
  expect({ ...record('all'), ...own }).toEqual({ ...record('whole'), ...own });
  expect(merged.json).toMatchObject({ status: 'annotated', shards: count, of: count, missing: [] });
  expect(merged.json.unanswered).toMatchObject([{ kind: 'rejected', count: 7 }]);
  const { record: _, out: __, rereading: ___, answersMissing: ____, ...report } = whole.json;
  expect(merged.json).toMatchObject(report);
});

test('more shards than problems: some are empty', async () => {
  const merged = await merge(await annotateShards(5, '--limit', '3'));
  expect(merged.json).toMatchObject({ status: 'annotated', chains: 3 });
  expect(text('5of5')).toBe('');
  expect(idsOf('all')).toEqual(['p0', 'p1', 'p2']);
});

test('a shard keeps to its problems with every option: limit, split, dry run, a second start', async () => {
  const second = ['--shard', '2/4'];
  const dry = await socraticJson(...machine('dry', ...second, '--dry-run'));
  expect(dry.json).toMatchObject({ problems: 4, calls: 4 });
  const limited = await socraticJson(...machine('limited', ...second, '--limit', '6'));
  expect(limited.json).toMatchObject({ problems: 2, answered: 2 });
  expect(idsOf('limited')).toEqual(['p1', 'p5']);
  expect(record('limited')).toMatchObject({ limit: 6, identity: { shard: { index: 2, count: 4 } } });
  const whole = await socraticJson(...machine('limited', ...second));
  expect(whole.json).toMatchObject({ answered: 2, reused: 2 });
  expect(idsOf('limited')).toEqual(['p1', 'p5', 'p9', 'p13']);
  await socratic(...machine('split', ...second, '--split', 'validation'));
  expect(idsOf('split')).toEqual(['p13']);
  const other = await socraticJson(...machine('limited', '--shard', '3/4'));
  expect(other.json.error).toMatchObject({
    code: 'annotations-differ',
    message: expect.stringContaining('shard was {"index":2,"count":4}, now {"index":3,"count":4}'),
  });
  expect((await socraticJson(...machine('limited'))).json.error).toMatchObject({
    message: expect.stringContaining('now none'),
  });
});

test('shards of a limited run make the limited file; different limits are refused', async () => {
  await socratic(...machine('whole', '--limit', '7'));
  const names = await annotateShards(3, '--limit', '7');
  expect((await merge(names)).json).toMatchObject({ problems: 7 });
  expect(text('all')).toBe(text('whole'));
  await socratic(...machine(names[1] ?? '', '--shard', '2/3', '--limit', '9'));
  expect((await merge(names, '--force')).json.error).toMatchObject({
    code: 'shards-differ',
    message: expect.stringContaining('limit was 7, now 9'),
  });
});

test('shards that different readers have read are merged, with a warning', async () => {
  const names = await annotateShards(2, '--limit', '4');
  const path = `${fileOf('1of2')}.run.json`;
  const { reader } = record('1of2');
  writeFileSync(path, JSON.stringify({ ...record('1of2'), reader: '1+1.0.0' }));
  const { json, stderr } = await merge(names);
  expect(json).toMatchObject({ status: 'annotated', reader: null });
  expect(stderr).toContain(`different versions of the reader (1+1.0.0, ${reader})`);
  expect(stderr).toContain('--reread');
  const again = await socraticJson(...machine('1of2', '--shard', '1/2', '--limit', '4', '--reread'));
  expect(again.json).toMatchObject({ reader, rereading: { before: '1+1.0.0' } });
  expect((await merge(names, '--force')).json).toMatchObject({ reader });
});

test('--max-cost is for one shard, and what all of them cost is added up', async () => {
  const { json } = await socraticJson(...machine('1of2', '--shard', '1/2', '--max-cost', '0.00001'));
  expect(json.error).toMatchObject({ code: 'budget-reached' });
  const names = await annotateShards(2, '--max-cost', '0.02');
  const merged = await merge(names);
  const costs = names.map((name) => (record(name).result as { cost: { spent: number } }).cost.spent);
  expect(costs).toEqual([0.00126, 0.00112]);
  expect(merged.json.cost).toMatchObject({ spent: 0.00238, perKeptChain: 0.00014, unresolvedCalls: 0 });
});

describe('what is not whole or does not belong together', () => {
  let names: string[] = [];
  beforeEach(async () => {
    names = await annotateShards(3);
  });

  const codeOf = async (...parameters: Parameters<typeof merge>) => {
    const { exitCode, json } = await merge(...parameters);
    expect(existsSync(fileOf('all'))).toBe(false);
    return { exitCode, ...(json.error as { code: string; message: string }) };
  };

  test('missing shards are named, and left out only when told to', async () => {
    expect(await codeOf(['2of3'])).toMatchObject({
      exitCode: 2,
      code: 'shards-missing',
      message: expect.stringContaining('2 of 3 shards are missing: 1/3, 3/3.'),
    });
    const { exitCode, json } = await merge(['3of3', '1of3'], '--allow-incomplete');
    expect(exitCode).toBe(0);
    expect(json).toMatchObject({ status: 'stopped', missing: [2], chains: 11 });
    expect(idsOf('all')).toEqual([0, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15].map((index) => `p${index}`));
    expect(record('all')).toMatchObject({ status: 'stopped' });
  });

  test('a shard that stands there twice, or is none', async () => {
    cpSync(fileOf('2of3'), fileOf('copy'));
    cpSync(`${fileOf('2of3')}.run.json`, `${fileOf('copy')}.run.json`);
    expect(await codeOf([...names, 'copy'])).toMatchObject({ code: 'shards-doubled' });
    rmSync(`${fileOf('copy')}.run.json`);
    expect(await codeOf([...names, 'copy'])).toMatchObject({ code: 'shard-record-missing' });
    await socratic(...machine('plain'));
    expect(await codeOf([...names, 'plain'])).toMatchObject({ code: 'shard-expected' });
  });

  test('shards of other settings, of another N, of other data', async () => {
    await socratic(...machine('warm', '--shard', '1/3', '--temperature', '0.5'));
    expect(await codeOf(['warm', '2of3', '3of3'])).toMatchObject({
      code: 'shards-differ',
      message: expect.stringMatching(/temperature was 0\.5, now 0|temperature was 0, now 0\.5/),
    });
    await socratic(...machine('1of2', '--shard', '1/2'));
    expect(await codeOf(['1of2', '2of3', '3of3'])).toMatchObject({
      code: 'shards-differ',
      message: expect.stringContaining('the shard was 1/2, now 2/3'),
    });
    appendFileSync(
      join(data, 'train.jsonl'),
      `${JSON.stringify({ id: 'new', question: 'q', answer: '1' })}\n`,
    );
    expect(await codeOf(names)).toMatchObject({ exitCode: 2, code: 'data-differs' });
  });

  test('a shard that was stopped, or never ended', async () => {
    const path = `${fileOf('2of3')}.run.json`;
    const before = readFileSync(path, 'utf8');
    plan = () => ({ do: 'status', status: 401 });
    rmSync(join(folder, 'store-2of3'), { recursive: true });
    await socratic(...machine('2of3', '--shard', '2/3'));
    expect(await codeOf(names)).toMatchObject({
      exitCode: 2,
      code: 'shards-unfinished',
      message: expect.stringContaining('shard 2/3'),
    });
    writeFileSync(path, JSON.stringify({ ...JSON.parse(before), status: 'annotating', result: null }));
    const { stderr, json } = await merge(names, '--allow-incomplete');
    expect(stderr).toContain('does not say what');
    expect(json).toMatchObject({ status: 'stopped', chains: 17, cost: { spent: 0.00154 } });
  });

  test('a file that was cut off, edited or put in another order', async () => {
    const path = fileOf('2of3');
    const whole = readFileSync(path, 'utf8');
    const lines = whole.trimEnd().split('\n');
    const write = (...kept: string[]) => writeFileSync(path, kept.map((line) => `${line}\n`).join(''));
    write(...lines.slice(0, -1));
    expect(await codeOf(names)).toMatchObject({ exitCode: 2, code: 'annotations-changed' });
    writeFileSync(path, whole.slice(0, -20));
    expect(await codeOf(names)).toMatchObject({ code: 'annotation-unreadable' });
    write(...lines.toReversed());
    expect(await codeOf(names)).toMatchObject({
      code: 'annotations-unmatched',
      message: expect.stringMatching(/2of3\.jsonl:\d+: problem p\d+ /),
    });
    rmSync(path);
    expect(await codeOf(names)).toMatchObject({ code: 'file-unreadable' });
  });

  test('the merged file is not written over, nor gone on with, nor merged again', async () => {
    expect((await merge(names)).exitCode).toBe(0);
    expect((await merge(names)).json.error).toMatchObject({ code: 'out-exists' });
    rmSync(fileOf('all'));
    expect((await merge(names)).json.error).toMatchObject({ code: 'out-exists' }); // the record alone
    expect((await merge(names, '--force')).exitCode).toBe(0);
    const calls = server.log.length;
    expect((await socraticJson(...machine('all'))).json.error).toMatchObject({ code: 'annotations-merged' });
    expect(server.log).toHaveLength(calls);
    cpSync(fileOf('all'), fileOf('again'));
    cpSync(`${fileOf('all')}.run.json`, `${fileOf('again')}.run.json`);
    expect((await merge([...names, 'again'], '--force')).json.error).toMatchObject({
      code: 'shard-expected',
    });
    expect((await merge([...names, 'all'], '--force')).json.error).toMatchObject({ code: 'out-is-input' });
  });
});

test('train learns from a merged file', async () => {
  expect((await merge(await annotateShards(2))).exitCode).toBe(0);
  const { exitCode, json } = await socraticJson(
    ...['train', '--data', data, '--annotations', fileOf('all'), '--strategy', 'cot', '--student'],
    ...['scratch:tiny', '--max-steps', '1', '--threads', '1', '--out', join(folder, 'run')],
  );
  expect(exitCode).toBe(0);
  expect(json.dataset).toMatchObject({ trainProblems: 12 });
});

test.each([
  ['--shard 0/4', ['--shard', '0/4'], 'invalid-value'],
  ['--shard 5/4', ['--shard', '5/4'], 'invalid-value'],
  ['--shard 2', ['--shard', '2'], 'invalid-value'],
  ['--allow-incomplete, of another command', ['--allow-incomplete'], 'unknown-option'],
])('%s is refused', async (_name, flags, code) => {
  const { exitCode, json } = await socraticJson(...machine('x', ...flags));
  expect({ exitCode, code: (json.error as { code: string }).code }).toEqual({ exitCode: 2, code });
});

test('the former spelling merges too, and says how it is written today', async () => {
  const files = (await annotateShards(2)).map(fileOf);
  const { exitCode, stderr, json } = await socraticJson(
    ...['annotate', '--merge', ...files, '--data', data, '--out', fileOf('all')],
  );
  expect([exitCode, json]).toMatchObject([0, { status: 'annotated', shards: 2 }]);
  expect(stderr).toContain(
    `Today it is written: socratic annotations merge ${files.join(' ')} --data ${data}`,
  );
});
