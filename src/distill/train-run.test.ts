// A run from problems to a run directory: what it records, refuses, survives, and that its models are read again. Long because all of it
// shares a few trained runs, which take most of its time.
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  InterruptedError,
  type Message,
  markText,
  ownMark,
  type Reporter,
  SocraticError,
  silentReporter,
} from '../common/index.ts';
import { generateArithmetic, type Problem } from '../data/index.ts';
import { loadModel, parameterCount, readModelFiles } from '../engine/model/index.ts';
import { readTokenizer } from '../engine/tokenizer/index.ts';
import { packBatch, TrainableModel } from '../engine/train/index.ts';
import { sequencesFor } from '../strategy/index.ts';
import {
  plainFormat,
  type RunContext,
  type RunOptions,
  type RunRecord,
  readMetrics,
  readRunRecord,
  runFiles,
  scratchSettings,
  tokenizeSegments,
  trainRun,
} from './index.ts';
import { readSequences } from './sequence-files.ts';

// A student that trains in seconds; its context of 400 tokens is too short for one of the problems.
vi.mock('../engine/model/index.ts', async (original) => {
  const actual = await original<typeof import('../engine/model/index.ts')>();
  const micro = { width: 16, layers: 1, heads: 2, contextLength: 400, vocabularySize: 320 };
  return { ...actual, presets: { ...actual.presets, 'scratch:micro': micro } };
});

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 }); // many processes: slow on a busy machine

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'distill-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const generated = generateArithmetic({
  seed: 2,
  train: 24,
  validation: 4,
  test: 0,
  steps: { min: 2, max: 3 },
});
const dataset = {
  name: 'arithmetic',
  path: 'data/arithmetic',
  sha256: 'abc',
  train: generated.train,
  validation: generated.validation,
};

const long: Problem = {
  id: 'long',
  question: `Add ${Array.from({ length: 200 }, (_, i) => 37 * i).join(' and ')}. What is the sum?`,
  answer: '736300',
  answerType: 'number',
  steps: [{ question: 'What is the sum?', solution: 'The sum is 736300.' }],
};
const plain: Problem = { id: 'plain', question: 'What is 1 + 1?', answer: '2', answerType: 'number' };
/** The pair, with a problem whose sequences exceed the context and one without steps. */
const pairOptions: Partial<RunOptions> = {
  strategy: 'socratic',
  dataset: { ...dataset, train: [...generated.train.slice(0, 12), long, plain] },
};

function optionsFor(out: string, changes: Partial<RunOptions> = {}): RunOptions {
  return {
    dataset,
    strategy: 'cot',
    mode: 'upfront',
    style: 'text',
    student: 'scratch:micro',
    prompt: 'plain',
    seed: 3,
    optimizer: { ...scratchSettings, learningRate: 2e-3, tokenBudget: 500, dropout: 0.1, validations: 2 },
    lengthOf: () => ({ maxSteps: 6 }),
    threads: 1,
    checkpointSeconds: 0,
    out: join(folder, out),
    resume: false,
    force: false,
    ...changes,
  };
}

/** A reporter that keeps what it is told. */
function recorder(): Reporter & { readonly infos: string[]; readonly warnings: string[] } {
  const [infos, warnings]: [string[], string[]] = [[], []];
  const keep = (list: string[]) => (message: string | Message) => void list.push(String(message));
  return { infos, warnings, progress: () => undefined, info: keep(infos), warn: keep(warnings) };
}

const quiet: RunContext = { reporter: silentReporter };
const weightsOf = (run: string, role: 'student' | 'qg' | 'qa') =>
  readFileSync(join(runFiles.model(run, role), 'model.safetensors')).toString('base64');
/** The student's record without what every process measures anew: time, and memory at its highest. */
const unmeasured = ({ models: { student } }: RunRecord) => ({
  ...student,
  seconds: 0,
  memory: { ...student?.memory, measuredBytes: expect.any(Number) },
});
const linesOf = (run: string) => readMetrics(runFiles.metrics(run)).map(({ seconds: _, ...line }) => line);
/** Every file below `directory` and its content. */
const contentsOf = (directory: string) =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => [join(parentPath, name), readFileSync(join(parentPath, name), 'base64')])
    .sort();

/** Runs until the first model has done `steps` steps, as if Ctrl-C were pressed then. */
async function interruptAfter(steps: number, options: RunOptions, task = ''): Promise<unknown> {
  const controller = new AbortController();
  const progress: Reporter['progress'] = (name, { done }) => {
    if (name.includes(task) && done >= steps) controller.abort();
  };
  return trainRun(options, { reporter: { ...silentReporter, progress }, signal: controller.signal }).catch(
    (error: unknown) => error,
  );
}

