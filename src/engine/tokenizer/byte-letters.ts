// GPT-2's alphabet: each byte is written as one printable character, so that tokens can be stored as JSON strings.

/** Printable Latin-1 bytes stand for themselves; the others take the characters from U+0100 on, in order. */
function buildLetters(): string[] {
  const letters: string[] = [];
  let next = 0x100;
  for (let byte = 0; byte < 256; byte++) {
    const printable =
      (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);
    letters.push(String.fromCharCode(printable ? byte : next++));
  }
  return letters;
}

/** The letter of each of the 256 bytes: `letterOfByte[0x20]` is `Ġ`. */
export const letterOfByte: readonly string[] = buildLetters();

const byteOfLetter: ReadonlyMap<string, number> = new Map(
  letterOfByte.map((letter, byte) => [letter, byte] as const),
);

/** The bytes that a token stands for; a token with any character that is no byte letter is taken as UTF-8 text. */
export function bytesOfToken(token: string): Uint8Array {
  const bytes = new Uint8Array(token.length);
  for (let i = 0; i < token.length; i++) {
    const byte = byteOfLetter.get(token.charAt(i));
    if (byte === undefined) return Buffer.from(token, 'utf8');
    bytes[i] = byte;
  }
  return bytes;
}
