// The decoders of tokenizer.json, token by token: the bytes that a token adds to a text, whatever stands around it. So the tokens of a
// text's pieces decode to the pieces together, and a stream never has to take back what it gave.
import { bytesOfToken } from '../byte-letters.ts';
import { unsupported } from '../tokenizer-errors.ts';
import { type StageJson, stagesOf } from '../tokenizer-file.ts';
import { readPattern } from './text-matches.ts';

export type TokenBytes = (token: string) => Uint8Array;

type TextStep = (token: string) => string;

const byteToken = /^<0x([0-9A-Fa-f]{2})>$/;

/**
 * What `tokenizers` does to a whole text only is left out: the space that SentencePiece puts before a text is decoded as a space, where
 * `tokenizers` takes it away (`Strip`, `Metaspace`).
 */
export function readTokenBytes(part: StageJson | null | undefined, path: string): TokenBytes {
  const stages = flat(part, path);
  if (stages.length === 1 && stages[0]?.type === 'ByteLevel') return bytesOfToken;
  if (stages.length === 0) return unsupported(path, 'decoder', 'null', 'a decoder');
  const [fuse, strip] = ['Fuse', 'Strip'].map((name) => stages.findIndex(({ type }) => type === name));
  if (strip !== -1 && (fuse === -1 || (strip ?? 0) < (fuse ?? 0))) {
    return unsupported(path, 'decoder', 'Strip of every token', 'Strip behind Fuse');
  }
  const byBytes = stages.some(({ type }) => type === 'ByteFallback');
  const steps = stages.map((stage) => readStep(stage, path));
  return (token) => {
    const [, byte] = (byBytes && byteToken.exec(token)) || [];
    if (byte !== undefined) return Uint8Array.of(Number.parseInt(byte, 16));
    return Buffer.from(
      steps.reduce((text, step) => step(text), token),
      'utf8',
    );
  };
}

function flat(part: StageJson | null | undefined, path: string): readonly StageJson[] {
  return stagesOf(part, 'decoders', path).flatMap((stage) =>
    stage.type === 'Sequence' ? flat(stage, path) : [stage],
  );
}

const same: TextStep = (token) => token;

function readStep(stage: StageJson, path: string): TextStep {
  switch (stage.type) {
    case 'Fuse':
    case 'ByteFallback':
    case 'Strip':
      return same;
    case 'Metaspace': {
      const sign = typeof stage.replacement === 'string' ? stage.replacement : '▁';
      return (token) => token.replaceAll(sign, ' ');
    }
    case 'Replace': {
      const matches = readPattern(stage.pattern, path, 'decoder.pattern');
      const content = String(stage.content ?? '');
      return (token) => {
        let [text, done] = ['', 0];
        for (const [start, end] of matches(token)) {
          text += token.slice(done, start) + content;
          done = end;
        }
        return text + token.slice(done);
      };
    }
    case 'WordPiece': {
      const prefix = typeof stage.prefix === 'string' ? stage.prefix : '##';
      return (token) => (token.startsWith(prefix) ? token.slice(prefix.length) : ` ${token}`);
    }
    case 'BPEDecoder': {
      const suffix = typeof stage.suffix === 'string' ? stage.suffix : '</w>';
      return (token) => token.replaceAll(suffix, ' ');
    }
    default:
      return unsupported(
        path,
        'decoder',
        stage.type,
        'ByteLevel, or Metaspace, Replace, ByteFallback, Fuse, Strip, WordPiece and BPEDecoder',
      );
  }
}
