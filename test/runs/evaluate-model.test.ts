// Measuring a model before any training: what it is asked for, prompts that do not fit its context, and where its files may go.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Reporter, SocraticError, silentReporter } from '../../src/common/index.ts';
import { datasetFromSplits, generateArithmetic, type Problem, writeDataset } from '../../src/data/index.ts';
import { type EvaluateModelOptions, evaluateModel } from '../../src/evaluate/index.ts';
import { writePretrainedBase } from '../distill/pretrained-base.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 }); // many processes: slow on a busy machine

const root = fileURLToPath(new URL('../..', import.meta.url));
const { structures: _, ...splits } = generateArithmetic({ seed: 2, train: 24, validation: 6, test: 3 });
const { train, validation, test: held } = splits;
let folder = '';
let base = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'evaluate-model-'));
  base = writePretrainedBase(join(folder, 'base'), train); // its context is 512 tokens
  writeDataset(join(folder, 'data'), datasetFromSplits('arithmetic', splits));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const optionsFor = (out: string, changes: Partial<EvaluateModelOptions> = {}): EvaluateModelOptions => ({
  model: base,
  prompting: 'cot',
  shots: 0,
  prompt: 'plain',
  data: join(folder, 'data'),
  threads: 1,
  maxNewTokens: 2,
  out: join(folder, out),
  ...changes,
});

function listener() {
  const warnings: string[] = [];
  const reporter: Reporter = { ...silentReporter, warn: (line) => warnings.push(String(line)) };
  return { warnings, reporter };
}

test('more examples than the context holds are an error that says how many fit', async () => {
  const full: unknown = await evaluateModel(optionsFor('full', { shots: 20 })).catch(
    (error: unknown) => error,
  );
  expect(full).toBeInstanceOf(SocraticError);
  expect(full).toMatchObject({
    code: 'prompt-too-long',
    message: expect.stringMatching(
      /^None of the 3 problems fits the model's context of 512 tokens: the shortest prompt has [\d,]+\. With `shots: \d` all of them fit\.$/,
    ),
  });
  expect(existsSync(join(folder, 'full'))).toBe(false);
  const shots = Number(/`shots: (\d)`/.exec((full as SocraticError).message)?.[1]);
  const { warnings, reporter } = listener();
  const evaluation = await evaluateModel(optionsFor('fits', { shots, reporter }));
  expect({ warnings, context: evaluation.limits.context }).toEqual({ warnings: [], context: 0 });
});

test('a problem that does not fit is counted in a warning', async () => {
  const [known] = held as [Problem];
  const long = { ...known, id: 'long', question: `${'1 2 3 4 5 6 7 8 9 '.repeat(60)}How many?` };
  const { warnings, reporter } = listener();
  const data = datasetFromSplits('long', { train, validation, test: [known, long] });
  const evaluation = await evaluateModel(optionsFor('long', { data, reporter }));
  expect(evaluation).toMatchObject({ total: 2, promptChoice: null, limits: { context: 1 } });
  expect(warnings).toEqual([
    expect.stringMatching(
      /^1 of 2 problems does not fit the model's context of 512 tokens \(the longest prompt has [\d,]+\): it counts as unsolved\. Use a model with a longer context\.$/,
    ),
  ]);
});

test('only a free directory, or one with an evaluation, is written into', async () => {
  const mine = join(folder, 'mine');
  mkdirSync(mine);
  writeFileSync(join(mine, 'predictions-of-the-weather.jsonl'), '');
  await expect(evaluateModel(optionsFor('mine'))).rejects.toMatchObject({
    code: 'out-exists',
    subject: { option: 'out', path: mine },
    message: expect.stringContaining('holds something other than an evaluation'),
  });
  expect(readdirSync(mine)).toEqual(['predictions-of-the-weather.jsonl']);
  mkdirSync(join(folder, 'empty'));
  for (let time = 0; time < 2; time++) expect((await evaluateModel(optionsFor('empty'))).total).toBe(3);
});

