// Ids back to text, whatever kind of tokenizer gives the bytes of an id.
import { SocraticError } from '../../common/index.ts';
import type { DecodeStream } from './types.ts';

/** The bytes of one token. Throws `token-unknown`. */
export type BytesOf = (id: number) => Uint8Array;

/** The text of the ids; bytes that are not UTF-8 become U+FFFD. */
export function decodeBytes(ids: readonly number[], bytesOf: BytesOf): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Buffer.concat(ids.map(bytesOf)));
}

/** Decodes ids one at a time. */
export function decodeStreamOf(bytesOf: BytesOf): DecodeStream {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return {
    push: (id) => decoder.decode(bytesOf(id), { stream: true }),
    end: () => decoder.decode(),
  };
}

/** The error about an id that no token has. */
export function unknownToken(id: number, vocabularySize: number): SocraticError {
  return new SocraticError(
    'token-unknown',
    `Token id ${id} cannot be decoded: expected one of the tokenizer's ids, 0 to ${vocabularySize - 1}.`,
    { details: { id, vocabularySize } },
  );
}
