// Unicode normalization as `tokenizers` does it: NFC by the tables of an older Unicode than JavaScript's. Marks and letters that
// got their combining classes and compositions later are left as they are, and keep what stands around them apart.

/** What was assigned since; found by comparing every code point with `tokenizers` (test/pretrained-tokenizers.test.ts). */
const newer =
  /[\u{7fd}\u{897}-\u{89f}\u{8ca}-\u{8d3}\u{9fe}\u{c3c}\u{d3b}-\u{d3c}\u{eba}\u{1715}\u{1abf}-\u{1add}\u{1ae0}-\u{1aeb}\u{1df6}-\u{1dfa}\u{a82c}\u{105c0}-\u{105ff}\u{10d24}-\u{10d27}\u{10d69}-\u{10d6d}\u{10eab}-\u{10eac}\u{10efa}-\u{10efb}\u{10efd}-\u{10eff}\u{10f46}-\u{10f50}\u{10f82}-\u{10f85}\u{11070}\u{1133b}\u{11380}-\u{113ff}\u{1145e}\u{11839}-\u{1183a}\u{11900}-\u{1195f}\u{119e0}\u{11a34}\u{11a47}\u{11a99}\u{11d42}\u{11d44}-\u{11d45}\u{11d97}\u{11f41}-\u{11f42}\u{16100}-\u{1613f}\u{16d40}-\u{16d7f}\u{16ff0}-\u{16ff1}\u{1e08f}\u{1e130}-\u{1e136}\u{1e2ae}\u{1e2ec}-\u{1e2ef}\u{1e4ec}-\u{1e4ef}\u{1e5ee}-\u{1e5ef}\u{1e6e3}\u{1e6e6}\u{1e6ee}-\u{1e6ef}\u{1e6f5}]/u;
const runs = new RegExp(`(${newer.source}+)`, 'u');

/** NFC of a text; plain ASCII, which is its own, is returned as it is. */
export function normalizeNfc(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
  if (/^[\u0000-\u007f]*$/.test(text)) return text;
  if (!newer.test(text)) return text.normalize('NFC');
  return text
    .split(runs)
    .map((part, index) => (index % 2 === 0 ? part.normalize('NFC') : part))
    .join('');
}
