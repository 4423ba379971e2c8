import { expect, test } from 'vitest';
import { trainTokenizer } from '../engine/tokenizer/index.ts';
import { tokenizerOf } from './student.ts';

test('the tokenizer of a model knows all ids that its files list as ends of a generation', () => {
  const trained = trainTokenizer(['a question'], { vocabularySize: 260 });
  const endsOf = (generationConfig: Readonly<Record<string, unknown>> | null) =>
    tokenizerOf({
      path: 'model',
      config: { eos_token_id: 4 },
      generationConfig,
      tokenizerFiles: () => trained.files(),
    }).endOfTextIds;
  expect(endsOf({ eos_token_id: [3, 7] })).toEqual(new Set([trained.endOfText, 3, 7]));
  expect(endsOf(null)).toEqual(new Set([trained.endOfText, 4]));
});
