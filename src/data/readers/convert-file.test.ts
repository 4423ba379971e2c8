// A file as a stream gives, byte for byte, what the same file gives in memory.
import { execFileSync, spawn } from 'node:child_process';
import { appendFileSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { skipUnless } from '../../../test/support/optional-data.ts';
import { folderWith } from '../../../test/support/source-files.ts';
import { InterruptedError, type Reporter, SocraticError, silentReporter } from '../../common/index.ts';
import { convertUserFile } from './convert-file.ts';
import { readDataset } from './read.ts';
import { writeDataset } from './store.ts';
import type { DatasetSummary, ReadDatasetOptions } from './types.ts';

/** The files of a dataset directory and its summary, or the error that came instead, and whatever stands beside. */
async function outcome(folder: string, write: (out: string) => Promise<DatasetSummary>) {
  const out = join(folder, 'out');
  rmSync(out, { recursive: true, force: true });
  const beside = readdirSync(folder);
  const result = await write(out).catch((error: unknown) => {
    if (!(error instanceof SocraticError)) throw error;
    const { code, message, details } = error;
    return { code, message, details };
  });
  const written = readdirSync(folder).filter((name) => !beside.includes(name));
  const contents = written.includes('out')
    ? readdirSync(out).map((name) => [name, readFileSync(join(out, name), 'utf8')])
    : [];
  return { result, written, contents };
}

const inMemory = (folder: string, options: ReadDatasetOptions) =>
  outcome(folder, async (out) => {
    const dataset = readDataset(options);
    writeDataset(out, dataset);
    return dataset.summary;
  });
const streamed = (folder: string, options: ReadDatasetOptions) =>
  outcome(folder, (directory) => convertUserFile(options, { directory }));

const question = fc
  .tuple(
    fc.constantFrom('Ann has # eggs.', 'ann  HAS # eggs.', 'Bob ran # miles.', 'é😀\u2028 #', 'Cy\nis #'),
    fc.nat(3),
  )
  .map(([text, number]) => text.replace('#', String(number)));
const record = fc.record(
  {
    id: fc.constantFrom('a', 'b', 'a-2', 'own-3', 7),
    question: fc.oneof({ weight: 9, arbitrary: question }, fc.constantFrom('', 5)),
    answer: fc.oneof(
      fc.constantFrom('1', 'yes', 'x', 'Two ** 2 = 2\n#### 2', '', 3),
      fc.constantFrom('3 apples', '5,5', '1.234', 'Y', 'nan', '$4', null, true),
    ),
    steps: fc.constantFrom(['It is 1.'], [{ question: 'What?', solution: 'It.' }], '["a"]', 'one\ntwo', 3),
    decomposition: fc.constantFrom(['What is #1?'], ['What?', 'Is #1 it?']),
  },
  { requiredKeys: ['question', 'answer'] },
);
const jsonLine = fc.oneof(
  { weight: 9, arbitrary: record.map((value) => JSON.stringify(value)) },
  fc.constantFrom('', '  \r', '{"torn', '[]', 'null', '"text"'),
);
const cell = (value: unknown) =>
  value === undefined
    ? ''
    : `"${String(Array.isArray(value) ? JSON.stringify(value) : value).replaceAll('"', '""')}"`;
const csvLine = fc.oneof(
  {
    weight: 9,
    arbitrary: record.map(({ id, question: asked, answer, steps }) =>
      [id, asked, answer, steps].map(cell).join(),
    ),
  },
  fc.constantFrom('', 'a,b"c",d', '"never closed,1', 'x,y', '"closed\nlater",How many?,3,', 'a\rb'),
);

const text = (line: fc.Arbitrary<string>, header: string) =>
  fc
    .tuple(
      fc.constantFrom('', '\uFEFF'),
      fc.array(line, { maxLength: 25 }),
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
    )
    .map(
      ([mark, lines, end, ended]) =>
        mark + [header, ...lines].filter((line) => line !== '#').join(end) + (ended ? end : ''),
    );
const files = {
  jsonl: text(jsonLine, '#'),
  json: fc
    .tuple(
      fc.array(record, { maxLength: 25 }),
      fc.constantFrom(0, 1),
      fc.constantFrom('', ',\n{"torn', ']\n{}'),
    )
    .map(([records, indent, broken]) => JSON.stringify(records, null, indent).replace(/\]$/, `${broken}]`)),
  csv: text(csvLine, 'id,question,answer,steps'),
};
const options = fc.record(
  {
    seed: fc.nat(3),
    validation: fc.constantFrom(0, 0.2, 0.5),
    testFraction: fc.constantFrom(0, 0.3, 1),
    columns: fc.constantFrom({}, { answer: 'id' }, { steps: 'none' }),
    answerType: fc.constantFrom('number' as const, 'text' as const),
  },
  { requiredKeys: [] },
);

