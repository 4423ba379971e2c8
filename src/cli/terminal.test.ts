import { expect, test } from 'vitest';
import { createTerminalReporter } from './terminal.ts';

function setUp({ isTTY = false, columns = 80, quiet = false } = {}) {
  let text = '';
  let time = 0;
  const reporter = createTerminalReporter(
    { isTTY, columns, write: (part: string) => (text += part) },
    { quiet, now: () => time },
  );
  return {
    reporter,
    advance: (ms: number) => {
      time += ms;
    },
    written: () => {
      const seen = text;
      text = '';
      return seen;
    },
  };
}
const esc = '\x1b';

test('in a pipe a task of a minute says something after 1 s and then every 5 s, and how it ended', () => {
  const { reporter, advance, written } = setUp();
  for (let step = 0; step <= 600; step++) {
    reporter.progress('qa', { done: step, total: 600, note: 'loss 1.2' });
    advance(100);
  }
  const lines = written().trimEnd().split('\n');
  expect(lines[0]).toBe('qa    1 %  10/600  loss 1.2  59 s left');
  expect(lines[1]).toBe('qa   10 %  60/600  loss 1.2  54 s left');
  expect(lines.at(-1)).toBe('qa  600  loss 1.2  in 1 min');
  expect(lines).toHaveLength(13);
  expect(lines.join('')).not.toContain(esc);
});

test('in a pipe a short task is one line, and one of ten hours is not thousands', () => {
  const short = setUp();
  for (let done = 0; done <= 10; done++) {
    short.reporter.progress('read', { done, total: 10 });
    short.advance(50);
  }
  expect(short.written()).toBe('read  10  in 0.5 s\n');

  const long = setUp();
  for (let done = 0; done <= 36_000; done++) {
    long.reporter.progress('train', { done, total: 36_000 });
    long.advance(1000);
  }
  const lines = long.written().trimEnd().split('\n');
  expect(lines.length).toBeGreaterThan(50);
  expect(lines.length).toBeLessThan(250);
});

test('how long a task took is only said where it was seen to begin', () => {
  const { reporter, advance, written } = setUp();
  reporter.progress('qa', { done: 600, total: 600 });
  expect(written()).toBe('qa  600\n');
  reporter.progress('qa', { done: 0, total: 600 });
  advance(20);
  reporter.progress('qa', { done: 600, total: 600 });
  expect(written()).toBe('qa  600  in less than 0.1 s\n');
});

test('the time left of a resumed task comes from its speed now, not from what was done before', () => {
  const { reporter, advance, written } = setUp();
  reporter.progress('train', { done: 900, total: 1000 });
  advance(5000);
  reporter.progress('train', { done: 950, total: 1000 });
  expect(written()).toBe('train   95 %  950/1,000  5 s left\n');
});

test('on a terminal one live line is redrawn in place and messages stand above it', () => {
  const { reporter, advance, written } = setUp({ isTTY: true });
  reporter.progress('qa', { done: 0, total: 4 });
  expect(written()).toBe(`\r${esc}[2Kqa  ░░░░░░░░░░░░░░░░░░░░░░░░   0 %`);
  advance(50);
  reporter.progress('qa', { done: 1, total: 4 });
  expect(written()).toBe(''); // too soon to redraw
  advance(1950);
  reporter.progress('qa', { done: 1, total: 4, note: 'loss 2.5' });
  const line = 'qa  ██████░░░░░░░░░░░░░░░░░░  25 %  loss 2.5  6 s left';
  expect(written()).toBe(`\r${esc}[2K${line}`);
  reporter.info('checkpoint saved');
  expect(written()).toBe(`\r${esc}[2Kcheckpoint saved\n${line}`);
  reporter.close();
  expect(written()).toBe(`\r${esc}[2K`);
});

test('a finished task leaves its line and no live line behind', () => {
  const { reporter, advance, written } = setUp({ isTTY: true });
  reporter.progress('qa', { done: 1, total: 2 });
  written();
  advance(3000);
  reporter.progress('qa', { done: 2, total: 2, note: 'loss 1.0' });
  expect(written()).toMatch(/^\r.\[2Kqa {2}2 {2}loss 1\.0 {2}(.\[2m)?in 3\.0 s(.\[22m)?\n$/);
  reporter.info('next');
  expect(written()).toBe('next\n');
});

test('a live line never wraps', () => {
  const { reporter, written } = setUp({ isTTY: true, columns: 30 });
  reporter.progress('a task with a very long name', { done: 1, total: 2 });
  const line = written().replace(`\r${esc}[2K`, '');
  expect([...line]).toHaveLength(29);
  expect(line.endsWith('…')).toBe(true);
});

test('--quiet leaves warnings only', () => {
  const { reporter, written } = setUp({ quiet: true });
  reporter.info('reading');
  reporter.progress('read', { done: 1, total: 1 });
  reporter.warn('2 lines were set aside');
  expect(written()).toBe('warning  2 lines were set aside\n');
});
