// Stated conversions and dozens, and other statements in fixed forms, that are found in a line, right, wrong or left alone.
import { describe, expect, test } from 'vitest';
import { isCalculatedWith, isStatement, type Sign, signs } from './conversion-grammar.ts';
import { statedConversions } from './stated-conversions.ts';
import { statedDozens } from './stated-dozens.ts';
import { statedForms } from './stated-forms.ts';

type Found = { readonly agrees: boolean; readonly written: string; readonly computed: string | null } | null;

/** `right`, or what it is; `rate` where it may be one, or anything else that is left alone. */
const verdict = (found: Found) => (found === null ? 'rate' : found.agrees ? 'right' : `${found.computed}`);
const conversions = (line: string, stated: readonly number[] = []) =>
  statedConversions(line, stated).map(({ found }) => verdict(found));
const dozens = (line: string) => statedDozens(line).map(({ found }) => verdict(found));

describe('a conversion', () => {
  test.each<[line: string, found: readonly string[]]>([
    ['48 hours = 2 days', ['right']],
    ['5 hours = 6 hours', []],
    ['5 pens = 6 hours', []],
    ['18 inches = 1 and 1/2 feet', ['right']],
    ['19 inches = 1 and 1/2 feet', ['1.5833 feet']],
    // in two units, the larger one first
    ['1 hour and 30 minutes = 90 minutes', ['right']],
    ['30 minutes and 1 hour = 80 minutes', []],
    ['30 minutes 30 minutes = 2 hours', []],
    ['80 minutes = 30 minutes and 1 hour', []],
    // rounded to its decimals
    ['100 minutes = 1.67 hours', ['right']],
    ['100 minutes = 1.6 hours', ['1.6667 hours']],
    ['1.7 hours = 100 minutes', ['right']],
    ['1.7 hours = 105 minutes', ['right']],
    ['1.7 hours = 106 minutes', ['102 minutes']],
    ['1.70 hours = 103 minutes', ['102 minutes']],
    ['2 hours = 121 minutes', ['120 minutes']],
    // about right
    ['119 minutes = 2 hours', ['1.9833 hours']],
    ['119 minutes ≈ 2 hours', ['right']],
    ['119 minutes = about 2 hours', ['right']],
    ['119 minutes = exactly 2 hours', ['1.9833 hours']],
    ['114 minutes = about 2 hours', ['right']],
    ['113 minutes = about 2 hours', ['1.8833 hours']],
    ['126 minutes = about 2 hours', ['right']],
    ['127 minutes = about 2 hours', ['2.1167 hours']],
    ['2 hours = about 114 minutes', ['right']],
    ['2 hours = about 113 minutes', ['120 minutes']],
    // between systems everybody rounds
    ['10 kg = 22.5 pounds', ['right']],
    ['10 kg = 24 pounds', ['22 to 22.05 pounds']],
    // rounded by the words behind it
    ['100 minutes = 2 hours (rounded up)', ['right']],
    ['100 minutes = 1 hour (rounded down)', ['right']],
    // of units that people count with several sizes
    ['60 days = 3 months', ['1.9355 to 2.1429 months']],
    ['2 months = 50 days', ['56 to 62 days']],
    ['500 cents = $6', ['$5']],
    ['$6 = 500 cents', ['600 cents']],
    // a part of a calculation
    ['2 days + 48 hours = 5 days', []],
    ['48 hours = 3 days + 5', []],
    ['2 pounds = 80 cents', []],
  ])('%j', (line, found) => expect(conversions(line)).toEqual(found));

  test('that is a rate among what is stated', () => {
    expect(conversions('5 days = 40 hours')).toEqual(['120 hours']);
    expect(conversions('5 days = 40 hours', [8])).toEqual(['rate']);
    expect(conversions('5 days = 40 hours', [9])).toEqual(['120 hours']);
    expect(conversions('5 days = 40 hours, 8 a day')).toEqual([]);
    expect(conversions('5 days = 40 hours; 8 for each')).toEqual(['rate']);
    expect(conversions('1 day 2 hours = 20 hours', [20])).toEqual(['26 hours']);
    expect(conversions('5 hours = 40 minutes', [8])).toEqual(['300 minutes']);
    expect(conversions('5 quarters = $100', [100])).toEqual(['rate']);
    expect(conversions('5 quarters = $100', [20])).toEqual(['$1.25']);
  });

  test('is shown as it is written, and its sign is said', () => {
    const [found] = statedConversions('So 1.5 hours = 80 minutes. It is late.', []);
    expect(found).toEqual({
      ...{
        sign: [13, 14],
        found: { agrees: false, written: '1.5 hours = 80 minutes', computed: '90 minutes' },
      },
    });
    expect(statedConversions('It is 120 minutes (or 3 hours).', [])[0]?.found?.written).toBe(
      '120 minutes (or 3 hours)',
    );
  });
});

