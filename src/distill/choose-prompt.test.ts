import { expect, test } from 'vitest';
import { silentReporter } from '../common/index.ts';
import { BytePairTokenizer, trainTokenizer } from '../engine/tokenizer/index.ts';
import { choosePrompt } from './choose-prompt.ts';
import { promptFormat } from './prompt-format.ts';

const { definition } = trainTokenizer(['a question'], { vocabularySize: 257 });
const tokenizer = new BytePairTokenizer(
  { ...definition, chatTemplate: "{{ raise_exception('only with tools') }}" },
  'base/tokenizer_config.json',
);

test('a template that cannot be used: plain with a warning, refused where it was asked for', async () => {
  const warnings: string[] = [];
  const config = { contextLength: 64 } as Parameters<typeof choosePrompt>[0]['student']['config'];
  const origin = { name: 'base', licence: null, licenceText: null };
  const choice = await choosePrompt(
    {
      student: { config, tokenizer, tokenizerFiles: {}, base: { path: 'base', origin } },
      validation: [],
      threads: 1,
    },
    { reporter: { ...silentReporter, warn: (message) => warnings.push(message) } },
  );
  expect(choice).toMatchObject({ format: { kind: 'plain' }, losses: null });
  expect(warnings).toEqual([
    'base/tokenizer_config.json: the chat template cannot be used: only with tools. Use --prompt plain. The prompt is plain.',
  ]);
  expect(() => promptFormat('chat', tokenizer)).toThrow(
    expect.objectContaining({ code: 'chat-template-invalid' }),
  );
}, 120_000);
