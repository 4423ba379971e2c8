// The result of `npm run mutate` as a page of docs/, and as one line.
const detected = ['Killed', 'Timeout'];
const missed = ['Survived', 'NoCoverage'];

/** Counts and surviving changes of each file in Stryker's report. */
export function fileResults(report) {
  return Object.entries(report.files).map(([file, { mutants, source }]) => {
    const lines = source.split('\n');
    return {
      file,
      noticed: mutants.filter(({ status }) => detected.includes(status)).length,
      survivors: mutants
        .filter(({ status }) => missed.includes(status))
        .map((mutant) => survivorOf(mutant, lines))
        .sort((left, right) => left.line - right.line),
    };
  });
}

function survivorOf({ location: { start, end }, mutatorName, replacement = '' }, lines) {
  const text =
    start.line === end.line
      ? lines[start.line - 1].slice(start.column - 1, end.column - 1)
      : `${lines[start.line - 1].slice(start.column - 1)} …`;
  return { line: start.line, mutatorName, text, replacement };
}

/** A group's result, with the reason that survivors.json gives for a surviving change, or undefined. */
export function withReasons(result, reasons) {
  const files = result.files.map(({ file, noticed, survivors }) => ({
    file,
    noticed,
    survivors: survivors.map((survivor) => ({ ...survivor, reason: reasonOf(file, survivor, reasons) })),
  }));
  return { ...result, files };
}

function reasonOf(file, { mutatorName, text, replacement }, reasons) {
  return reasons.find(
    (entry) =>
      file.startsWith(entry.file) &&
      (entry.mutator === undefined || entry.mutator === mutatorName) &&
      (entry.text === undefined || text.includes(entry.text)) &&
      (entry.replacement === undefined || replacement === entry.replacement),
  )?.reason;
}

export function scoreOf(files) {
  const noticed = files.reduce((sum, file) => sum + file.noticed, 0);
  const total = noticed + files.reduce((sum, file) => sum + file.survivors.length, 0);
  return { noticed, total, percent: (100 * noticed) / total };
}

/** The score over all lines: each group counts as much as it would if all of it had been changed. */
export function overallPercent(groups) {
  const sums = groups.map(({ part, files }) => {
    const [, parts] = part.split('/').map(Number);
    const { noticed, total } = scoreOf(files);
    return { noticed: noticed * parts, total: total * parts };
  });
  const sum = (of) => sums.reduce((all, group) => all + of(group), 0);
  return (100 * sum(({ noticed }) => noticed)) / sum(({ total }) => total);
}

/** docs/mutation.md: the score, a row a file, and each change that survived. `groups` are `{ name, part, date, files }`. */
export function mutationPage(groups) {
  const { noticed, total } = scoreOf(groups.flatMap(({ files }) => files));
  return [
    '# Mutation tests',
    '',
    '`npm run mutate` changes the code that decides about answers, arithmetic, verification, money and statistics. It makes one small change',
    'at a time (`<` becomes `<=`, a condition becomes true, a block becomes empty, a regular expression loses a part), runs the tests beside',
    'the code, and counts the changes that a test notices. It does not change texts that a person reads, nor code that runs only once when a',
    'file is loaded (tables, regular expressions of a module): Stryker would have to load every file again for each of these.',
    'In the group `answers` the recorded readings (`src/data/answer/readings.jsonl`) take part: they notice every change of what is read from',
    'their outputs, also where no other test says which reading is right.',
    '',
    'A run over all lines takes about four hours on two cores, so that `npm run mutate` takes a sample of the large groups: every fourth or',
    'twelfth block of 30 lines. `-- --sample 2` takes the next blocks. The score over all counts each group as if all of it had been changed.',
    '',
    `**${overallPercent(groups).toFixed(1)} %** (${noticed} of ${total} changes noticed).`,
    '',
    '| group | file | noticed | survived |',
    '|---|---|---|---|',
    ...groups.flatMap(({ name, part, date, files }) => [
      ...files.map(
        (file) =>
          `| ${name} | ${file.file.replace('src/', '')} | ${file.noticed} | ${file.survivors.length} |`,
      ),
      totalRow({ name, part, date, files }),
    ]),
    '',
    '## Changes that survived',
    '',
    'Reasons come from `test/mutation/survivors.json`. A change without one is a gap in the tests that nobody has closed yet.',
    '',
    '| place | code | changed to | why no test notices it |',
    '|---|---|---|---|',
    ...groups.flatMap(({ files }) =>
      files.flatMap(({ file, survivors }) =>
        survivors.map(
          ({ line, text, replacement, reason }) =>
            `| ${file.replace('src/', '')}:${line} | ${cell(text)} | ${cell(replacement)} | ${reason ?? ''} |`,
        ),
      ),
    ),
    '',
  ].join('\n');
}

function totalRow({ name, part, date, files }) {
  const { noticed, total, percent } = scoreOf(files);
  return `| **${name}**${part === '1/1' ? '' : `, part ${part}`}, ${date} | **${percent.toFixed(1)} %** | **${noticed}** | **${total - noticed}** |`;
}

function cell(text) {
  const oneLine = text.replace(/\s+/g, ' ').replaceAll('`', "'").replaceAll('|', '\\|');
  return `\`${oneLine.length > 90 ? `${oneLine.slice(0, 89)}…` : oneLine}\``;
}
