import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NotPython, parsePython } from './python-literal.ts';

test.each([
  ["['9 - 4 = 5']", ['9 - 4 = 5']],
  [`['it\\'s 3', "don't", None, True]`, ["it's 3", "don't", null, true]],
  ["['6 * 5 = 30' 'so 30']", ['6 * 5 = 30', 'so 30']],
  ["['a'\n 'b']", ['a', 'b']],
  ["array(['a', 'b'], dtype=object)", ['a', 'b']],
  ["('a', 'b',)", ['a', 'b']],
  ["[np.str_('a'), np.float64(5.0)]", ['a', 5]],
  ["[{'question': 'How?', 'solution': 'So.'}]", [{ question: 'How?', solution: 'So.' }]],
  ["[u'caf\\xe9', '\\u00bd', b'x', r'\\d', '\\d']", ['café', '½', 'x', '\\d', '\\d']],
  ['[12345678901234567890]', ['12345678901234567890']],
  ['[6., -.5, 1_000, 2e3, nan]', [6, -0.5, 1000, 2000, null]],
  ['[]', []],
  [' [[1, 2], [3]] ', [[1, 2], [3]]],
  ["['a, b', 'c]']", ['a, b', 'c]']],
])('%s', (text, value) => expect(parsePython(text)).toEqual(value));

test.each([
  ['[oops', '"oops" is no value'],
  ["['a'", 'it does not end'],
  ["['a", 'a quote does not close'],
  ["['a' ... 'z']", 'NumPy left items out'],
  ['[1] first we add', '"first we add" was not expected'],
  ["['a';]", '";]" was not expected'],
  ['['.repeat(1000), 'too deep'],
  ['', 'it does not end'],
])('%s is none: %s', (text, reason) => {
  expect(() => parsePython(text)).toThrow(NotPython);
  expect(() => parsePython(text)).toThrow(reason);
});

/** A text as Python's repr prints it. */
function repr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll(quote, `\\${quote}`);
  return quote + escaped + quote;
}

test('what Python prints is read as it was', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', "'", '"', '\\', '\n', ',', ']', ' ', 'é', 'n', 'x41', '#'),
  });
  fc.assert(
    fc.property(fc.array(text), fc.constantFrom(', ', ' ', '\n '), (items, between) => {
      expect(parsePython(`[${items.map(repr).join(between)}]`)).toEqual(items);
    }),
  );
});

test('any text is a value or NotPython', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...`[](){}'":,.\\x0a1-NoneTru e`) }), (text) => {
      try {
        parsePython(text);
      } catch (error) {
        expect(error).toBeInstanceOf(NotPython);
      }
    }),
    { numRuns: 1000 },
  );
});
