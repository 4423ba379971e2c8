// A process that annotates, for kill-and-resume.test.ts: the command line without the rest of the program, so that it starts quickly.

import { silentReporter } from '../../src/common/index.ts';
import { openProblemStream } from '../../src/data/index.ts';
import {
  createTeacher,
  openRun,
  parseTeacherSpec,
  promptRecords,
  ResponseStore,
  readPrompts,
  tasksOf,
  writeAnnotations,
} from '../../src/teacher/index.ts';

const [data = '', teacherName = '', out = '', storePath = '', concurrency = '1'] = process.argv.slice(2);
const spec = parseTeacherSpec(teacherName);
const problems = await openProblemStream(data, ['train']);
const prompts = readPrompts(tasksOf('cot', false), 'prompts'); // by the working directory: the test bundles this file elsewhere
const parameters = { temperature: 0, maxOutputTokens: 256 };
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
const { stoppedBy } = await writeAnnotations(
  {
    kind: 'cot',
    blind: false,
    samples: 1,
    prompts,
    parameters,
    problems,
    teacher: await createTeacher(spec, {}),
    store,
    account: run.id,
    price: { input: 1, output: 2 },
    ceiling: 1e12, // calls under way at each of many kills count with the most that they can cost
    settings: { concurrency: Number(concurrency), timeoutMs: 10_000, retries: 3 },
    out,
  },
  { reporter: silentReporter },
);
await store.close();
process.exit(stoppedBy === undefined ? 0 : 1);
