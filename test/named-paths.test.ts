// Every option that names a file or folder, with one that cannot be used: exit code 2, and a message that names it.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { wordsOf } from '../src/cli/options.ts';
import { buildProgram, commandsBelow } from '../src/cli/program.ts';
import { silentFrame } from '../src/cli/test-frame.fixture.ts';
import { openProblemStream } from '../src/data/index.ts';
import { writePretrainedBase } from './distill/pretrained-base.ts';
import { trainedRecord } from './support/trained-record.ts';
import { socraticJson } from './teacher/cli.ts';
import { sumProblem, writeSums } from './teacher/fixtures.ts';

const folder = mkdtempSync(join(tmpdir(), 'named-'));
const at = (name: string) => join(folder, name);
const spec = 'openai-compatible:http://127.0.0.1:9/v1#nobody';

beforeAll(async () => {
  const { sha256 } = await openProblemStream(writeSums(folder, 3), ['train']);
  const asked = {
    teacher: spec,
    kind: 'cot',
    blind: false,
    samples: 1,
    temperature: 0,
    maxTokens: 9,
    prompts: [],
  };
  const identity = {
    data: { name: 'sums', sha256, splits: ['train'] },
    ...asked,
    shard: { index: 1, count: 1 },
  };
  const record = { format: 1, id: 'x', startedAt: '', identity, status: 'annotated', result: null };
  writeFileSync(at('shard.jsonl'), '');
  writeFileSync(at('shard.jsonl.run.json'), JSON.stringify(record));
  writeFileSync(at('own.jsonl'), [0, 1].map((index) => `${JSON.stringify(sumProblem(index))}\n`).join(''));
  writeFileSync(at('none.jsonl'), 'not what it must be\n');
  writeFileSync(at('broken.jsonl'), '');
  writeFileSync(at('broken.jsonl.run.json'), '{');
  for (const name of ['trained', 'folder', 'folder.ts', 'torn', 'half', 'prompts', 'pair'])
    mkdirSync(at(name));
  writeFileSync(at('trained/run.json'), JSON.stringify(trainedRecord));
  writeFileSync(at('pair/run.json'), JSON.stringify({ ...trainedRecord, strategy: 'socratic' }));
  writeFileSync(at('folder/mine.txt'), '');
  writeFileSync(at('torn/dataset.json'), '{"format": 1');
  writeFileSync(at('half/run.json'), '{');
  mkdirSync(at('half/dataset.json'));
  mkdirSync(at('prompts/cot.md'));
  for (const name of ['tiny', 'pair/models/qg', 'pair/models/qa'])
    writePretrainedBase(at(name), [sumProblem(0)]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const data = ['--data', at('sums')];
const store = ['--store', at('store')];
const annotate = ['annotate', ...data, '--kind', 'cot', '--out', at('chains.jsonl')];
const asked = [...annotate, '--teacher', spec, '--dry-run'];
const evaluate = ['evaluate-teacher', spec, '--prompting', 'cot', '--dry-run', '--out', at('evaluation')];
const evaluateModel = ['evaluate-model', at('model'), '--prompting', 'cot'];
const train = ['train', '--strategy', 'cot', '--student', 'scratch:tiny', '--out', at('run')];
const bad = ['missing', 'folder', 'none.jsonl'];
const badFolders = ['missing', 'folder', 'none.jsonl', 'torn', 'half'];

/** What stands before the option, the option, and names that cannot be used there. */
const table: readonly (readonly [argv: readonly string[], flag: string, names: readonly string[]])[] = [
  [['annotate', '--teacher', spec, ...annotate.slice(3), '--dry-run'], '--data', badFolders],
  [[...asked, ...store], '--prices', bad],
  [[...asked, ...store], '--prompts', [...bad, 'prompts']],
  [asked, '--store', ['none.jsonl']],
  [[...annotate, '--teacher', spec], '--store', ['none.jsonl']],
  [[...annotate, '--teacher', 'config:mine'], '--config', [...bad, 'folder.ts']],
  [['annotations', 'merge', at('shard.jsonl'), '--out', at('merged.jsonl')], '--data', badFolders],
  [['annotations', 'merge', at('shard.jsonl'), ...data], '--out', ['none.jsonl/chains.jsonl']],
  [['annotations', 'review', at('none.jsonl')], '--data', badFolders],
  [['annotations', 'review', at('broken.jsonl')], '--out', ['none.jsonl/chains.jsonl']],
  [['annotate', '--teacher', spec, ...annotate.slice(1, 5), ...store], '--out', ['none.jsonl/chains.jsonl']],
  [[...evaluate, ...store], '--data', badFolders],
  [[...evaluate, ...data, ...store], '--prices', bad],
  [[...evaluate, ...data, ...store], '--prompts', [...bad, 'prompts']],
  [[...evaluate, ...data], '--store', ['none.jsonl']],
  [['evaluate-teacher', 'config:mine', ...evaluate.slice(2), ...data], '--config', [...bad, 'folder.ts']],
  [['evaluate-teacher', spec, '--prompting', 'cot', ...data, ...store], '--out', ['none.jsonl/evaluation']],
  [['evaluate', at('trained')], '--data', badFolders],
  ...[
    ['evaluate', at('pair'), ...data],
    ['solve', at('pair'), 'What is 1 + 1?'],
  ].flatMap((argv) => [
    [[...argv, '--answers-from', spec, ...store], '--prices', bad] as const,
    [[...argv, '--answers-from', spec], '--store', ['none.jsonl']] as const,
    [[...argv, '--answers-from', 'config:mine', ...store], '--config', [...bad, 'folder.ts']] as const,
  ]),
  [[...evaluateModel, '--out', at('evaluation')], '--data', badFolders],
  [[...evaluateModel, ...data, '--shots', '0'], '--out', ['none.jsonl', 'folder']],
  [train, '--data', badFolders],
  [[...train, ...data], '--annotations', bad],
  [
    [...train.slice(0, 1), '--strategy', 'answer', ...train.slice(3, -2), ...data],
    '--out',
    ['none.jsonl/run'],
  ],
  [['score', '--predictions', at('none.jsonl')], '--data', badFolders],
  [['score', ...data], '--predictions', bad],
  [['annotations', 'compare', at('none.jsonl')], '--data', badFolders],
  [['score', ...data, '--predictions', at('none.jsonl')], '--verdicts', ['none.jsonl']],
  [['data', 'gsm8k', '--out', at('made')], '--source', bad],
  [
    ['data', at('own.jsonl'), '--out', at('made')],
    '--test',
    ['missing.jsonl', 'none.jsonl', 'missing', 'folder'],
  ],
  [['data', at('own.jsonl')], '--out', ['none.jsonl', 'none.jsonl/made']],
  [['export', at('tiny'), '--to', 'gguf'], '--out', ['none.jsonl', 'none.jsonl/made']],
  [['quickstart', '--minutes', '0.5'], '--out', ['none.jsonl/made']],
];

test.each(
  table.flatMap(([argv, flag, names]) => names.map((name) => [argv, flag, name] as const)),
)('%j %s %s', async (argv, flag, name) => {
  const { exitCode, json } = await socraticJson(...argv, flag, at(name));
  const { error } = json as { error?: { code: string; message: string } };
  expect([exitCode, error?.code], error?.message).toEqual([
    2,
    expect.not.stringMatching(/^(internal|system)$/),
  ]);
  expect(error?.message).toContain(at(name).replace(/\/(chains\.jsonl|evaluation|run|made)$/, ''));
});

test.each(bad.concat('half'))('a run that cannot be used, as an argument or a teacher: %s', async (name) => {
  const teacher = [...annotate, '--teacher', `run:${at(name)}`, ...store];
  const solving = [
    ['solve', at(name), 'What is 1 + 1?'],
    ['serve', at(name)],
  ];
  for (const argv of [['evaluate', at(name), ...data], ...solving, teacher]) {
    const { exitCode, json } = await socraticJson(...argv);
    expect([exitCode, json.error]).toMatchObject([2, { code: 'not-a-run' }]);
  }
});

test.each(['missing model', 'broken configuration'])('a run with a broken model: %s', async (kind) => {
  const run = at(kind);
  const model = join(run, 'models', 'student');
  mkdirSync(kind === 'missing model' ? run : model, { recursive: true });
  writeFileSync(join(run, 'run.json'), JSON.stringify(trainedRecord));
  if (kind === 'broken configuration') {
    for (const name of ['config.json', 'tokenizer.json', 'model.safetensors'])
      writeFileSync(join(model, name), '{}');
  }
  for (const argv of [
    ['evaluate', run, ...data],
    ['solve', run, 'What is 1 + 1?'],
    ['serve', `named=${run}`],
    [...annotate, '--blind', '--teacher', `run:${run}`, ...store],
  ]) {
    const { exitCode, json } = await socraticJson(...argv);
    expect([exitCode, json.error]).toMatchObject([2, { message: expect.stringContaining(model) }]);
  }
});

test.each([
  ...[...bad, 'broken.jsonl'].map((name) => [name, 'merge', ['--out', at('merged.jsonl'), ...data]] as const),
  ...bad.map((name) => [name, 'review', []] as const),
])('a file of annotations: %s to %s', async (name, command, options) => {
  const { exitCode, json } = await socraticJson('annotations', command, at(name), ...options);
  expect([exitCode, json.error]).toMatchObject([2, { message: expect.stringContaining(at(name)) }]);
});

test.each(['missing.jsonl', 'none.jsonl', 'folder'])('a file of problems: %s', async (name) => {
  const { exitCode, json } = await socraticJson('data', at(name), '--out', at('made'));
  expect([exitCode, json.error]).toMatchObject([2, { message: expect.stringContaining(at(name)) }]);
});

test('the table has every option that takes a file or folder, but for that of doctor, which makes none and needs none', () => {
  const program = buildProgram(silentFrame(), { stdout: { write: () => true } });
  const options = commandsBelow(program).flatMap((command) =>
    command.options
      .filter(({ flags }) => /<(FILE|DIR|RUN)\b/.test(flags) && command.name() !== 'doctor')
      .map(({ long }) => `${wordsOf(command).join(' ')} ${long}`),
  );
  expect(options.length).toBeGreaterThan(15);
  const nameOf = ([name = '', second = '']: readonly string[]) =>
    name === 'annotations' ? `${name} ${second}` : name;
  expect(new Set(table.map(([argv, flag]) => `${nameOf(argv)} ${flag}`))).toEqual(new Set(options));
});
