import { expect, test } from 'vitest';
import { SocraticError } from './errors.ts';
import { assertOptions, choiceKinds, numberKinds, type OptionTable, optionKinds } from './option-checks.ts';
import { silentReporter } from './progress.ts';

interface Options {
  readonly out?: unknown;
  readonly share?: unknown;
  readonly steps?: unknown;
  readonly most?: unknown;
  readonly mode?: unknown;
  readonly force?: unknown;
  readonly files?: unknown;
  readonly batchTokens?: unknown;
  readonly reporter?: unknown;
  readonly signal?: unknown;
}
const { text, texts, flag, reporter, signal } = optionKinds;
const ranges = { share: { min: 0, max: 1 }, steps: { min: 1, whole: true }, most: { max: 9 } } as const;
const table: OptionTable<Options> = {
  ...numberKinds({ ...ranges, batchTokens: { min: 1 } }),
  ...choiceKinds({ mode: ['upfront', 'interleaved'] }),
  out: text,
  force: flag,
  files: texts,
  reporter,
  signal,
};

test.each<[Options, string]>([
  [{ share: 1.5 }, '`share` must be a number from 0 to 1, found 1.5.'],
  [{ share: -0.1 }, '`share` must be a number from 0 to 1, found -0.1.'],
  [{ share: Number.NaN }, '`share` must be a number from 0 to 1, found NaN.'],
  [{ share: '1' }, '`share` must be a number from 0 to 1, found "1".'],
  [{ share: null }, '`share` must be a number from 0 to 1, found null.'],
  [{ steps: 2.5 }, '`steps` must be a whole number of at least 1, found 2.5.'],
  [{ steps: Number.POSITIVE_INFINITY }, '`steps` must be a whole number of at least 1, found Infinity.'],
  [{ steps: 0 }, '`steps` must be a whole number of at least 1, found 0.'],
  [{ most: 10 }, '`most` must be a number of at most 9, found 10.'],
  [{ mode: 'both' }, '`mode` must be one of upfront, interleaved, found "both".'],
  [{ out: 7 }, '`out` must be a text, found 7.'],
  [{ force: 'false' }, '`force` must be true or false, found "false".'],
  [{ force: 1 }, '`force` must be true or false, found 1.'],
  [{ files: 'a.jsonl' }, '`files` must be a list of texts, found "a.jsonl".'],
  [{ files: ['a.jsonl', 7] }, '`files` must be a list of texts, found a list.'],
  [
    { reporter: { info: () => undefined } },
    '`reporter` must be a Reporter: an object with the methods progress, info and warn, found an object.',
  ],
  [{ signal: 1 }, '`signal` must be an AbortSignal, found 1.'],
])('%j is not what the option takes', (options, message) => {
  const [name] = Object.keys(options);
  const thrown = expect.objectContaining({
    code: 'invalid-value',
    fault: 'input',
    message,
    subject: { option: name },
  });
  expect(() => assertOptions(options, table)).toThrow(thrown);
});

test('both ends of a range, undefined, and what is of its kind are fine', () => {
  const given: Options = {
    share: 0,
    steps: 1,
    most: 9,
    mode: 'upfront',
    out: 'runs/a',
    force: false,
    files: [],
    reporter: silentReporter,
    signal: new AbortController().signal,
  };
  expect(() => assertOptions(given, table, ['out'])).not.toThrow();
  expect(() => assertOptions({ share: 1, steps: undefined, force: undefined }, table)).not.toThrow();
});

test.each<[string, string]>([
  ['batchtokens', 'There is no option `batchtokens`. Did you mean `batchTokens`?'],
  ['batch_tokens', 'There is no option `batch_tokens`. Did you mean `batchTokens`?'],
  ['stesp', 'There is no option `stesp`. Did you mean `steps`?'],
  [
    'colour',
    'There is no option `colour`. Expected some of: share, steps, most, batchTokens, mode, out, force, files, reporter, signal.',
  ],
])('a name that the function does not have: %s', (name, message) => {
  expect(() => assertOptions<Options>({ [name]: 1 }, table)).toThrow(
    expect.objectContaining({ code: 'unknown-option', message, subject: { option: name } }),
  );
});

test.each([undefined, null, 'runs/a', ['runs/a'], 7])('%j is no object of options', (options) => {
  expect(() => assertOptions(options as unknown as Options, table)).toThrow(SocraticError);
  expect(() => assertOptions(options as unknown as Options, table)).toThrow(
    /^Expected an object of options, found /,
  );
});

test('what is required is named when it is missing', () => {
  for (const out of [undefined, null, '']) {
    expect(() => assertOptions<Options>({ out }, table, ['out'])).toThrow(
      expect.objectContaining({
        code: 'missing-option',
        message: '`out` is missing.',
        subject: { option: 'out' },
      }),
    );
  }
});
