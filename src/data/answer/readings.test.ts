// No reading changes by accident. Where a change is meant: raise extractorVersion, run `npm run readings`, and read the difference in readings.jsonl.
import { describe, expect, test } from 'vitest';
import { extractorVersion } from './extract.ts';
import { recordedReadings, recordReading } from './readings.fixture.ts';

const { extractor, readings } = recordedReadings();
const perTest = 60;

test('the readings are those of this version', () => expect(extractor).toBe(extractorVersion));

describe('outputs, and outputs close to them, read as recorded', () => {
  const parts = Array.from({ length: Math.ceil(readings.length / perTest) }, (_, k) => k);
  test.each(parts)('part %d', (part) => {
    for (const recorded of readings.slice(part * perTest, (part + 1) * perTest)) {
      const [type, output] = recorded;
      expect(recordReading(type, output)).toEqual(recorded);
    }
  });
});
