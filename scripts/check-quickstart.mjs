// Checks what a quickstart left behind: node scripts/check-quickstart.mjs RESULT, the file that has its --json output.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const result = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const problems = [];
const check = (condition, fact) => {
  if (!condition) problems.push(fact);
};

const ids = result.students.map(({ id }) => id);
check(
  ['answer', 'cot', 'socratic', 'socratic-unified', 'cot-double', 'socratic-double'].every((id) =>
    ids.includes(id),
  ),
  `a result for each of the six students, found ${ids.join(', ')}`,
);
for (const { id, total, correct, ci95 } of result.students) {
  check(total >= 300 && correct <= total && ci95.length === 2, `at least 300 problems judged for ${id}`);
  const run = join(result.out, id);
  const { status } = JSON.parse(readFileSync(join(run, 'run.json'), 'utf8'));
  check(status === 'trained', `${run} is trained`);
  const predictions = readFileSync(join(run, 'predictions-test.jsonl'), 'utf8').trim().split('\n');
  check(predictions.length === total, `every prediction of ${id} kept`);
}
const report = readFileSync(result.report, 'utf8');
check(report.includes('<svg') && report.trimEnd().endsWith('</html>'), 'a whole report with charts');
check(!/(?:src|href)=["']?https?:/.test(report), 'a report that loads nothing from elsewhere');

if (problems.length > 0) {
  console.error(`error  quickstart-broken  expected ${problems.join('; ')}`);
  process.exit(1);
}
for (const { id, correct, total } of result.students) console.log(`${id}: ${correct} of ${total}`);
console.log(`${result.report}: ${report.length} characters`);
