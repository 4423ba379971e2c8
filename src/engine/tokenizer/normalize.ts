// Unicode normalization as `tokenizers` does it: by the tables of an older Unicode than JavaScript's. Marks and letters that
// got their combining classes and compositions later are left as they are, and keep what stands around them apart.

/** What was assigned since, code points and ranges; found by comparing every code point with `tokenizers` (test/pretrained-tokenizers.test.ts). */
const newer = `
  7fd 897-89f 8ca-8d3 9fe c3c d3b-d3c eba 1715 1abf-1add 1ae0-1aeb 1df6-1dfa a82c 105c0-105ff
  10d24-10d27 10d69-10d6d 10eab-10eac 10efa-10efb 10efd-10eff 10f46-10f50 10f82-10f85 11070 1133b
  11380-113ff 1145e 11839-1183a 11900-1195f 119e0 11a34 11a47 11a99 11d42 11d44-11d45 11d97
  11f41-11f42 16100-1613f 16d40-16d7f 16ff0-16ff1 1e08f 1e130-1e136 1e2ae 1e2ec-1e2ef 1e4ec-1e4ef
  1e5ee-1e5ef 1e6e3 1e6e6 1e6ee-1e6ef 1e6f5
`;
const runs = new RegExp(`([${newer.replace(/[0-9a-f]+/g, '\\u{$&}').replace(/\s+/g, '')}]+)`, 'u');

export type NormalForm = 'NFC' | 'NFD' | 'NFKC' | 'NFKD';

/** A text in a normal form; plain ASCII, which is in all of them, is returned as it is. */
export function normalizeAs(text: string, form: NormalForm): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
  if (/^[\u0000-\u007f]*$/.test(text)) return text;
  if (!runs.test(text)) return text.normalize(form);
  return text
    .split(runs)
    .map((part, index) => (index % 2 === 0 ? part.normalize(form) : part))
    .join('');
}

export const normalizeNfc = (text: string): string => normalizeAs(text, 'NFC');
