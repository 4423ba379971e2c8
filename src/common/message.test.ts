import { expect, test } from 'vitest';
import {
  command,
  flagWords,
  joinMessages,
  type MentionStyle,
  Message,
  option,
  say,
  shellWord,
} from './message.ts';

const flags: MentionStyle = {
  option: (mention) => flagWords(mention),
  command: ({ words }) => `run ${words.length} words`,
};

test('an option is named as the library does in a string, as a flag where a style says so', () => {
  const message = say`Choose another ${option('out')}, or use ${option('force', true)} with ${option('batchTokens', 256)}.`;
  expect(String(message)).toBe('Choose another `out`, or use `force: true` with `batchTokens: 256`.');
  expect(message.render(flags)).toBe('Choose another --out, or use --force with --batch-tokens 256.');
  expect(String(say`${option('prompt', 'plain')}`)).toBe('`prompt: "plain"`');
});

test('a command is a line that a shell takes as it was meant', () => {
  const message = say`Next: ${command('train', 'my file.csv', option('out', "it's"), option('force', true))}`;
  expect(String(message)).toBe("Next: socratic train 'my file.csv' --out 'it'\\''s' --force");
  expect(message.render(flags)).toBe('Next: run 4 words');
});

test.each([
  ['runs/a-b_c.1', 'runs/a-b_c.1'],
  [
    'openai-compatible:http://localhost:11434/v1#llama3.1',
    'openai-compatible:http://localhost:11434/v1#llama3.1',
  ],
  ['my runs', "'my runs'"],
  ['$HOME', "'$HOME'"],
  ['a;b', "'a;b'"],
  ['*.csv', "'*.csv'"],
  ['~/data', "'~/data'"],
  ['#x', "'#x'"],
  ['', "''"],
])('%s as a word of a shell', (word, quoted) => {
  expect(shellWord(word)).toBe(quoted);
});

test('messages stand in messages, and keep their mentions', () => {
  const inner = say`use ${option('lora', 8)}`;
  const lines = joinMessages([say`Too large: ${inner}.`, 'Or a smaller model.'], '\n');
  expect(lines.render(flags)).toBe('Too large: use --lora 8.\nOr a smaller model.');
  expect(new Message(['plain']).toString()).toBe('plain');
});
