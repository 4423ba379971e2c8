// A process that annotates in batches, for batch-kill.test.ts: the command line without the rest of the program, so that it starts
// quickly, and with limits and waits that make a small run have several batches.
import { join } from 'node:path';
import { silentReporter } from '../../src/common/index.ts';
import { openProblemStream } from '../../src/data/index.ts';
import {
  annotateInBatches,
  openRun,
  parseTeacherSpec,
  promptRecords,
  ResponseStore,
  readPrompts,
  SdkTransport,
  tasksOf,
} from '../../src/teacher/index.ts';

const [data = '', teacherName = '', out = '', storePath = '', ceiling = '1e9', maxRows = '20'] =
  process.argv.slice(2);
const spec = parseTeacherSpec(teacherName);
const problems = await openProblemStream(data, ['train']);
const prompts = readPrompts(tasksOf('cot', false));
const store = await ResponseStore.open(storePath);
const run = openRun(
  out,
  {
    data: { name: problems.name, sha256: problems.sha256, splits: [...problems.splits] },
    teacher: spec.text,
    kind: 'cot',
    blind: false,
    samples: 1,
    temperature: 0,
    maxTokens: 256,
    output: 'text',
    calculator: false,
    repair: 0,
    logprobs: null,
    prompts: promptRecords(prompts),
  },
  false,
);
const { stoppedBy } = await annotateInBatches(
  {
    kind: 'cot',
    blind: false,
    samples: 1,
    prompts,
    parameters: { temperature: 0, maxOutputTokens: 256 },
    problems,
    transport: await SdkTransport.create(spec, {}),
    batches: {
      pollMs: 20,
      timeoutMs: 10_000,
      retries: 4,
      backoffMs: 20,
      createGraceMs: 600,
      maxRows: Number(maxRows),
    },
    folder: join(storePath, 'batches'),
    store,
    account: run.id,
    price: { input: 1, output: 2 },
    ceiling: Number(ceiling),
    settings: { concurrency: 8, timeoutMs: 10_000, retries: 3 },
    out,
  },
  { reporter: silentReporter },
);
await store.close();
if (stoppedBy !== undefined) process.stderr.write(`${String(stoppedBy)}\n`);
process.exit(stoppedBy === undefined ? 0 : 1);
