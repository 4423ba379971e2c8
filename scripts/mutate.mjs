// npm run mutate [-- --part I/N] [-- FILE…]: changes the code that decides about answers, arithmetic, money and statistics, one small change at a time, and
// counts how many of these changes no test notices. Installs its tool first (test/mutation). Results: .mutation/report.json, and
// docs/mutation.md with the score and every change that survived. --part 1/6 takes every sixth block of lines, spread over all files: a
// sample of the whole that takes a sixth of the time. With FILE… the page is not written.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { matchesGlob } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const tool = `${root}test/mutation`;
const config = JSON.parse(readFileSync(`${tool}/stryker.config.json`, 'utf8'));
const { values, positionals: files } = parseArgs({
  options: { part: { type: 'string' } },
  allowPositionals: true,
});
const blockLines = 30;

/** The blocks of lines that are part I of N, as Stryker takes them: `file:1-30`. */
function blocksOf(part) {
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(part)?.map(Number) ?? [];
  if (!(index >= 1 && index <= count)) {
    console.error(`error  invalid-value  --part must be I/N, such as 1/6, found ${part}.`);
    process.exit(2);
  }
  const [wanted, unwanted] = [true, false].map((isWanted) =>
    config.mutate
      .filter((pattern) => pattern.startsWith('!') !== isWanted)
      .map((pattern) => pattern.replace(/^!/, '')),
  );
  const matches = (file, patterns) => patterns.some((pattern) => matchesGlob(file, pattern));
  const all = readdirSync(`${root}src`, { recursive: true })
    .map((file) => `src/${file.replaceAll('\\', '/')}`)
    .filter((file) => matches(file, wanted) && !matches(file, unwanted))
    .sort();
  let block = 0;
  return all.flatMap((file) => {
    const lines = readFileSync(`${root}${file}`, 'utf8').split('\n').length;
    const starts = Array.from({ length: Math.ceil(lines / blockLines) }, (_, at) => at * blockLines + 1);
    return starts
      .filter(() => block++ % count === index - 1)
      .map((start) => `${file}:${start}-${Math.min(lines, start + blockLines - 1)}`);
  });
}
const chosen = files.length > 0 ? files : values.part === undefined ? config.mutate : blocksOf(values.part);
const leastScore = 85;

function run(command, args, cwd = root) {
  const { status } = spawnSync(command, args, { cwd, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

if (!existsSync(`${tool}/node_modules/@stryker-mutator/core`)) run('npm', ['ci', '--loglevel=error'], tool);
const own = `${root}.mutation/config.json`;
mkdirSync(`${root}.mutation`, { recursive: true });
writeFileSync(own, JSON.stringify({ ...config, mutate: chosen }, null, 2));
const startedMs = Date.now();
run('node', [`${tool}/node_modules/@stryker-mutator/core/bin/stryker.js`, 'run', own]);

const report = JSON.parse(readFileSync(`${root}.mutation/report.json`, 'utf8'));
const reasons = JSON.parse(readFileSync(`${tool}/survivors.json`, 'utf8'));
const detected = ['Killed', 'Timeout'];
const missed = ['Survived', 'NoCoverage'];
const rows = Object.entries(report.files).map(([file, { mutants, source }]) => {
  const lines = source.split('\n');
  const survivors = mutants
    .filter(({ status }) => missed.includes(status))
    .map(({ location, mutatorName, replacement, status }) => {
      const { start, end } = location;
      const text =
        start.line === end.line
          ? lines[start.line - 1].slice(start.column - 1, end.column - 1)
          : `${lines[start.line - 1].slice(start.column - 1)} …`;
      return { line: start.line, mutatorName, text, replacement: replacement ?? '', status };
    });
  return {
    file,
    killed: mutants.filter(({ status }) => detected.includes(status)).length,
    survivors,
  };
});
const killed = rows.reduce((sum, row) => sum + row.killed, 0);
const total = killed + rows.reduce((sum, row) => sum + row.survivors.length, 0);
const score = (100 * killed) / total;
const cell = (text) =>
  `\`${text.replaceAll('\n', ' ').replaceAll('`', "'").replaceAll('|', '\\|').slice(0, 90)}\``;
const reasonOf = (file, survivor) =>
  reasons.find(
    (entry) =>
      file.startsWith(entry.file) &&
      (entry.mutator === undefined || entry.mutator === survivor.mutatorName) &&
      (entry.text === undefined || survivor.text.includes(entry.text)),
  )?.reason;
const unexplained = rows.flatMap(({ file, survivors }) =>
  survivors
    .filter((survivor) => reasonOf(file, survivor) === undefined)
    .map((survivor) => ({ file, ...survivor })),
);
console.log(
  `\n${killed} of ${total} changes noticed: ${score.toFixed(1)} % (at least ${leastScore} %), ` +
    `${unexplained.length} survivors without a reason in test/mutation/survivors.json, ` +
    `${((Date.now() - startedMs) / 60_000).toFixed(0)} min`,
);
if (files.length === 0) {
  const page = [
    '# Mutation tests',
    '',
    '`npm run mutate` changes the code that decides about answers, arithmetic, money and statistics, one small change at a time, runs the',
    'tests beside it, and counts how many changes a test notices. Texts for a person are not changed.',
    ...(values.part === undefined
      ? []
      : [
          `Measured on part ${values.part}: every ${values.part.split('/')[1]}th block of ${blockLines} lines of the files below.`,
        ]),
    '',
    `**${score.toFixed(1)} %**: ${killed} of ${total} changes noticed, ${new Date().toISOString().slice(0, 10)}.`,
    '',
    '| file | noticed | survived |',
    '|---|---|---|',
    ...rows.map(({ file, killed: count, survivors }) => `| ${file} | ${count} | ${survivors.length} |`),
    '',
    '## Changes that survived',
    '',
    '| place | code | changed to | why that is acceptable |',
    '|---|---|---|---|',
    ...rows.flatMap(({ file, survivors }) =>
      survivors.map(
        (survivor) =>
          `| ${file}:${survivor.line} | ${cell(survivor.text)} | ${cell(survivor.replacement)} | ${reasonOf(file, survivor) ?? '**not looked at yet**'} |`,
      ),
    ),
    '',
  ];
  writeFileSync(`${root}docs/mutation.md`, page.join('\n'));
}
process.exit(score >= leastScore ? 0 : 1);