test.each([
  'jsonl',
  'json',
  'csv',
] as const)('random .%s files, alone and with a second one for the test problems', async (kind) => {
  const folder = folderWith();
  const [dataset, second] = [join(folder, `own.${kind}`), join(folder, `more.${kind}`)];
  await fc.assert(
    fc.asyncProperty(
      files[kind],
      fc.option(files[kind], { freq: 1 }),
      options,
      async (content, more, given) => {
        writeFileSync(dataset, content);
        writeFileSync(second, more ?? '');
        const { testFraction, ...rest } = given;
        const asked = {
          dataset,
          ...rest,
          ...(more === null ? testFraction !== undefined && { testFraction } : { test: second }),
        };
        expect(await streamed(folder, asked)).toEqual(await inMemory(folder, asked));
      },
    ),
    { numRuns: 150 },
  );
});

test('a file with everything that can be wrong with it, and its errors', async () => {
  const names = Array.from({ length: 40 }, (_, index) => `Name${'xyz'[index % 3]}${'abcde'[index % 5]}`);
  const records = names.map((name, index) => ({
    id: index % 9,
    question: `${name} has ${index}?`,
    answer: 1,
  }));
  const bad = ['{"torn', { question: 'No answer?' }, { question: 'Text?', answer: 'x', steps: 3 }];
  const lines = [...records, ...bad, ...records.slice(0, 9)].map((line) =>
    typeof line === 'string' ? line : JSON.stringify(line),
  );
  const folder = folderWith({ 'own.jsonl': lines.join('\n'), 'empty.jsonl': '', 'own.txt': 'x' });
  const dataset = join(folder, 'own.jsonl');
  const same = async (asked: ReadDatasetOptions) => {
    const expected = await inMemory(folder, asked);
    expect(await streamed(folder, asked)).toEqual(expected);
    return expected;
  };
  const { result, contents } = await same({ dataset, test: dataset, validation: 0.3, seed: 2 });
  expect(result).toMatchObject({
    splits: { train: 49, test: 49 },
    validation: 14,
    duplicatesAcrossSplits: 49,
  });
  expect(result).toMatchObject({ duplicatesWithinSplits: { train: 9, test: 9 } });
  expect(result).toHaveProperty('skipped.length', 6);
  expect(result).toHaveProperty('renamedIds.length', 89);
  expect(contents.map(([name]) => name)).toEqual([
    'dataset.json',
    'test.jsonl',
    'train.jsonl',
    'validation.jsonl',
  ]);
  const errors: [string, ReadDatasetOptions][] = [
    ['column-unknown', { dataset, columns: { answer: 'result' } }],
    ['invalid-value', { dataset, testFraction: 1 }],
    ['invalid-value', { dataset, validation: 1 }],
    ['data-unreadable', { dataset: join(folder, 'empty.jsonl') }],
    ['file-unreadable', { dataset: join(folder, 'none.jsonl') }],
    ['file-unreadable', { dataset, test: join(folder, 'none.jsonl') }],
    ['data-format-unknown', { dataset: join(folder, 'own.txt') }],
    ['option-unused', { dataset, source: folder }],
    ['option-unused', { dataset, test: dataset, testFraction: 0.1 }],
  ];
  for (const [code, asked] of errors) {
    const { result: error, written } = await same(asked);
    expect([error, written]).toEqual([expect.objectContaining({ code }), []]);
  }
});

const many = Array.from({ length: 1_000 }, (_, index) => ({
  question: `What is ${'x'.repeat(index)}?`,
  answer: index,
}));

