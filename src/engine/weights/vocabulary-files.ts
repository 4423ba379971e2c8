// GPT-2's tokenizer as vocab.json and merges.txt, which older exports have instead of tokenizer.json.
import { parseJsonObject, SocraticError } from '../../common/index.ts';
import { writeTokenizer } from '../tokenizer/index.ts';
import type { JsonObject } from './model-files.ts';

const endOfText = '<|endoftext|>';

/** Whether a directory of these files has a tokenizer that is read without tokenizer.json. */
export function hasVocabularyFiles(names: readonly string[], config: JsonObject): boolean {
  return config.model_type === 'gpt2' && names.includes('vocab.json') && names.includes('merges.txt');
}

/**
 * The `tokenizer.json` that `transformers` makes of GPT-2's vocab.json and merges.txt. `path` is the directory, for messages. Throws
 * `tokenizer-invalid`.
 */
export function tokenizerOfVocabulary(path: string, vocabularyText: string, mergesText: string): string {
  const invalid = (problem: string) =>
    new SocraticError('tokenizer-invalid', `${path}: ${problem}`, { subject: { path } });
  const entries = Object.entries(parseJsonObject(vocabularyText, `${path}/vocab.json`, 'tokenizer-invalid'));
  const vocabulary = new Map<string, number>();
  for (const [token, id] of entries) {
    if (typeof id !== 'number') {
      throw invalid(`vocab.json: expected a number as the id of ${JSON.stringify(token.slice(0, 60))}.`);
    }
    vocabulary.set(token, id);
  }
  const end = vocabulary.get(endOfText);
  if (end === undefined) throw invalid(`vocab.json has no ${endOfText}, which ends GPT-2's texts.`);
  const merges = mergesText.split('\n').flatMap((line, index): [string, string][] => {
    if (line.trim() === '' || (index === 0 && line.startsWith('#version'))) return [];
    const [left = '', right = '', ...rest] = line.replace(/\r$/, '').split(' ');
    if (left === '' || right === '' || rest.length > 0) {
      throw invalid(
        `merges.txt:${index + 1}: expected two tokens, found ${JSON.stringify(line.slice(0, 60))}.`,
      );
    }
    return [[left, right]];
  });
  const files = writeTokenizer({
    definition: {
      vocabulary,
      merges,
      splitPattern: 'gpt2',
      addedTokens: [{ id: end, content: endOfText, special: true }],
      endOfText,
      ignoreMerges: false,
    },
  });
  return files['tokenizer.json'] ?? '';
}