test('stopped before it has solved anything, it leaves no directory', async () => {
  const stopped = evaluateModel(optionsFor('stopped', { signal: AbortSignal.abort() }));
  await expect(stopped).rejects.toThrow(
    'Stopped after 0 of 3 problems. No problem was finished. Earlier results are unchanged.',
  );
  expect(existsSync(join(folder, 'stopped'))).toBe(false);
});

test.each<[Partial<EvaluateModelOptions>, string, string]>([
  [{ shots: 65 }, 'invalid-value', 'shots'],
  [{ seed: -1 }, 'invalid-value', 'seed'],
  [{ limit: 0 }, 'invalid-value', 'limit'],
  [{ threads: 0 }, 'invalid-value', 'threads'],
  [{ prompt: 'html' as 'chat' }, 'invalid-value', 'prompt'],
  [{ prompting: 'guess' as 'cot' }, 'invalid-value', 'prompting'],
  [{ out: '' }, 'missing-option', 'out'],
  [{ split: 'train' }, 'option-unused', 'split'],
  [{ prompting: 'answer', resampleSteps: 1 }, 'option-unused', 'resampleSteps'],
  [{ resampleSteps: 9 }, 'invalid-value', 'resampleSteps'],
  [{ repeats: 'stop' } as object, 'unknown-option', 'repeats'],
  [{ shots: 25 }, 'rationale-missing', 'shots'],
  [{ data: 'nowhere' }, 'dataset-missing', 'data'],
  [{ model: 'scratch:tiny' }, 'model-untrained', 'model'],
  [{ model: 'run:runs/mine' }, 'model-is-run', 'model'],
  [{ model: 'openai:gpt-4.1-mini' }, 'model-is-teacher', 'model'],
  [{ model: 'no/such/model/here' }, 'student-unknown', 'model'],
])('%j is an error about its option, and nothing is written', async (changes, code, option) => {
  const refused = evaluateModel(optionsFor('refused', changes));
  await expect(refused).rejects.toMatchObject({ code, fault: 'input', subject: { option } });
  expect(existsSync(join(folder, 'refused'))).toBe(false);
});

test('what is evaluated otherwise is named with its command', async () => {
  const messageFor = (model: string) =>
    evaluateModel(optionsFor('refused', { model })).catch(({ message }: Error) => message);
  expect(await messageFor('run: runs/mine')).toBe(
    'run: runs/mine is a trained run. Evaluate it with: socratic evaluate runs/mine',
  );
  expect(await messageFor('run:')).toMatch(/: socratic evaluate RUN$/);
  expect(await messageFor('config:mine')).toMatch(/: socratic evaluate-teacher config:mine$/);
});

test('the command reports what was asked for, and how the prompt was chosen', async () => {
  const asked = [base, '--data', join(folder, 'data'), '--prompting', 'socratic', '--shots', '0'];
  const run = (out: string, ...more: string[]) =>
    promisify(execFile)(
      process.execPath,
      [
        '--import',
        'tsx',
        'src/cli/main.ts',
        'evaluate-model',
        ...asked,
        '--max-new-tokens',
        '2',
        '--out',
        out,
        ...more,
      ],
      { cwd: root },
    );
  const [text, json] = await Promise.all([run(join(folder, 'text')), run(join(folder, 'json'), '--json')]);
  expect(text.stdout).toMatch(/^Prompted for socratic \(read as socratic-unified\) on 3 test problems\n/);
  expect(text.stderr).toContain('socratic prompting  3');
  expect(JSON.parse(json.stdout)).toMatchObject({
    prompting: 'socratic',
    strategy: 'socratic-unified',
    promptChoice: { plain: expect.any(Number), chat: expect.any(Number) },
    dataset: { name: 'arithmetic' },
    duplicates: 0,
  });
});
