import { describe, expect, test } from 'vitest';
import { SocraticError } from '../common/index.ts';
import {
  choiceOption,
  choicesOption,
  integerOption,
  mappingOption,
  numberOption,
  spanOption,
} from './options.ts';

const limit = integerOption('--limit');
const share = numberOption('--validation', { min: 0, max: 0.5 });
const steps = spanOption('--steps', { min: 2, max: 8 });
const split = choiceOption('--split', ['train', 'test']);
const columns = mappingOption('--columns', ['question', 'answer']);

test('good values become typed values', () => {
  expect(limit('100')).toBe(100);
  expect(integerOption('--seed', { min: 0 })('0')).toBe(0);
  expect(share('0.05')).toBe(0.05);
  expect(numberOption('--learning-rate')('3e-4')).toBe(0.0003);
  expect(steps('2-8')).toEqual({ min: 2, max: 8 });
  expect(steps('4')).toEqual({ min: 4, max: 4 });
  expect(split('test')).toBe('test');
  expect(choicesOption('--families', ['ages', 'rates'])('rates, ages')).toEqual(['rates', 'ages']);
  expect(columns('question=Problem text,answer=a=b')).toEqual({ question: 'Problem text', answer: 'a=b' });
});

describe('a bad value is a usage error that names the flag, what was expected and what was received', () => {
  test.each([
    [() => limit('ten'), '--limit must be a whole number of at least 1, found "ten".'],
    [() => limit('0'), '--limit must be a whole number of at least 1, found "0".'],
    [() => limit('1.5'), '--limit must be a whole number of at least 1, found "1.5".'],
    [() => limit(''), '--limit must be a whole number of at least 1, found "".'],
    [() => limit('1e3'), '--limit must be a whole number of at least 1, found "1e3".'],
    [
      () => limit('99999999999999999999'),
      '--limit must be a whole number of at least 1, found "99999999999999999999".',
    ],
    [() => share('0.6'), '--validation must be a number from 0 to 0.5, found "0.6".'],
    [() => share('NaN'), '--validation must be a number from 0 to 0.5, found "NaN".'],
    [() => steps('8-2'), '--steps must be a whole number or a span like 2-8 from 2 to 8, found "8-2".'],
    [() => steps('2-9'), '--steps must be a whole number or a span like 2-8 from 2 to 8, found "2-9".'],
    [() => split('dev'), '--split must be one of train, test, found "dev".'],
    [
      () => columns('problem=q'),
      '--columns must be pairs NAME=COLUMN with NAME one of question, answer, separated by commas, found "problem=q".',
    ],
    [
      () => columns('question'),
      '--columns must be pairs NAME=COLUMN with NAME one of question, answer, separated by commas, found "question".',
    ],
  ])('%#: %s', (parse, message) => {
    expect(parse).toThrow(SocraticError);
    expect(parse).toThrow(message);
  });
});