describe('a finished run', () => {
  const reporter = recorder();
  const out = () => join(folder, 'pair');
  let record: RunRecord;
  beforeAll(async () => {
    record = await trainRun(optionsFor('pair', pairOptions), { reporter });
  });

  test('has a record of what was trained, from what and how', () => {
    expect(readRunRecord(out())).toEqual(record);
    expect(record).toMatchObject({
      format: 1,
      strategy: 'socratic',
      mode: 'upfront',
      style: 'text',
      student: 'scratch:micro',
      prompt: { kind: 'plain', stop: { text: '<|endoftext|>' } },
      seed: 3,
      status: 'trained',
      dataset: {
        name: 'arithmetic',
        path: 'data/arithmetic',
        sha256: 'abc',
        answerType: 'number',
        trainProblems: 13,
        leftOut: [{ reason: 'no steps', count: 1 }],
        rationaleSource: 'steps',
      },
      settings: { learningRate: 2e-3, dropout: 0.1, tokenBudget: 500, threads: 1 },
      versions: { node: process.versions.node, 'onnxruntime-node': '1.30.0' },
    });
    expect(Number.isNaN(Date.parse(record.createdAt))).toBe(false);
    expect(Object.keys(record.models)).toEqual(['qg', 'qa']);
  });

  test.each(['qg', 'qa'] as const)('counts the steps, tokens and FLOPs of %s as its metrics do', (role) => {
    const lines = readMetrics(runFiles.metrics(out())).filter(({ model }) => model === role);
    const last = lines.at(-1);
    const model = record.models[role];
    expect(lines.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(model).toMatchObject({
      steps: 6,
      totalSteps: 6,
      tokens: last?.tokens,
      supervisedTokens: last?.supervisedTokens,
      flops: last?.flops,
      finalLoss: last?.loss,
      validationLoss: last?.validationLoss,
      sequences: 13,
    });
    expect(
      lines.filter(({ validationLoss }) => validationLoss !== undefined).map(({ step }) => step),
    ).toEqual([3, 6]);
    expect(model?.supervisedTokens).toBeLessThan(model?.tokens ?? 0);
    expect(model?.parameters).toBe(
      parameterCount(loadModel(readModelFiles(runFiles.model(out(), role))).config),
    );
  });

  test('problems and sequences that are left out are counted in the record and said aloud', () => {
    const lengths = readSequences(runFiles.sequences(out(), 'qa', 'train')).map(({ ids }) => ids.length);
    const tooLong = lengths.filter((length) => length > 400).length;
    expect(tooLong).toBeGreaterThan(0);
    expect(record.models.qa).toMatchObject({ tooLong, unsupervised: 0 });
    expect(reporter.warnings).toContain(
      '13 of 14 train problems have sub-questions; 1 is left out (no steps). To use them, let a teacher write sub-questions: socratic annotate --data data/arithmetic --teacher TEACHER --kind socratic --out chains.jsonl',
    );
    const ofSequences = reporter.warnings.filter((line) => /^socratic qa:.*sequence/.test(line));
    expect(ofSequences).toEqual([
      `socratic qa: ${tooLong} sequence${tooLong === 1 ? ' is' : 's are'} longer than the context of 400 tokens and left out.`,
    ]);
  });

  test('keeps its sequences as they were trained on, tokenized with the tokenizer that is saved', () => {
    const tokenizer = readTokenizer(join(runFiles.model(out(), 'qa'), 'tokenizer.json'));
    const coding = { tokenizer, prompt: plainFormat(tokenizer) };
    const [problem] = generated.train;
    const [qg, qa] = sequencesFor('socratic', problem as Problem);
    const [firstQg] = readSequences(runFiles.sequences(out(), 'qg', 'train'));
    const [firstQa] = readSequences(runFiles.sequences(out(), 'qa', 'train'));
    expect(firstQg).toEqual(tokenizeSegments(coding, problem?.id ?? '', qg?.segments ?? []));
    expect(firstQa).toEqual(tokenizeSegments(coding, problem?.id ?? '', qa?.segments ?? []));
  });

  test('its saved models give the loss that was measured at the end of their training', async () => {
    for (const role of ['qg', 'qa'] as const) {
      const { config, weights } = loadModel(readModelFiles(runFiles.model(out(), role)));
      const model = await TrainableModel.create({
        config,
        weights,
        seed: 0,
        threads: 1,
        dropout: 0,
        accumulate: false,
      });
      const sequences = readSequences(runFiles.sequences(out(), role, 'validation')).filter(
        ({ ids }) => ids.length <= config.contextLength,
      );
      const loss = await model.lossOf([packBatch(sequences, [...sequences.keys()], config.contextLength)]);
      expect(loss).toBeCloseTo(record.models[role]?.validationLoss ?? Number.NaN, 5);
      await model.release();
    }
  });

  test('its model directories have the standard files', () => {
    const files = readdirSync(runFiles.model(out(), 'qg'));
    expect(files).toEqual(
      expect.arrayContaining([
        'config.json',
        'generation_config.json',
        'model.safetensors',
        'tokenizer.json',
      ]),
    );
    expect(readdirSync(join(out(), 'models')).sort()).toEqual(['qa', 'qg']);
    expect(readdirSync(out()).sort()).toEqual([
      'metrics.jsonl',
      'models',
      'run.json',
      'sequences',
      'trained-problems.jsonl',
    ]);
  });

  test('is not touched by another run with the same out', async () => {
    const before = contentsOf(out());
    await expect(trainRun(optionsFor('pair'), quiet)).rejects.toMatchObject({
      code: 'out-exists',
      message: expect.stringContaining('holds a finished run (socratic, scratch:micro)'),
    });
    await expect(trainRun(optionsFor('pair'), quiet)).rejects.toBeInstanceOf(SocraticError);
    expect(contentsOf(out())).toEqual(before);
  });

  test('is replaced with force', async () => {
    cpSync(out(), join(folder, 'forced'), { recursive: true });
    const forced = await trainRun(optionsFor('forced', { force: true }), quiet);
    expect(Object.keys(forced.models)).toEqual(['student']);
    expect(readdirSync(join(folder, 'forced', 'models'))).toEqual(['student']);
  });
});

test('a training whose loss ends far above guessing is reported as diverged', async () => {
  const reporter = recorder();
  const optimizer = { ...optionsFor('').optimizer, learningRate: 3, warmupShare: 0, clip: 1e9 };
  const { models } = await trainRun(optionsFor('diverged', { optimizer }), { reporter });
  const guessing = Math.log(320);
  expect(models.student?.validationLoss).toBeGreaterThan(guessing + 1);
  expect(reporter.warnings.filter((text) => !/ are few: /.test(text))).toEqual([
    expect.stringMatching(
      /^cot: the training has diverged: its loss is [\d.]+, and guessing has 5\.77\. Start again with a lower `learningRate`/,
    ),
  ]);
});

describe('a run that cannot be', () => {
  test('socratic on problems with facts alone is refused before anything is written', async () => {
    const train: Problem[] = [
      {
        id: 'strategy',
        question: 'Could a llama birth twice during the War in Vietnam?',
        answer: 'yes',
        answerType: 'boolean',
        facts: ['The war lasted 20 years.', 'A llama is pregnant for 11 months.'],
        decomposition: ['How long was the war?', 'Is it longer than #1?'],
      },
    ];
    const refused = trainRun(
      optionsFor('none', { strategy: 'socratic', dataset: { ...dataset, name: 'strategyqa', train } }),
      quiet,
    );
    await expect(refused).rejects.toBeInstanceOf(SocraticError);
    await expect(refused).rejects.toMatchObject({
      code: 'rationale-missing',
      message: expect.stringMatching(
        /strategyqa has them: they have facts and a decomposition\..*`strategy: "answer"` or `strategy: "cot"`/,
      ),
    });
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });

  test('an unknown student is named, with those that there are', async () => {
    await expect(trainRun(optionsFor('none', { student: './gpt5' }), quiet)).rejects.toMatchObject({
      code: 'student-unknown',
      message: expect.stringContaining('gpt5'),
    });
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });

  test('force does not replace what is not a run, and resume finds no run in it', async () => {
    const path = join(folder, 'photos');
    mkdirSync(path);
    writeFileSync(join(path, 'holiday.jpg'), 'x');
    for (const [changes, code] of [
      [{ force: true }, 'out-not-a-run'],
      [{ resume: true }, 'nothing-to-resume'],
      [{}, 'out-exists'],
    ] as const) {
      const refused = trainRun(optionsFor('photos', changes), quiet);
      await expect(refused).rejects.toMatchObject({ code });
      await expect(refused).rejects.toBeInstanceOf(SocraticError);
    }
    expect(readdirSync(path)).toEqual(['holiday.jpg']);
  });
});

describe('an interrupted run', () => {
  let whole: RunRecord;
  let error: unknown;
  beforeAll(async () => {
    whole = await trainRun(optionsFor('whole'), quiet);
    error = await interruptAfter(2, optionsFor('interrupted'));
  });

  /** A copy of the interrupted run, under its own name. */
  function interruptedCopy(name: string): string {
    cpSync(join(folder, 'interrupted'), join(folder, name), { recursive: true });
    return join(folder, name);
  }

  test('with resume where nothing is, a run starts at the beginning', () => {
    expect(whole.status).toBe('trained');
    expect(linesOf(join(folder, 'whole')).map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('is saved, and resumed it equals the uninterrupted one bit for bit', async () => {
    const out = interruptedCopy('stopped');
    expect(error).toBeInstanceOf(InterruptedError);
    const stopped = readRunRecord(out);
    const done = stopped.models.student?.steps ?? 0;
    expect(done).toBeGreaterThanOrEqual(2);
    expect(stopped.status).toBe('interrupted');
    expect((error as Error).message).toContain(`Stopped after step ${done} of 6 of student`);
    await expect(trainRun(optionsFor('stopped'), quiet)).rejects.toMatchObject({
      code: 'out-exists',
      message: expect.stringMatching(
        `was interrupted after step ${done} of 6 of student. Use \`resume: true\` to continue it or \`force: true\``,
      ),
    });
    expect(existsSync(runFiles.model(out, 'student'))).toBe(false);

    const reporter = recorder();
    const resumed = await trainRun(optionsFor('stopped', { resume: true }), { reporter });
    expect(reporter.infos).toEqual([
      expect.stringMatching(/^Memory: about/),
      `cot: going on after step ${done}.`,
    ]);
    expect(resumed).toMatchObject({ status: 'trained', createdAt: stopped.createdAt });
    expect(unmeasured(resumed)).toEqual(unmeasured(whole));
    expect(linesOf(out)).toEqual(linesOf(join(folder, 'whole')));
    expect(weightsOf(out, 'student')).toBe(weightsOf(join(folder, 'whole'), 'student'));
  });

  test('what its metrics say beyond the checkpoint is cut, a torn line too, and other models’ lines stay', async () => {
    const out = interruptedCopy('cut');
    const path = runFiles.metrics(out);
    const [line] = readMetrics(path);
    const beyond = { ...line, step: 999 };
    const other = { ...beyond, model: 'qg' };
    writeFileSync(
      path,
      `${readFileSync(path, 'utf8')}${JSON.stringify(beyond)}\n${JSON.stringify(other)}\n{"model":"stu`,
    );
    await trainRun(optionsFor('cut', { resume: true }), quiet);
    expect(linesOf(out).filter(({ model }) => model === 'student')).toEqual(linesOf(join(folder, 'whole')));
    expect(
      linesOf(out)
        .filter(({ model }) => model === 'qg')
        .map(({ step }) => step),
    ).toEqual([999]);
    // step 0, six steps and the other model's
    expect(readFileSync(path, 'utf8').trimEnd().split('\n').length).toBe(8);
  });

  test('what a killed process was in the middle of writing is not read, and is removed', async () => {
    const out = join(folder, 'half');
    cpSync(join(folder, 'whole'), out, { recursive: true });
    const ended = markText({ ...ownMark(), pid: 2 ** 22 + 1 }); // beyond the largest number of a process
    const halves = [
      `checkpoints/student/step-00000099.${ended}-1.socratic-new`,
      `models/student.${ended}-2.socratic-new`,
    ];
    for (const half of halves) mkdirSync(join(out, half), { recursive: true });
    writeFileSync(join(out, halves[0] ?? '', 'state.safetensors'), 'half of i');
    writeFileSync(join(out, `run.json.${ended}-1.tmp`), '{"for');
    await trainRun(optionsFor('half', { resume: true }), quiet);
    expect(contentsOf(out).map(([path]) => path?.slice(out.length))).toEqual(
      contentsOf(join(folder, 'whole')).map(([path]) => path?.slice(join(folder, 'whole').length)),
    );
    expect(readdirSync(join(out, 'models'))).toEqual(['student']);
  });

  test('killed after its last checkpoint, before its model was written, it only writes the model', async () => {
    const out = join(folder, 'late');
    const inTheWay = join(out, 'models'); // a file where the model is to go
    const progress: Reporter['progress'] = (_, { done }) => {
      if (done !== 0) return;
      mkdirSync(out);
      writeFileSync(inTheWay, '');
    };
    const refused = trainRun(optionsFor('late'), { reporter: { ...silentReporter, progress } });
    await expect(refused).rejects.toMatchObject({ code: 'directory-unwritable' });
    rmSync(inTheWay);
    const steps: number[] = [];
    const reporter: Reporter = { ...silentReporter, progress: (_, { done }) => steps.push(done) };
    const record = await trainRun(optionsFor('late', { resume: true }), { reporter });
    expect(steps).toEqual([]);
    expect(unmeasured(record)).toEqual(unmeasured(whole));
    expect(linesOf(out)).toEqual(linesOf(join(folder, 'whole')));
    expect(weightsOf(out, 'student')).toBe(weightsOf(join(folder, 'whole'), 'student'));
  });

  test('with resume a finished run stays as it is', async () => {
    const before = weightsOf(join(folder, 'whole'), 'student');
    const reporter = recorder();
    const again = await trainRun(optionsFor('whole', { resume: true }), { reporter });
    expect(again).toEqual(whole);
    expect(reporter.infos).toEqual([]);
    expect(weightsOf(join(folder, 'whole'), 'student')).toBe(before);
  });

  const others: readonly [string, Partial<RunOptions>][] = [
    ['another learning rate', { optimizer: { ...optionsFor('').optimizer, learningRate: 1 } }],
    ['another length', { lengthOf: () => ({ maxSteps: 7 }) }],
    ['another seed', { seed: 4 }],
    ['another strategy', { strategy: 'answer' }],
    ['another style', { style: 'equations' }],
    ['another student', { student: 'scratch:tiny' }],
    ['other problems', { limit: 20 }],
    ['other data', { dataset: { ...dataset, sha256: 'def' } }],
  ];
  test.each(
    others,
  )('%s is not the same run, finished or not, and changes nothing', async (_name, changes) => {
    for (const name of ['whole', 'interrupted']) {
      if (name === 'interrupted' && !existsSync(join(folder, name)))
        await interruptAfter(2, optionsFor(name));
      const before = contentsOf(join(folder, name));
      await expect(trainRun(optionsFor(name, { resume: true, ...changes }), quiet)).rejects.toMatchObject({
        code: 'checkpoint-mismatch',
      });
      expect(contentsOf(join(folder, name))).toEqual(before);
    }
  });

  test('whose newest checkpoint is damaged goes on from the one before it, and says so', async () => {
    const out = join(folder, 'damaged');
    await interruptAfter(3, optionsFor('damaged'));
    const [older, newest] = readdirSync(runFiles.checkpoints(out, 'student')).sort().slice(-2);
    rmSync(join(runFiles.checkpoints(out, 'student'), newest ?? '', 'state.safetensors'));
    const reporter = recorder();
    const record = await trainRun(optionsFor('damaged', { resume: true }), { reporter });
    const step = Number(older?.slice('step-'.length));
    expect(reporter.warnings).toContainEqual(
      expect.stringMatching(
        new RegExp(`${newest} is damaged and was removed: .* is missing\\. .* after step ${step}\\.$`),
      ),
    );
    expect(reporter.infos).toContainEqual(expect.stringContaining(`going on after step ${step}.`));
    expect(unmeasured(record)).toEqual(unmeasured(whole));
    expect(linesOf(out)).toEqual(linesOf(join(folder, 'whole')));
  });

  test('a pair stopped in its second model does not train the first one again', async () => {
    await interruptAfter(2, optionsFor('pair-stopped', pairOptions), 'socratic qa');
    const [out, uninterrupted] = [join(folder, 'pair-stopped'), join(folder, 'pair')];
    expect(readdirSync(join(out, 'checkpoints'))).toEqual(['qa']); // nothing goes on from those of qg
    const reporter = recorder();
    const resumed = await trainRun(optionsFor('pair-stopped', { ...pairOptions, resume: true }), {
      reporter,
    });
    expect(reporter.infos[0]).toMatch(/^Memory: about/);
    expect(reporter.infos[1]).toBe('qg is trained already (6 steps).');
    expect(resumed.models.qa?.finalLoss).toBe(readRunRecord(uninterrupted).models.qa?.finalLoss);
    for (const role of ['qg', 'qa'] as const)
      expect(weightsOf(out, role)).toBe(weightsOf(uninterrupted, role));
    expect(linesOf(out)).toEqual(linesOf(uninterrupted));
  });

  test('asked to stop before it began, it says so', async () => {
    const signal = AbortSignal.abort();
    await expect(trainRun(optionsFor('early'), { ...quiet, signal })).rejects.toThrow(
      new InterruptedError('Stopped before the first step: nothing was changed.'),
    );
    expect(existsSync(join(folder, 'early'))).toBe(false);
  });
});
