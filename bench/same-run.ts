// The same fine-tuning run by a plain PyTorch script: the sequences of a finished run in the same order, from the same weights, with the
// same optimizer. Compares the loss curves and leaves a run directory with PyTorch's weights, for `socratic evaluate`.
//   node --import tsx bench/same-run.ts RUN OUT [--python PYTHON] [--threads N]
// RUN must have one model (not the pair) and a pretrained student. Prints one JSON object.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { assertFreeDirectory, makeDirectory, required, writeJson } from '../src/common/index.ts';
import { readMetrics, readRunRecord, runFiles } from '../src/distill/index.ts';
import { readSequences } from '../src/distill/sequence-files.ts';
import { loadModel, readModelFiles, saveModel } from '../src/engine/model/index.ts';
import { type LoopSettings, planRun } from '../src/engine/train/index.ts';

interface Curve {
  readonly losses: readonly number[];
  readonly seconds: number;
  readonly versions: Readonly<Record<string, string>>;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { python: { type: 'string' }, threads: { type: 'string', default: '2' } },
});
const [run = '', out = ''] = positionals;
const python = values.python ?? process.env.SOCRATIC_PYTHON ?? 'python3';
assertFreeDirectory(out);
makeDirectory(out);

const record = readRunRecord(run);
const base = required(record.base ?? undefined, 'a pretrained student');
const model = required(record.models.student, 'one student');
const {
  length,
  threads: _,
  require: __,
  prompt: ___,
  ...optimizer
} = record.settings as unknown as LoopSettings & {
  length: Record<string, object>;
  threads: number;
  require?: string;
  prompt?: string;
};
const settings: LoopSettings = { ...optimizer, ...length.student, seed: record.seed };
const loaded = loadModel(readModelFiles(base.path));
const sequences = readSequences(runFiles.sequences(run, 'student', 'train'));
const plan = planRun(loaded.config, sequences, settings);

saveModel(join(out, 'base'), loaded.config, loaded.weights, { tokenizer: loaded.tokenizerFiles });
writeJson(join(out, 'case.json'), {
  base: join(out, 'base'),
  save: runFiles.model(out, 'student'),
  saveAfter: model.bestStep || model.steps, // a student that no step made better is compared after the last
  threads: Number(values.threads),
  settings: {
    ...settings,
    totalSteps: plan.totalSteps,
    warmupSteps: Math.max(1, Math.round(settings.warmupShare * plan.totalSteps)),
  },
  steps: Array.from({ length: model.steps }, (_, index) =>
    plan.stepAt(index + 1).microBatches.map((batch) =>
      batch.map((at) => {
        const { ids, learned } = required(sequences[at], 'sequence');
        return { ids: [...ids], learned: [...learned] };
      }),
    ),
  ),
});
await new Promise<void>((resolve, reject) => {
  const script = fileURLToPath(new URL('peers/same_run.py', import.meta.url));
  const child = spawn(python, [script, out], { stdio: ['ignore', 'ignore', 'inherit'] });
  child.on('error', reject);
  child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`${python} ended with ${code}`))));
});

const theirs = JSON.parse(readFileSync(join(out, 'curve.json'), 'utf8')) as Curve;
const ours = readMetrics(runFiles.metrics(run)).filter(({ model: role }) => role === 'student');
const differences = theirs.losses.map((loss, step) => Math.abs(loss - (ours[step]?.loss ?? Number.NaN)));
writeJson(runFiles.record(out), { ...record, student: `${record.student} (trained by PyTorch)` });
if (!existsSync(runFiles.model(out, 'student'))) throw new Error('PyTorch saved no model');
console.log(
  JSON.stringify(
    {
      run,
      steps: theirs.losses.length,
      largestDifference: Math.max(...differences),
      meanDifference: differences.reduce((sum, value) => sum + value, 0) / differences.length,
      // Not taken in turns on one machine: the bench train-step compares times.
      seconds: { ours: ours.at(-1)?.seconds, pytorch: theirs.seconds },
      versions: theirs.versions,
    },
    null,
    2,
  ),
);
