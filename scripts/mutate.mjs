// npm run mutate [-- --group NAME] [-- --sample I] [-- --part I/N] [-- FILE…]: changes the code that decides about answers, arithmetic, money and
// statistics, one small change at a time, and counts how many changes no test notices. Installs its tool first (test/mutation).
//   --group NAME   only this group of test/mutation/groups.mjs
//   --sample I     the I-th sample of the lines of each group (default 1); groups.mjs says how many there are
//   --part I/N     every N-th block of 30 lines instead; 1/1 is all, which takes about four hours
//   --page         change nothing: write docs/mutation.md from the results of groups that were run one by one
//   --concurrency N  tests of that many changes at the same time (default 2)
//   FILE…          only these files
// Writes Stryker's report of each group into .mutation/NAME.json, and what it amounts to into bench/results/mutation/NAME.json, which is
// kept with the code (not for FILE…). A run over all groups also writes docs/mutation.md: the score, and every change that survived.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, matchesGlob } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { groups, notMutated } from '../test/mutation/groups.mjs';
import { fileResults, mutationPage, overallPercent, scoreOf, withReasons } from '../test/mutation/page.mjs';

const leastPercent = 85;
const blockLines = 30;
const root = fileURLToPath(new URL('..', import.meta.url));
const tool = `${root}test/mutation`;
process.chdir(root);

const { values, positionals: files } = parseArgs({
  options: {
    part: { type: 'string' },
    sample: { type: 'string', default: '1' },
    group: { type: 'string' },
    page: { type: 'boolean' },
    concurrency: { type: 'string', default: '2' },
  },
  allowPositionals: true,
});

function fail(message) {
  console.error(`error  invalid-value  ${message}`);
  process.exit(2);
}

/** What Stryker shall mutate of a group: its patterns, the files that are asked for, or blocks of lines (`file:1-30`). */
function mutatedOf(group) {
  if (files.length > 0)
    return files.filter((file) => group.mutate.some((pattern) => matchesGlob(file, pattern)));
  const part = partOf(group);
  const { except = [] } = group;
  const others = except.map((file) => `!${file}`);
  return part === '1/1' ? [...group.mutate, ...others, ...notMutated] : blocksOf(group, part);
}

function partOf({ parts }) {
  if (files.length > 0) return '1/1';
  const sample = Number(values.sample);
  if (!(Number.isInteger(sample) && sample >= 1))
    fail(`--sample must be a whole number from 1, found ${values.sample}.`);
  return values.part ?? `${((sample - 1) % parts) + 1}/${parts}`;
}

function blocksOf(group, part) {
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(part)?.map(Number) ?? [];
  if (!(index >= 1 && index <= count)) fail(`--part must be I/N, such as 1/6, found ${part}.`);
  const matches = (file, patterns) => patterns.some((pattern) => matchesGlob(file, pattern));
  const unwanted = [...notMutated.map((pattern) => pattern.slice(1)), ...(group.except ?? [])];
  const all = readdirSync('src', { recursive: true })
    .map((file) => `src/${file.replaceAll('\\', '/')}`)
    .filter((file) => matches(file, group.mutate) && !matches(file, unwanted))
    .sort();
  let block = 0;
  return all.flatMap((file) => {
    const lines = readFileSync(file, 'utf8').split('\n').length;
    const starts = Array.from({ length: Math.ceil(lines / blockLines) }, (_, at) => at * blockLines + 1);
    return starts
      .filter(() => block++ % count === index - 1)
      .map((start) => `${file}:${start}-${Math.min(lines, start + blockLines - 1)}`);
  });
}

function run(command, args, options = {}) {
  const { status } = spawnSync(command, args, { stdio: 'inherit', ...options });
  if (status !== 0) process.exit(status ?? 1);
}

const reportOf = (group) => `.mutation/${group.name}.json`;
const keptOf = (group) => `bench/results/mutation/${group.name}.json`;
const reasons = JSON.parse(readFileSync(`${tool}/survivors.json`, 'utf8'));

/** What was measured last of a group. */
function keptResult(group) {
  if (!existsSync(keptOf(group)))
    fail(`There is no ${keptOf(group)}. Run first: npm run mutate -- --group ${group.name}`);
  return withReasons(JSON.parse(readFileSync(keptOf(group), 'utf8')), reasons);
}

function mutate(group, mutated) {
  const own = `.mutation/${group.name}.config.json`;
  const config = JSON.parse(readFileSync(`${tool}/stryker.config.json`, 'utf8'));
  const concurrency = Number(values.concurrency);
  writeFileSync(
    own,
    JSON.stringify({ ...config, concurrency, mutate: mutated, jsonReporter: { fileName: reportOf(group) } }),
  );
  console.log(`\n=== ${group.name}`);
  run('node', [`${tool}/node_modules/@stryker-mutator/core/bin/stryker.js`, 'run', own], {
    env: { ...process.env, SOCRATIC_MUTATION_TESTS: group.tests.join(',') },
  });
  const result = {
    name: group.name,
    part: partOf(group),
    date: new Date().toISOString().slice(0, 10),
    files: fileResults(JSON.parse(readFileSync(reportOf(group), 'utf8'))),
  };
  if (files.length === 0) {
    mkdirSync(dirname(keptOf(group)), { recursive: true });
    writeFileSync(keptOf(group), `${JSON.stringify(result, null, 2)}\n`);
  }
  return withReasons(result, reasons);
}

const wanted = groups
  .filter(({ name }) => values.group === undefined || name === values.group)
  .map((group) => ({ group, mutated: mutatedOf(group) }))
  .filter(({ mutated }) => mutated.length > 0);
if (wanted.length === 0) fail('Nothing to mutate: test/mutation/groups.mjs has no such group or file.');

if (!existsSync(`${tool}/node_modules/@stryker-mutator/core`))
  run('npm', ['ci', '--loglevel=error'], { cwd: tool });
mkdirSync('.mutation', { recursive: true });
const startedMs = Date.now();
const results = wanted.map(({ group, mutated }) =>
  values.page ? keptResult(group) : mutate(group, mutated),
);

console.log('');
for (const { name, files: ofGroup } of results) {
  const { noticed, total, percent } = scoreOf(ofGroup);
  const reasonless = ofGroup
    .flatMap(({ survivors }) => survivors)
    .filter(({ reason }) => reason === undefined);
  console.log(
    `${name}: ${noticed} of ${total} changes noticed, ${percent.toFixed(1)} %, ${reasonless.length} survived without a reason`,
  );
}
const overall = overallPercent(results);
console.log(
  `all: about ${overall.toFixed(1)} %; ${((Date.now() - startedMs) / 60_000).toFixed(0)} min; at least ${leastPercent} % of all are wanted`,
);
if (files.length === 0 && values.group === undefined) {
  writeFileSync('docs/mutation.md', mutationPage(results));
}
process.exit(overall >= leastPercent ? 0 : 1);
