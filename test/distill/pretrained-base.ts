// A tiny Llama with a tokenizer and a chat template of its own, saved like a published model, for tests of pretrained students.
import { Random } from '../../src/common/index.ts';
import type { Problem } from '../../src/data/index.ts';
import { initialWeights, parseConfig, saveModel } from '../../src/engine/model/index.ts';
import { trainTokenizer, writeTokenizer } from '../../src/engine/tokenizer/index.ts';

const template =
  "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

/**
 * Writes the model to `base`, its tokenizer trained on the problems' questions; returns `base`.
 */
export function writePretrainedBase(base: string, problems: readonly Problem[], contextLength = 512): string {
  const { definition } = trainTokenizer(
    problems.map(({ question }) => question),
    { vocabularySize: 330 },
  );
  const size = definition.vocabulary.size + 1;
  const [start, end] = ['<|im_start|>', '<|im_end|>'].map((content, i) => ({
    content,
    id: size + i,
    special: true,
  }));
  const tokenizer = writeTokenizer({
    definition: {
      ...definition,
      addedTokens: [...definition.addedTokens, start, end].filter((token) => token !== undefined),
      chatTemplate: template,
    },
  });
  const config = parseConfig(
    {
      model_type: 'llama',
      vocab_size: size + 2,
      max_position_embeddings: contextLength,
      hidden_size: 24,
      num_hidden_layers: 1,
      num_attention_heads: 4,
      num_key_value_heads: 2,
      intermediate_size: 32,
      eos_token_id: definition.vocabulary.size,
      tie_word_embeddings: true,
    },
    'test',
  );
  const weights = initialWeights(config, new Random(1));
  saveModel(base, config, weights, {
    tokenizer,
    extraFiles: { 'README.md': '---\nlicense: apache-2.0\n---\n', LICENSE: 'Apache' },
  });
  return base;
}
