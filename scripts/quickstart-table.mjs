// A Markdown table of several quickstarts, one a seed: node scripts/quickstart-table.mjs RUN/result.json …
import { readFileSync } from 'node:fs';

const results = process.argv.slice(2).map((path) => JSON.parse(readFileSync(path, 'utf8')));
const percent = (share) => `${(100 * share).toFixed(1)} %`;
const interval = ([low, high]) => `[${(100 * low).toFixed(1)}, ${(100 * high).toFixed(1)}]`;

console.log(
  '| seed | strategy | accuracy, 95 % interval | with calculator | validation | unreadable | tokens a problem |',
);
console.log('|---|---|---|---|---|---|---|');
for (const { seed, students } of results) {
  for (const student of students) {
    const { label, accuracy, ci95, withCalculator, validation, unreadable, generatedTokensPerProblem } =
      student;
    console.log(
      `| ${seed} | ${label} | ${percent(accuracy)} ${interval(ci95)} | ${percent(withCalculator.accuracy)} ${interval(withCalculator.ci95)} ` +
        `| ${percent(validation.accuracy)} | ${unreadable} | ${generatedTokensPerProblem.toFixed(0)} |`,
    );
  }
}

console.log('\n| strategy | mean accuracy | lowest, highest | mean with calculator | lowest, highest |');
console.log('|---|---|---|---|---|');
for (const { strategy, label } of results[0].students) {
  const of = results.map(({ students }) => students.find((student) => student.strategy === strategy));
  const row = (values) =>
    `${percent(values.reduce((sum, value) => sum + value, 0) / values.length)} | ${percent(Math.min(...values))}, ${percent(Math.max(...values))}`;
  console.log(
    `| ${label} | ${row(of.map((s) => s.accuracy))} | ${row(of.map((s) => s.withCalculator.accuracy))} |`,
  );
}
for (const { seed, budget, seconds } of results) {
  console.log(
    `\nSeed ${seed}: ${budget.flopsPerStrategy.toExponential(2)} FLOPs a strategy, ${(seconds / 60).toFixed(1)} minutes${budget.reduced ? ', reduced to what the machine did in the time' : ''}.`,
  );
}
