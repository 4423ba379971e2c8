import { describe, expect, test } from 'vitest';
import { type ProgressUpdate, type Reporter, silentReporter } from '../common/index.ts';
import { StagedProgress } from './stages.ts';

/** Ten seconds of training and thirty of evaluating, and every line that was reported. */
function staged() {
  const lines: (ProgressUpdate & { readonly name: string })[] = [];
  const said: string[] = [];
  const reporter: Reporter = {
    progress: (name, update) => lines.push({ name, ...update }),
    info: (message) => said.push(`info ${message}`),
    warn: (message) => said.push(`warn ${message}`),
  };
  const progress = new StagedProgress(reporter, 'whole', [
    { name: 'train', expectedSeconds: 10 },
    { name: 'evaluate', expectedSeconds: 30 },
  ]);
  return { progress, lines, said, last: () => lines.at(-1) };
}

describe('StagedProgress', () => {
  test('a stage moves the whole on by its share of the expected time', () => {
    const { progress, last } = staged();
    const train = progress.stage('train');
    train.progress('some task', { done: 5, total: 20, note: 'loss 1.2' });
    expect(last()).toEqual({ name: 'whole', done: 2.5 / 40, total: 1, note: 'train, loss 1.2' });
    train.progress('some task', { done: 20, total: 20 });
    expect(last()).toEqual({ name: 'whole', done: 10 / 40, total: 1, note: 'train' });
    progress.stage('evaluate').progress('other', { done: 1, total: 2 });
    expect(last()).toMatchObject({ done: 25 / 40, note: 'evaluate' });
  });

  test('stages side by side add up', () => {
    const { progress, last } = staged();
    const [train, evaluate] = [progress.stage('train'), progress.stage('evaluate')];
    evaluate.progress('e', { done: 1, total: 3 });
    train.progress('t', { done: 1, total: 2 });
    expect(last()).toMatchObject({ done: 15 / 40 });
    evaluate.progress('e', { done: 2, total: 3 });
    expect(last()).toMatchObject({ done: 25 / 40 });
  });

  test('the parts of a stage follow each other and never go back', () => {
    const { progress, lines } = staged();
    for (const [from, to] of [
      [0, 0.4],
      [0.4, 1],
    ] as const) {
      const part = progress.stage('evaluate', from, to);
      for (const done of [0, 1, 2]) part.progress('p', { done, total: 2 });
    }
    const reached = [0, 6, 12, 12, 21, 30];
    expect(lines.map(({ done }) => done)).toEqual(reached.map((seconds) => expect.closeTo(seconds / 40, 9)));
  });

  test('a stage that reported less, or nothing, is whole once it is complete', () => {
    const { progress, last } = staged();
    progress.complete('train');
    expect(last()).toEqual({ name: 'whole', done: 10 / 40, total: 1, note: 'train done' });
    progress.stage('evaluate').progress('e', { done: 0, total: 0 });
    expect(last()).toMatchObject({ done: 10 / 40 });
  });

  test('the whole is finished by `finish` alone', () => {
    const { progress, lines, last } = staged();
    progress.complete('train');
    progress.complete('evaluate');
    expect(lines.every(({ done, total }) => done < total)).toBe(true);
    progress.finish();
    expect(last()?.name).toBe('whole');
    expect(last()?.done).toBe(last()?.total);
  });

  test('warnings pass through, what a stage says besides does not', () => {
    const { progress, said } = staged();
    const { info, warn } = progress.stage('train');
    info('going on');
    warn('2 sequences are left out');
    expect(said).toEqual(['warn 2 sequences are left out']);
  });

  test('an unknown stage is a mistake of ours', () => {
    const progress = new StagedProgress(silentReporter, 'whole', []);
    expect(() => progress.stage('none')).toThrow('there is no stage none');
  });
});
