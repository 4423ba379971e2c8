import { expect, test } from 'vitest';
import { parameterCount } from '../index.ts';
import { familyTitles, ggufFamilies, parseConfig, publishedConfigs } from './index.ts';

test('the registry names its families: in help, in GGUF files, and where a model is of none', () => {
  expect(familyTitles).toEqual(['GPT-2', 'Llama', 'Qwen2', 'Qwen3', 'Mistral', 'SmolLM3', 'Gemma 3']);
  expect(ggufFamilies.map(({ architecture }) => architecture)).toEqual([
    'gpt2',
    'llama',
    'qwen2',
    'qwen3',
    'smollm3',
    'gemma3',
  ]);
  expect(() => parseConfig({ model_type: 'mamba' }, 'dir')).toThrow(
    'dir: model_type is "mamba"; this engine runs gpt2, llama, qwen2, qwen3, mistral, smollm3 and gemma3_text.',
  );
});

test.each<[string, RegExp]>([
  ['llama', /^x does not describe a Llama model .*hidden_size/],
  ['qwen2', /^x does not describe a Qwen2 model .*hidden_size/],
  ['gpt2', /^x does not describe a GPT-2 model .*n_embd/],
  ['qwen3', /^x does not describe a Qwen3 model .*hidden_size/],
  ['mistral', /^x does not describe a Mistral model .*hidden_size/],
  ['smollm3', /^x does not describe a SmolLM3 model .*hidden_size/],
  ['gemma3_text', /^x does not describe a Gemma 3 model .*hidden_size/],
])('a %s configuration without sizes is an error that names the family', (type, words) => {
  expect(() => parseConfig({ model_type: type }, 'x')).toThrow(words);
});

test('published models have their published numbers of parameters', () => {
  const millions = [...publishedConfigs()].map(([name, config]) => [name, parameterCount(config) / 1e6]);
  expect(Object.fromEntries(millions)).toEqual({
    'GPT-2 (124M)': 124.439808,
    'GPT-2 medium (355M)': 354.823168,
    'GPT-2 large (774M)': 774.03008,
    'SmolLM2-135M': 134.515008,
    'SmolLM2-360M': 361.82112,
    'Qwen2.5-0.5B': 494.032768,
    'Llama-3.2-1B': 1235.8144,
    'Qwen3-0.6B': 596.04992,
    'Mistral-7B-v0.3': 7248.023552,
    'SmolLM3-3B': 3075.098624,
    'Gemma-3-270m': 268.098176,
    'Gemma-3-1b': 999.885952,
  });
});