describe('dozens', () => {
  test.each<[line: string, found: readonly string[]]>([
    ['3 dozen eggs = 36 eggs', ['right']],
    ['3 dozen eggs = 30 eggs', ['36']],
    ['3 dozen = 30', ['36']],
    ['3 dozen eggs = 36', ['right']],
    ['3 dozen = 36 eggs', ['right']],
    ['36 eggs = 4 dozen', ['3 dozen']],
    ['36 eggs is 3 dozen eggs', ['right']],
    ['3 dozen boxes = 36 boxes', ['right']],
    ['3 dozen boxes = 30 boxes', ['36']],
    ['half a dozen eggs = 6 eggs', ['right']],
    ['7 dozen ≈ 80', ['right']],
    ['7 dozen ≈ 79', ['84']],
    ['7 dozen = 80', ['84']],
    // another thing, what holds them, or a price
    ['3 dozen eggs = 36 pens', ['rate']],
    ['2 dozen = 4 boxes', ['rate']],
    ['2 dozen = 4 pounds', ['rate']],
    ['2 dozen eggs = $6', ['rate']],
    ['3/2 dozen eggs = 18 eggs', ['rate']],
    ['3 dozen eggs = 3 5/4 eggs', ['rate']],
    // what each has
    ['1 dozen has 10 eggs', ['12']],
    ['A dozen has 12 eggs', ['right']],
    ['2 dozen has 10 eggs', []],
    // a part of something else
    ['3 dozen eggs = 30 eggs + 6', []],
    ['half of 3 dozen eggs = 18 eggs', []],
    ['In 2 boxes with 3 dozen eggs = 30 eggs', []],
    ['In 2 boxes 3 dozen eggs = 30 eggs', []],
    ['36 eggs = 3 boxes', []],
    ['He has dozens.', []],
    [`3 dozen eggs = 30 eggs. ${'He waits. '.repeat(12)}`, ['36']],
    [`${'He waits. '.repeat(12)}3 dozen eggs = 30 eggs`, ['36']],
  ])('%j', (line, found) => expect(dozens(line)).toEqual(found));

  test('are shown as they are written, and their sign is said', () => {
    expect(statedDozens('So 3 dozen eggs = 30 eggs. It is late.')).toEqual([
      { sign: [16, 17], found: { agrees: false, written: '3 dozen eggs = 30 eggs', computed: '36' } },
    ]);
  });
});

test.each<[line: string, found: readonly string[]]>([
  ['15 and 27 apples add up to 42', ['right']],
  ['15 apples and 27 add up to 43', ['42']],
  ['15 and 27 add up to 43 apples', ['42']],
  ['150 and 270 add up to 420', ['right']],
  ['150 and 270 add up to 430', ['420']],
  ['15 apples and 27 pears add up to 43', []],
  ['15 apples and 27 apples add up to 43 pears', []],
  ['$1,500 and $2.50 together are $1,502.50', ['right']],
  ['15, 20, and 27 in total is 61', ['62']],
])('the sum %j', (line, found) => expect(statedForms(line).map(verdict)).toEqual(found));

describe('what stands around two quantities', () => {
  test('signs of statements', () => {
    const forms = (line: string) => signs(line).map(({ form, about }) => (about ? `about ${form}` : form));
    expect(forms('48 hours = 2 days')).toEqual(['equals']);
    expect(forms('48 hours ≈ 2 days')).toEqual(['about equals']);
    expect(forms('48 hours is 2 days')).toEqual(['word']);
    expect(forms('48 hours, which is 2 days')).toEqual(['remark']);
    expect(forms('48 hours, or 2 days')).toEqual(['remark']);
    expect(forms('A day has 24 hours')).toEqual(['has']);
    expect(forms('24 hours in a day')).toEqual(['in']);
    expect(['48 hours == 2 days', '48 hours >= 2 days', 'island'].flatMap(forms)).toEqual([]);
  });

  test('a calculation before or behind', () => {
    expect(isCalculatedWith('2 days + ', '')).toBe(true);
    expect(isCalculatedWith('', ' + 2 days')).toBe(true);
    expect(isCalculatedWith('2 days + ', ' + 2 days')).toBe(true);
    expect(isCalculatedWith('So ', '. Then + 2')).toBe(false);
    expect(isCalculatedWith('', '')).toBe(false);
  });

  const says = (form: Sign['form'], before: string, behind = '', value: number | null = 1) =>
    isStatement({ span: [0, 1], form, about: false }, before, value ?? 0, behind);

  test.each<[form: Sign['form'], before: string, behind: string, value: number | null, expected: boolean]>([
    ['equals', '', '', 2, true],
    ['equals', 'in a box, ', '', 2, true],
    ['equals', 'It is within ', ' red', 2, true],
    ['equals', 'the number of months in ', '', 2, false],
    ['equals', 'the number of months IN ', '', 2, false],
    ['equals', '3 boxes of ', '', 2, false],
    ['equals', 'He has 3 boxes. So ', '', 2, true],
    ['word', '', '', 2, true],
    ['word', 'So ', ', and', 2, true],
    ['word', 'The boy of ', '', 2, false],
    ['word', '', ' red ones', 2, false],
    ['remark', 'The boy of ', '', 2, true],
    ['remark', 'The boy of ', ' red ones', 2, false],
    ['in', 'There are ', '', 2, true],
    ['in', 'There are exactly ', '', 2, true],
    ['in', 'there were only ', '', 2, true],
    ['in', 'There are red pens and ', '', 2, false],
    ['in', 'He has ', '', 2, false],
    ['in', '', '', 2, false],
    ['has', '', '', 1, true],
    ['has', '', '', 2, false],
    ['has', '', '', null, false],
    ['has', 'The boy of ', '', 1, false],
  ])('%s behind %j and before %j with %j: %j', (form, before, behind, value, expected) => {
    expect(says(form, before, behind, value)).toBe(expected);
  });
});
