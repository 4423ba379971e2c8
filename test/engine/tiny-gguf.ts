// A tiny GGUF file of every family that llama.cpp has, named and laid out as its converter does.
import { type GgufParts, tinyLlama } from '../../src/engine/weights/gguf/gguf.fixture.ts';

const [V, C, I, LAYERS] = [4, 8, 12, 2];
const [HEADS, GROUPS, D] = [2, 1, 4];

type Shapes = Readonly<Record<string, readonly number[]>>;

const llamaLayer: Shapes = {
  'attn_norm.weight': [C],
  'attn_q.weight': [HEADS * D, C],
  'attn_k.weight': [GROUPS * D, C],
  'attn_v.weight': [GROUPS * D, C],
  'attn_output.weight': [C, HEADS * D],
  'ffn_norm.weight': [C],
  'ffn_gate.weight': [I, C],
  'ffn_up.weight': [I, C],
  'ffn_down.weight': [C, I],
};
const headNorms: Shapes = { 'attn_q_norm.weight': [D], 'attn_k_norm.weight': [D] };
const plain: Shapes = { 'token_embd.weight': [V, C], 'output_norm.weight': [C] };

/** Of one architecture: its tensors outside and inside the layers, and what its metadata has besides. */
interface Layout {
  readonly outside: Shapes;
  readonly layer: Shapes;
  readonly metadata?: GgufParts['metadata'];
}

const layouts: Readonly<Record<string, Layout>> = {
  llama: { outside: plain, layer: llamaLayer },
  qwen2: {
    outside: plain,
    layer: {
      ...llamaLayer,
      'attn_q.bias': [HEADS * D],
      'attn_k.bias': [GROUPS * D],
      'attn_v.bias': [GROUPS * D],
    },
  },
  qwen3: {
    outside: plain,
    layer: { ...llamaLayer, ...headNorms },
    metadata: { 'qwen3.attention.key_length': D },
  },
  smollm3: { outside: plain, layer: llamaLayer },
  gemma3: {
    outside: plain,
    layer: { ...llamaLayer, ...headNorms, 'post_attention_norm.weight': [C], 'post_ffw_norm.weight': [C] },
    metadata: { 'gemma3.attention.key_length': D, 'gemma3.attention.sliding_window': 8 },
  },
  gpt2: {
    outside: { ...plain, 'output_norm.bias': [C], 'position_embd.weight': [32, C] },
    layer: {
      'attn_norm.weight': [C],
      'attn_norm.bias': [C],
      'attn_qkv.weight': [3 * C, C],
      'attn_qkv.bias': [3 * C],
      'attn_output.weight': [C, C],
      'attn_output.bias': [C],
      'ffn_norm.weight': [C],
      'ffn_norm.bias': [C],
      'ffn_up.weight': [4 * C, C],
      'ffn_up.bias': [4 * C],
      'ffn_down.weight': [C, 4 * C],
      'ffn_down.bias': [C],
    },
    metadata: { 'gpt2.attention.layer_norm_epsilon': 1e-5, 'gpt2.feed_forward_length': 4 * C },
  },
};

const tensor = (shape: readonly number[]) => ({
  shape,
  data: Float32Array.from({ length: shape.reduce((product, size) => product * size, 1) }, (_, i) => i / 8),
});

function partsOf(architecture: string, { outside, layer, metadata = {} }: Layout): GgufParts {
  const shared = Object.entries(tinyLlama.metadata).map(([key, value]) => [
    key.replace(/^llama\./, `${architecture}.`),
    value,
  ]);
  const layers = Array.from({ length: LAYERS }, (_, at) =>
    Object.entries(layer).map(([name, shape]) => [`blk.${at}.${name}`, tensor(shape)]),
  ).flat();
  return {
    metadata: {
      ...Object.fromEntries(shared),
      'general.architecture': architecture,
      [`${architecture}.block_count`]: LAYERS,
      ...metadata,
    },
    tensors: Object.fromEntries([
      ...Object.entries(outside).map(([name, shape]) => [name, tensor(shape)]),
      ...layers,
    ]),
  };
}

export const tinyGgufs: readonly (readonly [architecture: string, parts: GgufParts])[] = Object.entries(
  layouts,
).map(([architecture, layout]) => [architecture, partsOf(architecture, layout)]);
