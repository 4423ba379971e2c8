import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { needs, pathOf } from '../../../test/support/optional-data.ts';
import { checkAnnotations, pendingCalculation } from './annotations.ts';

describe('pendingCalculation', () => {
  const rows: [string, string | null][] = [
    ['Janet sells 16 - 3 - 4 = <<16-3-4=', '9>>'],
    ['<<9*2=', '18>>'],
    ['<<9*2=18>>18 a day, 7 days: <<18*7=', '126>>'],
    ['<<1/3=', '0.3333333333>>'],
    ['<<9*2', null],
    ['<<9*2=1', null],
    ['<<9*20', null],
    ['<<9*2=18>>', null],
    ['<<9*2=18>>18=', null],
    ['16-3=', null],
    ['<<1/0=', null],
    ['<<x+1=', null],
    ['<<=', null],
    ['<<1+1=2=', null],
    ['', null],
    [`<<${'1+'.repeat(200)}1=`, null],
  ];
  test.each(rows)('%j is continued by %j', (text, forced) => expect(pendingCalculation(text)).toBe(forced));
});

describe('checkAnnotations', () => {
  test('each annotation is recomputed, and rounding to the decimals written is agreement', () => {
    const text =
      '<<16-3=13>>13 <<9*2=19>>19 <<1/3=0.33>>0.33 <<1/3=0.34>> <<7/2=3>> <<.5*2=1.0>> <<1/3=0.3>> <<7/2=4>> <<a+1=2>> <<1+1=b>> <<5>>';
    expect(
      checkAnnotations(text).map((check) => [check.expression, check.value, check.computed, check.agrees]),
    ).toEqual([
      ['16-3', '13', '13', true],
      ['9*2', '19', '18', false],
      ['1/3', '0.33', '0.3333333333', true],
      ['1/3', '0.34', '0.3333333333', false],
      ['7/2', '3', '3.5', false],
      ['.5*2', '1.0', '1', true],
      ['1/3', '0.3', '0.3333333333', true],
      ['7/2', '4', '3.5', false],
      ['a+1', '2', null, false],
      ['1+1', 'b', '2', false],
      ['', '5', null, false],
    ]);
  });
});

describe('the annotations of GSM8K', needs('datasets'), () => {
  test('all agree but two, which use // for a division', () => {
    const text = ['train.jsonl', 'test.jsonl']
      .map((file) => readFileSync(join(pathOf('datasets'), 'gsm8k', file), 'utf8'))
      .join('');
    const checks = checkAnnotations(text);
    expect(checks).toHaveLength(23716 + 4282);
    const odd = checks
      .filter(({ agrees }) => !agrees)
      .map(({ expression, value }) => `${expression}=${value}`);
    expect(odd).toEqual(['560//10=56', '180//3=60']);
  });
});