/** Converts a file of many problems; `act` is called when some of them are written. */
async function convertMany(act: (path: string) => void, signal?: AbortSignal) {
  const folder = folderWith({ 'own.jsonl': many });
  const dataset = join(folder, 'own.jsonl');
  utimesSync(dataset, 1, 1);
  let acted = false;
  const look = () => {
    const writing = readdirSync(folder).some((name) => name.includes('.socratic-new'));
    if (writing) act(dataset);
    acted = writing;
    if (!acted) setImmediate(look);
  };
  setImmediate(look);
  const found = await outcome(folder, (directory) =>
    convertUserFile({ dataset }, { directory, ...(signal && { signal }) }),
  );
  expect(acted).toBe(true);
  return found;
}

test.each<[string, (path: string) => void]>([
  ['longer', (path) => appendFileSync(path, '{"question": "More?", "answer": 1}\n')],
  ['shorter', (path) => writeFileSync(path, '{"question": "Less?", "answer": 1}\n')],
  ['newer', (path) => writeFileSync(path, readFileSync(path))],
  ['one that is not there', (path) => rmSync(path)],
  [
    'one of more problems, in as many bytes and of the same time',
    (path) => {
      const content = readFileSync(path, 'utf8');
      const short = '{"question":"?","answer":1}\n';
      const half = content.length / 2;
      const start = content.indexOf('\n', half) + 1;
      writeFileSync(
        path,
        content.slice(0, start) + short.repeat(9) + ' '.repeat(content.length - start - 9 * short.length),
      );
      utimesSync(path, 1, 1);
    },
  ],
])('a file that becomes %s while it is read again is refused, and nothing is left', async (_, change) => {
  const { result, written } = await convertMany(change);
  expect(result).toMatchObject({ code: 'data-file-changed', message: expect.stringContaining('own.jsonl') });
  expect(written).toEqual([]);
});

test('when it is stopped, nothing is left', async () => {
  const controller = new AbortController();
  const stop = () => controller.abort(new InterruptedError('Stopped on request.'));
  const { result, written } = await convertMany(stop, controller.signal);
  expect(result).toMatchObject({ code: 'interrupted' });
  expect(written).toEqual([]);
});

test('what is there already is refused before the file is read', async () => {
  const folder = folderWith({ 'own.jsonl': 'not one problem', 'out/precious.txt': 'x' });
  const work = convertUserFile({ dataset: join(folder, 'own.jsonl') }, { directory: join(folder, 'out') });
  await expect(work).rejects.toMatchObject({ code: 'out-exists' });
  expect(readdirSync(join(folder, 'out'))).toEqual(['precious.txt']);
});

test('how far it is, is told where that takes long', async () => {
  const small = { question: 'How many?', answer: 1 };
  const large = { ...small, comment: 'x'.repeat(2 ** 18) };
  const folder = folderWith({ 'own.jsonl': Array.from({ length: 70 }, () => large), 'small.jsonl': [small] });
  const told: string[] = [];
  const reporter: Reporter = {
    ...silentReporter,
    progress: (name, { done, total }) => told.push(`${name} ${done}/${total}`),
  };
  const convert = (name: string) =>
    convertUserFile({ dataset: join(folder, name) }, { directory: join(folder, `${name}.out`), reporter });
  await convert('small.jsonl');
  expect(told).toEqual([]);
  await convert('own.jsonl');
  expect(told.length).toBeGreaterThan(100);
  expect(told.at(-1)).toBe(`reading ${join(folder, 'own.jsonl')} 1/1`);
});

test('a pipe is read once', skipUnless(process.platform !== 'win32', 'named pipes'), async () => {
  const folder = folderWith({ 'source.jsonl': many });
  const [source, pipe] = [join(folder, 'source.jsonl'), join(folder, 'pipe.jsonl')];
  execFileSync('mkfifo', [pipe]);
  const writer = spawn('sh', ['-c', 'exec cat "$0" > "$1"', source, pipe]);
  const { result } = await streamed(folder, { dataset: pipe });
  expect(result).toMatchObject({ splits: { train: 900, test: 100 } });
  expect(await new Promise((resolve) => writer.on('close', resolve))).toBe(0);
});
