// How every kind of place is written, with `old` or `new` content. Layers are imported where they are used: many processes load this file.
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  AtomicDirectory,
  AtomicLineWriter,
  recoverDirectory,
  silentReporter,
  writeDirectoryAtomic,
  writeFileAtomic,
  writeJson,
} from '../../src/common/index.ts';
import type { Problem } from '../../src/data/index.ts';
import { ClaimedPlace } from '../../src/distill/claimed-place.ts';
import { lockRun } from '../../src/distill/run-lock.ts';
import type { Trainer } from '../../src/engine/train/trainer.ts';

export type Content = 'old' | 'new';
type Write = (place: string, content: Content) => void | Promise<void>;

const problem = (id: string, question: string): Problem => ({
  id,
  question,
  answer: '1',
  answerType: 'number',
  steps: [{ question: 'What is it?', solution: 'It is 1.' }],
});

/** Two files, one of them in a folder, that must always have the same content. */
export function writeFiles(folder: string, content: string): void {
  mkdirSync(join(folder, 'models'), { recursive: true });
  writeFileSync(join(folder, 'run.json'), content);
  writeFileSync(join(folder, 'models', `${content}.bin`), content);
}

const weights = (content: Content) => new Float32Array(content === 'old' ? [1, 1] : [2, 2]);

const trainer = (content: Content) =>
  ({
    trainedNames: ['w'],
    trained: async () => ({
      shape: [2],
      weight: weights(content),
      firstMoment: weights(content),
      secondMoment: weights(content),
    }),
  }) as unknown as Trainer;

export const replacements = new Map<string, Write>([
  ['recovery', (place) => recoverDirectory(place)],
  ['directory', (place, content) => writeDirectoryAtomic(place, (folder) => writeFiles(folder, content))],
  [
    'current directory',
    (place, content) => {
      mkdirSync(place, { recursive: true });
      const before = process.cwd();
      process.chdir(place);
      const directory = new AtomicDirectory('.');
      writeFiles(directory.temporary, content);
      if (content === 'new') {
        mkdirSync(join(directory.temporary, 'reports'));
        writeFileSync(join(directory.temporary, 'reports', 'new.html'), content);
        // meanwhile someone else makes a folder of the same name
        mkdirSync('reports', { recursive: true });
        writeFileSync(join('reports', 'notes.txt'), 'mine');
      }
      directory.commit();
      process.chdir(before);
    },
  ],
  [
    'dataset',
    async (place, content) => {
      const { datasetFromSplits, writeDataset } = await import('../../src/data/index.ts');
      const splits = {
        train: [problem('a', `${content} train`)],
        test: [problem('b', `${content} test`)],
        validation: [problem('c', `${content} validation`)],
      };
      writeDataset(place, datasetFromSplits('custom', splits), { force: true });
    },
  ],
  [
    'model',
    async (place, content) => {
      const { writeModelDirectory } = await import('../../src/engine/weights/index.ts');
      writeModelDirectory(place, {
        config: { model_type: content },
        tensors: new Map([['w', { shape: [2], data: weights(content) }]]),
        tokenizer: { 'tokenizer.json': `"${content}"` },
      });
    },
  ],
  [
    'checkpoint',
    async (place, content) => {
      const { saveCheckpoint } = await import('../../src/engine/train/checkpoints.ts');
      const tokens = content === 'old' ? 1 : 2;
      const progress = {
        step: 7,
        tokens,
        supervisedTokens: 1,
        flops: 1,
        seconds: 1,
        finalLoss: 1,
        firstLoss: 1,
        farAbove: 0,
        startLoss: null,
        best: null,
      };
      await saveCheckpoint(dirname(place), trainer(content), progress, { settings: 'same' });
    },
  ],
  [
    'run',
    (place, content) => {
      const unlock = lockRun(place);
      const claimed = new ClaimedPlace(place);
      writeFiles(claimed.directory, content);
      // someone else puts something there before the first step
      if (content === 'new') appendFileSync(join(place, 'models', 'notes.txt'), 'mine');
      claimed.settle();
      unlock();
    },
  ],
  [
    'quickstart',
    async (place, content) => {
      const { openDirectory, statePath } = await import('../../src/experiment/quickstart-directory.ts');
      openDirectory({ out: place, minutes: 1, seed: content === 'old' ? 1 : 2 }, silentReporter);
      if (content === 'new') return;
      for (const name of ['data', 'cot', 'socratic']) writeFiles(join(place, name), content);
      writeFileSync(join(place, 'report.html'), content);
      writeFileSync(join(place, 'notes.txt'), 'mine');
      const budget = null;
      writeJson(statePath(place), { format: 2, status: 'finished', seed: 1, minutes: 1, seconds: 1, budget });
    },
  ],
  ['file', (place, content) => writeFileAtomic(place, content)],
  [
    'lines',
    (place, content) => {
      const lines = new AtomicLineWriter(place);
      lines.write(content);
      lines.write(content);
      lines.commit();
    },
  ],
]);
