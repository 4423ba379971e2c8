import { expect, test } from 'vitest';
import { quickstartDefaults, quickstartRanges, settingsOf } from './quickstart-options.ts';
import { DEFAULT_MINUTES } from './quickstart-plan.ts';

test('what is left out or undefined has its default', () => {
  const { out, minutes, seed, threads } = quickstartDefaults;
  expect(settingsOf({ seed: undefined })).toEqual({ out, minutes, seed, threads, force: false });
  expect({ out, minutes, seed }).toEqual({ out: 'runs/quickstart', minutes: DEFAULT_MINUTES, seed: 1 });
});

test('what is given is taken', () => {
  const given = { out: 'here', minutes: 2, seed: 7, threads: 3, force: true };
  expect(settingsOf(given)).toEqual(given);
});

test.each(Object.entries(quickstartRanges))('%s is checked', (option, { min }) => {
  expect(() => settingsOf({ [option]: min })).not.toThrow();
  expect(() => settingsOf({ [option]: min - 0.1 })).toThrow(
    expect.objectContaining({ code: 'invalid-value', subject: { option } }),
  );
});
