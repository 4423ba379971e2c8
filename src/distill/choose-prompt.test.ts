import { expect, test, vi } from 'vitest';
import { SocraticError, silentReporter } from '../common/index.ts';
import { BytePairTokenizer, trainTokenizer } from '../engine/tokenizer/index.ts';
import { choosePrompt } from './choose-prompt.ts';
import { promptFormat } from './prompt-format.ts';

// The template `slow` gets no time.
vi.mock('../engine/tokenizer/index.ts', async (original) => {
  const actual = await original<typeof import('../engine/tokenizer/index.ts')>();
  const chatParts: typeof actual.chatParts = (tokenizer) =>
    actual.chatParts(tokenizer, tokenizer.chatTemplate === 'slow' ? { timeoutMs: 1 } : {});
  return { ...actual, chatParts };
});

const { definition } = trainTokenizer(['a question'], { vocabularySize: 257 });
const tokenizerWith = (chatTemplate: string) =>
  new BytePairTokenizer({ ...definition, chatTemplate }, { chatTemplateFile: 'base/tokenizer_config.json' });

const warnings: string[] = [];
function choose(tokenizer: BytePairTokenizer): ReturnType<typeof choosePrompt> {
  const config = { contextLength: 64 } as Parameters<typeof choosePrompt>[0]['student']['config'];
  const origin = { name: 'base', licence: null, licenceText: null };
  warnings.splice(0);
  return choosePrompt(
    {
      student: { config, tokenizer, tokenizerFiles: {}, base: { path: 'base', origin } },
      validation: [],
      threads: 1,
    },
    { reporter: { ...silentReporter, warn: (message) => warnings.push(String(message)) } },
  );
}

test('a template that cannot be used: plain with a warning, refused where it was asked for', async () => {
  const tokenizer = tokenizerWith("{{ raise_exception('only with tools') }}");
  expect(await choose(tokenizer)).toMatchObject({ format: { kind: 'plain' }, losses: null });
  expect(warnings).toEqual([
    'base/tokenizer_config.json: the chat template cannot be used: only with tools. Use `prompt: "plain"`. The prompt is plain.',
  ]);
  const asked = () => promptFormat('chat', tokenizer);
  expect(asked).toThrow(expect.objectContaining({ code: 'chat-template-invalid' }));
  expect(asked).toThrow(SocraticError);
}, 120_000);

test('a template for which the machine had no time is an error, never another format', async () => {
  await expect(choose(tokenizerWith('slow'))).rejects.toMatchObject({ code: 'chat-template-not-rendered' });
  expect(warnings).toEqual([]);
}, 120_000);
