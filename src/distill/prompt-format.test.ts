import { describe, expect, test } from 'vitest';
import { BytePairTokenizer, trainTokenizer } from '../engine/tokenizer/index.ts';
import { encodePrompt, promptFormat, promptFormatSchema } from './prompt-format.ts';

const { definition } = trainTokenizer([' Problem: how many Problem: pears USER: Problem:'], {
  vocabularySize: 300,
});
const chatTemplate =
  '{{ eos_token }}USER: {{ messages[0].content }} [/INST]{% for m in messages[1:] %} {{ m.content }}{{ eos_token }}{% endfor %}';
const tokenizer = new BytePairTokenizer({ ...definition, chatTemplate });

describe('a prompt in a chat template', () => {
  const format = promptFormat('chat', tokenizer);

  test('is tokenized at once: the space of the template goes with the word behind it', () => {
    const ids = encodePrompt(tokenizer, format, 'Problem: how many\n');
    expect(ids).toEqual(tokenizer.encodeWithSpecial('<|endoftext|>USER: Problem: how many [/INST]'));
    expect(ids).not.toEqual([
      ...format.before.ids,
      ...tokenizer.encode('Problem: how many'),
      ...format.after.ids,
    ]);
  });

  test('has no special token of the problem', () => {
    const ids = encodePrompt(tokenizer, format, 'Problem: <|endoftext|>\n');
    expect(ids.filter((id) => id === tokenizer.endOfText)).toHaveLength(1);
    expect(tokenizer.decode(ids)).toBe('<|endoftext|>USER: Problem: <|endoftext|> [/INST]');
  });

  test('stands behind its opening, of which only the template has special tokens', () => {
    const opening = [
      { text: 'Solve. <|endoftext|>\n', special: false },
      { text: '<|endoftext|>', special: true },
    ];
    const ids = encodePrompt(tokenizer, { ...format, opening }, 'Problem:\n');
    expect(tokenizer.decode(ids)).toBe(
      '<|endoftext|>USER: Solve. <|endoftext|>\n<|endoftext|>Problem: [/INST]',
    );
    expect(ids.filter((id) => id === tokenizer.endOfText)).toHaveLength(2);
  });

  test('is tokenized in pieces where a run was trained so', () => {
    const { tokenized: _, opening: __, ...recorded } = format;
    const old = promptFormatSchema.parse(JSON.parse(JSON.stringify(recorded)));
    expect(encodePrompt(tokenizer, old, 'Problem: how many\n')).toEqual([
      ...format.before.ids,
      ...tokenizer.encode('Problem: how many'),
      ...format.after.ids,
    ]);
  });
});
