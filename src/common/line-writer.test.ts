// Files that appear whole, and sequences that stay in order.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AtomicLineWriter } from './line-writer.ts';
import { mapInOrder } from './ordered.ts';
import { markText, ownMark } from './process-mark.ts';

describe('a file of lines', () => {
  let folder = '';
  let path = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'line-writer-'));
    path = join(folder, 'lines.jsonl');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('is there when it is whole, however large', () => {
    const writer = new AtomicLineWriter(path);
    for (let i = 0; i < 10_000; i++) writer.write({ i, text: 'é'.repeat(10) });
    expect(existsSync(path)).toBe(false);
    writer.commit();
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(10_000);
    expect(JSON.parse(lines.at(-1) ?? '')).toEqual({ i: 9999, text: 'éééééééééé' });
    expect(readdirSync(folder)).toEqual(['lines.jsonl']);
  });

  test('that is discarded leaves what was there', () => {
    writeFileSync(path, 'before\n');
    const writer = new AtomicLineWriter(path);
    writer.write(1);
    writer.discard();
    expect(readFileSync(path, 'utf8')).toBe('before\n');
    expect(readdirSync(folder)).toEqual(['lines.jsonl']);
  });

  test('that is in its place already is not forgotten', () => {
    const writer = new AtomicLineWriter(path);
    writer.write(1);
    writer.commit();
    writer.discard();
    expect(readFileSync(path, 'utf8')).toBe('1\n');
  });

  test('clears away what killed processes left, and nothing else', () => {
    const nameOf = (name: string, pid: number) => `${name}.${markText({ ...ownMark(), pid })}-1.tmp`;
    const none = 2 ** 22 + 1; // larger than any process id
    const others = [nameOf('other.jsonl', none), nameOf('lines.jsonl', process.ppid)];
    const elsewhere = `lines.jsonl.${markText({ ...ownMark(), machine: '00000000', pid: none })}-1.tmp`;
    for (const name of [nameOf('lines.jsonl', none), elsewhere, ...others]) {
      writeFileSync(join(folder, name), '');
    }
    new AtomicLineWriter(path).commit();
    expect(readdirSync(folder).sort()).toEqual(['lines.jsonl', elsewhere, ...others].sort());
  });

  test('is written twice at the same time by one thread: the later one stays', () => {
    const [first, second] = [new AtomicLineWriter(path), new AtomicLineWriter(path)];
    first.write(1);
    second.write(2);
    first.commit();
    expect(readFileSync(path, 'utf8')).toBe('1\n');
    second.commit();
    expect(readFileSync(path, 'utf8')).toBe('2\n');
    expect(readdirSync(folder)).toEqual(['lines.jsonl']);
  });
});

describe('mapping in order', () => {
  const waits = [30, 1, 20, 1, 1, 10];
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

  test('works on so many at once and keeps the order', async () => {
    let [open, most] = [0, 0];
    const work = async (ms: number) => {
      most = Math.max(most, ++open);
      await pause(ms);
      open--;
      return ms;
    };
    const results: number[] = [];
    for await (const result of mapInOrder(waits, work, { width: 3 })) results.push(result);
    expect({ results, most }).toEqual({ results: waits, most: 3 });
  });

  test('ends with what has begun once it is stopped', async () => {
    let begun = 0;
    const work = async (ms: number) => {
      begun++;
      await pause(ms);
      return ms;
    };
    const results: number[] = [];
    for await (const result of mapInOrder(waits, work, { width: 2, stopped: () => begun >= 3 }))
      results.push(result);
    expect(results).toEqual([30, 1, 20]);
  });

  test('throws what an item throws when its turn comes, after the rest has settled', async () => {
    let settled = 0;
    const work = async (ms: number) => {
      await pause(ms);
      settled++;
      if (ms === 1) throw new Error('one');
      return ms;
    };
    const results: number[] = [];
    const all = async () => {
      for await (const result of mapInOrder(waits, work, { width: 3 })) results.push(result);
    };
    await expect(all()).rejects.toThrow('one');
    expect({ results, settled }).toEqual({ results: [30], settled: 4 });
  });
});
