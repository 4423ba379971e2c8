// npm run readings: reads the outputs of src/data/answer/readings.jsonl again and records what is read now. Says what changed.
// Refuses to record other readings under the same version of the extractor. A new output: add a line ["number","the output"] first.
import { readFileSync, writeFileSync } from 'node:fs';
import { extractorVersion } from '../src/data/answer/extract.ts';
import { readingsFile, recordedReadings, recordReading } from '../src/data/answer/readings.fixture.ts';

const { extractor, readings } = recordedReadings();
const now = readings.map(([type, output]) => recordReading(type, output));
let changed = 0;
for (const [index, [type, output, value, rule, digest]] of now.entries()) {
  const [, , valueBefore, ruleBefore, digestBefore] = readings[index] ?? [];
  if (digestBefore === undefined || digestBefore === digest) continue;
  changed += 1;
  if (value !== valueBefore || rule !== ruleBefore)
    console.log(
      `${type} ${JSON.stringify(output)}: ${valueBefore} (${ruleBefore}) is now ${value} (${rule})`,
    );
}
console.log(`${now.length} outputs, ${changed} with another reading of themselves or of a variant`);
if (changed > 0 && extractor === extractorVersion) {
  console.error(
    `error  same-version  Raise extractorVersion (${extractorVersion}) in src/data/answer/extract.ts: readings differ.`,
  );
  process.exit(2);
}
const lines = [{ extractor: extractorVersion }, ...now].map((line) => JSON.stringify(line));
const text = `${lines.join('\n')}\n`;
if (text !== readFileSync(readingsFile, 'utf8')) writeFileSync(readingsFile, text);
