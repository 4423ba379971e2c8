// JSON as models write it: read where nothing is lost, added or guessed by that, and nowhere else.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonIn } from './find-json.ts';

const raw = String.raw;
const valuesIn = (text: string) => [...jsonIn(text)].map(({ value }) => value);
const object = { steps: ['6 * 3 = 18', "Ann's 2"], answer: '4' };
const json = JSON.stringify(object);

describe('read', () => {
  test.each([
    ['alone', json],
    ['in a fence', `\`\`\`json\n${json}\n\`\`\``],
    ['within words', `Sure: ${json} I hope that helps.`],
    ['before a note with braces', `${json}\n\nNote: {x} stands for the unknown.`],
    ['behind a note with braces', `Let {x} be {y: the unknown}.\n${json}`],
    ['as a text', JSON.stringify(json)],
    ['with commas too many', `{"steps": ["6 * 3 = 18", "Ann's 2",], "answer": "4",}`],
    ['without a comma', `{"steps": ["6 * 3 = 18" "Ann's 2"] "answer": "4"}`],
    ['with typographic quotation marks', "{“steps”: [“6 * 3 = 18”, “Ann's 2”], “answer”: “4”}"],
    ['with single quotation marks', `{'steps': ['6 * 3 = 18', 'Ann's 2'], 'answer': '4'}`],
    ['as Python prints it', `{'steps': ['6 * 3 = 18', "Ann's 2"], 'answer': '4'}`],
    ['with bare names', `{steps: ["6 * 3 = 18", "Ann's 2"], answer: "4"}`],
    ['with double braces', `{${json}}`],
    ['with an escaped apostrophe', raw`{"steps": ["6 * 3 = 18", "Ann\'s 2"], "answer": "4"}`],
  ])('%s', (_name, text) => expect(valuesIn(text)).toEqual([object]));

  test('twice, and in a list', () => {
    expect(valuesIn(`${json}\n${json}`)).toEqual([object, object]);
    expect(valuesIn(`[${json}]`)).toEqual([[object]]);
  });

  test('with a new line in a text, with quotation marks in it, and with None', () => {
    expect(valuesIn('{"a": "b\nc"}')).toEqual([{ a: 'b\nc' }]);
    expect(valuesIn('{"a": "the "best" one"}')).toEqual([{ a: 'the "best" one' }]);
    expect(valuesIn('{"a": ["b"], "c": None}')).toEqual([{ a: ['b'], c: null }]);
  });

  test('the text behind it is told', () => {
    expect([...jsonIn(`${json}\n#### 4`)][0]?.behind).toBe('\n#### 4');
  });
});

describe('no JSON comes of', () => {
  test.each([
    ['prose', 'She makes 72 rolls (6 * 12), and keeps {some}.'],
    ['sets and placeholders', 'The set {1, 2} has [two] elements, {x} and { y }.'],
    ['a heading', '[Step 1] She makes 72 rolls.'],
    ['what was cut off', '{"steps": ["6 * 3 = 18", "and'],
    ['what was cut off behind a text', '{"steps": ["6 * 3 = 18"], "answer": "4"'],
    ['a list with an ellipsis', '{"steps": ["6 * 3 = 18", ...], "answer": "4"}'],
    ['texts without quotation marks', '{"steps": [6 * 3 = 18, then 4], "answer": "4"}'],
    [
      'a text that its quotation marks cut in two',
      '{"steps": ["He said "yes, sir", then left."], "answer": "4"}',
    ],
    ['what a comment is lost of', '{"steps": ["a" // or 17\n], "answer": "4"}'],
    ['LaTeX', raw`\frac{16}{2} = {8} and \text{"a"}`],
  ])('%s', (_name, text) => expect(valuesIn(text)).toEqual([]));

  test('any prose', () => {
    const word = fc.constantFrom(
      'She',
      'has',
      '{',
      '}',
      '[',
      ']',
      '(',
      '18',
      '=',
      ',',
      '...',
      '{x}',
      "Ann's",
      '$5',
      ':',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), (words) => {
        for (const value of valuesIn(words.join(' '))) {
          // what is read was between quotation marks, which this prose has none of
          expect(JSON.stringify(value)).not.toMatch(/: ?"|\["/);
        }
      }),
    );
  });
});

describe('the backslash of LaTeX', () => {
  const textIn = (written: string) => valuesIn(`{"a": "${written}"}`);
  test.each([
    raw`6 \times 2`,
    raw`\nu + \nobreak 3 \nRightarrow \nleftarrow \nvdash \nleqslant \nicefrac{1}{2} \norm{x}`,
    raw`\frac{1}{2} \boxed{3} \beta \neq \rho \theta \text{x} \right) \underline{a} \tan`,
    raw`\( 5 \) \$5 \% \,`,
    raw`\foo \bazz \flarp \rquux \total`,
  ])('in %j is kept', (written) => expect(textIn(written)).toEqual([{ a: written }]));

  test.each([
    [raw`one\nShe`, 'one\nShe'],
    [raw`one\nnext`, 'one\nnext'],
    [raw`one\nI add\nuntil\nRight`, 'one\nI add\nuntil\nRight'],
    [raw`one\nnumber\nobject\nulna\nRightly`, 'one\nnumber\nobject\nulna\nRightly'],
    [raw`one\n6`, 'one\n6'],
    [raw`\"so\" \\times \/ \u00d7`, '"so" \\times / ×'],
    [raw`a\tShe`, 'a\tShe'],
    [raw`a\r\nb`, 'a\r\nb'],
  ])('an escape stays one: %j', (written, text) => expect(textIn(written)).toEqual([{ a: text }]));
});

test('what JSON.stringify writes is read as it was, with text around it or not', () => {
  const word = fc
    .string({ unit: 'grapheme', maxLength: 12 })
    .filter((text) => !text.includes('\\') && !/[\p{Cc}]/u.test(text));
  const value = fc.record({ steps: fc.array(word, { minLength: 1, maxLength: 4 }), answer: word });
  fc.assert(
    fc.property(value, fc.boolean(), (given, fenced) => {
      const text = JSON.stringify(given, null, fenced ? 2 : 0);
      expect(valuesIn(fenced ? `Here:\n\`\`\`json\n${text}\n\`\`\`\nDone.` : text)).toEqual([given]);
    }),
  );
});

test('a fault in the punctuation loses no text and adds none', () => {
  const word = fc.stringMatching(/^[a-z0-9 =*+.]{1,12}$/);
  const faults: readonly ((json: string) => string)[] = [
    (text) => text.replace(/\]/, ',]'),
    (text) => text.replace(/\}$/, ',}'),
    (text) => text.replaceAll('"', "'"),
    (text) => text.replaceAll('"', '“').replaceAll(/“(?=[,\]}:])/g, '”'),
    (text) => text.replace(/","/, '""'),
    (text) => text.replace('"steps"', 'steps'),
  ];
  fc.assert(
    fc.property(
      fc.array(word, { minLength: 1, maxLength: 4 }),
      fc.constantFrom(...faults),
      (steps, fault) => {
        for (const found of valuesIn(fault(JSON.stringify({ steps, answer: '4' })))) {
          expect(found).toEqual({ steps, answer: '4' });
        }
      },
    ),
  );
});
