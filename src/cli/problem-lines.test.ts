import { PassThrough, Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { inOrder, problemLines } from './problem-lines.ts';

const never = new AbortController().signal;

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

test('lines of every kind of end, without empty ones', async () => {
  const input = Readable.from(['How many?\r\n\n  What', ' now?  \n', '\t\nlast']);
  expect(await all(problemLines(input, never))).toEqual(['How many?', 'What now?', 'last']);
});

test('a stop ends them while nothing comes', async () => {
  const input = new PassThrough();
  const controller = new AbortController();
  input.write('one\n');
  const lines = problemLines(input, controller.signal);
  expect((await lines.next()).value).toBe('one');
  const rest = all(lines);
  controller.abort();
  expect(await rest).toEqual([]);
});

test('an input without an end of a line is refused before it fills the memory', async () => {
  let sent = 0;
  const endless = new Readable({
    read() {
      sent += 65_536;
      this.push('0'.repeat(65_536));
    },
  });
  await expect(all(problemLines(endless, never))).rejects.toMatchObject({ code: 'invalid-value' });
  expect(sent).toBeLessThan(3_000_000);
});

test('results come in the order of the items, as soon as they can, and no more than allowed are under way', async () => {
  let [underWay, most] = [0, 0];
  const delays = [30, 1, 20, 1, 1, 10, 1];
  const work = async (item: number) => {
    most = Math.max(most, ++underWay);
    await new Promise((resolve) => setTimeout(resolve, delays[item]));
    underWay--;
    return item;
  };
  const items = async function* () {
    for (const [index] of delays.entries()) yield index;
  };
  expect(await all(inOrder(items(), 3, work))).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(most).toBe(3);
});

test('a result does not wait for the next item, and a failure comes in its turn', async () => {
  const input = new PassThrough();
  const results = inOrder(problemLines(input, never), 4, async (line) => {
    if (line === 'bad') throw new Error('no');
    return line;
  });
  input.write('one\n');
  expect((await results.next()).value).toBe('one'); // nothing follows yet
  input.write('two\nbad\nthree\n');
  expect((await results.next()).value).toBe('two');
  await expect(results.next()).rejects.toThrow('no');
});
