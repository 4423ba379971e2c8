import { expect, test } from 'vitest';
import { TextDamage } from './text-damage.ts';

function note(...texts: readonly string[]): string | null {
  const damage = new TextDamage();
  for (const [index, text] of texts.entries()) damage.add(text, index + 2);
  return damage.note('p.csv');
}

/** A text's bytes in one encoding, read as another. */
const asLatin1 = (bytes: readonly number[]) => Buffer.from(bytes).toString('latin1');
const utf8AsLatin1 = (text: string) => asLatin1([...Buffer.from(text)]);
/** The bytes that Windows-1252 has another character for, of those that the texts below contain. */
const windows: Readonly<Record<string, string>> = {
  '\u0080': '€',
  '\u0093': '“',
  '\u0099': '™',
  '\u009C': 'œ',
};
const utf8AsWindows = (text: string) =>
  utf8AsLatin1(text).replace(/[\u0080-\u009F]/g, (code) => windows[code] ?? code);

test('Windows-1252 that was converted as Latin-1', () => {
  expect(note('Fine?', asLatin1([0x93, 0x48, 0x6f, 0x77, 0x94]))).toContain(
    'p.csv: 1 question holds control characters where Windows-1252 has quotation marks',
  );
});

test.each([
  'é',
  'ü',
  'ñ',
  '“',
  '”',
  '’',
  '–',
  '…',
  '½',
  '£',
  '°',
])('UTF-8 that was read as Windows-1252 or Latin-1: %s', (text) => {
  for (const read of [utf8AsWindows, utf8AsLatin1]) {
    expect(note(read(`a ${text} b`), read(text))).toContain(
      '2 questions hold UTF-8 that was read as Windows-1252 or Latin-1 ("Ã©" for "é"): convert the original again, as UTF-8 (the first on line 2)',
    );
  }
});

test('texts that only look unusual are none', () => {
  expect(note('Où est l’été – “là” ou ici…?', 'Ângela tem 5 €?', 'São Paulo: ½ £ 5', 'a\u0085b')).toBeNull();
});
