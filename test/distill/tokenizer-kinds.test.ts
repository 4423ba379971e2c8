// Prompts and students of other tokenizers than byte-level BPE.
import { expect, test } from 'vitest';
import { assertKeepsSolutions } from '../../src/distill/check-student.ts';
import { encodePrompt, plainFormat } from '../../src/distill/index.ts';
import { readTokenizerFiles } from '../../src/engine/tokenizer/index.ts';
import { filesOf, mistral, wordPiece } from '../../src/engine/tokenizer/pipeline/tiny-tokenizers.fixture.ts';

test('a plain prompt has what the tokenizer puts before a text, and its space', () => {
  const sentencePiece = readTokenizerFiles(filesOf(mistral), 'tokenizer.json');
  const ids = encodePrompt(sentencePiece, plainFormat(sentencePiece), 'Problem: Tom\n');
  expect(ids).toEqual([1, ...sentencePiece.encodeWithSpecial('Problem: Tom\n')]);
  expect(sentencePiece.decode(ids)).toBe('<s> Problem: Tom\n');
  expect(sentencePiece.decode([...ids, ...sentencePiece.encode('Answer:')])).toBe(
    '<s> Problem: Tom\nAnswer:',
  );
});

test('a tokenizer that loses line breaks makes no student', () => {
  const check = (kind: typeof mistral) =>
    assertKeepsSolutions(readTokenizerFiles(filesOf(kind), 'tokenizer.json'), 'base');
  expect(() => check(mistral)).not.toThrow();
  expect(() => check(wordPiece)).toThrow(
    expect.objectContaining({
      code: 'student-unusable',
      message: expect.stringContaining('base: the tokenizer loses line breaks, "0",'),
    }),
  );
});
