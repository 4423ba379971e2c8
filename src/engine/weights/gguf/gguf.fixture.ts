// A small GGUF writer for tests: metadata and F32 tensors, every field where the format puts it, so that tests can spoil it.

type Value = number | string | boolean | readonly string[] | readonly number[];

export interface GgufParts {
  readonly metadata: Readonly<Record<string, Value>>;
  /** Row-major shapes. */
  readonly tensors: Readonly<
    Record<string, { readonly shape: readonly number[]; readonly data: Float32Array }>
  >;
}

const u32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
const u64 = (value: number | bigint) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
};
const text = (value: string) => Buffer.concat([u64(Buffer.byteLength(value)), Buffer.from(value)]);
const float = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
};

function encode(value: Value): Buffer {
  if (typeof value === 'string') return Buffer.concat([u32(8), text(value)]);
  if (typeof value === 'boolean') return Buffer.concat([u32(7), Buffer.of(+value)]);
  if (typeof value === 'number') {
    return Number.isInteger(value) && value >= 0 && value < 2 ** 32
      ? Buffer.concat([u32(4), u32(value)])
      : Buffer.concat([u32(6), float(value)]);
  }
  const texts = value.every((item) => typeof item === 'string');
  const whole = value.every((item) => typeof item === 'number' && Number.isInteger(item) && item >= 0);
  const number = whole ? u32 : float;
  const items = value.map((item) => (typeof item === 'string' ? text(item) : number(item)));
  return Buffer.concat([u32(9), u32(texts ? 8 : whole ? 4 : 6), u64(value.length), ...items]);
}

const ALIGNMENT = 32;
const padding = (length: number) => Buffer.alloc((ALIGNMENT - (length % ALIGNMENT)) % ALIGNMENT);

/** The file's bytes. */
export function writeGguf({ metadata, tensors }: GgufParts, version = 3): Buffer<ArrayBuffer> {
  const entries = Object.entries(metadata);
  const named = Object.entries(tensors);
  const head: Uint8Array[] = [Buffer.from('GGUF'), u32(version), u64(named.length), u64(entries.length)];
  for (const [key, value] of entries) head.push(text(key), encode(value));
  const body: Uint8Array[] = [];
  let offset = 0;
  for (const [name, { shape, data }] of named) {
    const sizes = [...shape].reverse().map(u64);
    head.push(text(name), u32(shape.length), ...sizes, u32(0), u64(offset));
    const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    const part = Buffer.concat([bytes, padding(bytes.length)]);
    body.push(part);
    offset += part.length;
  }
  const header = Buffer.concat(head);
  return Buffer.concat([header, padding(header.length), ...body]);
}

const C = 8;
const tensor = (...shape: number[]) => ({
  shape,
  data: Float32Array.from({ length: shape.reduce((product, size) => product * size, 1) }, (_, i) => i / 8),
});

/** A Llama of one layer: width 8, two heads of 4 that share one key, a vocabulary of 4 and the SmolLM pre-tokenizer. */
export const tinyLlama: GgufParts = {
  metadata: {
    'general.architecture': 'llama',
    'general.name': 'Tiny',
    'general.license': 'apache-2.0',
    'llama.block_count': 1,
    'llama.context_length': 32,
    'llama.embedding_length': C,
    'llama.feed_forward_length': 12,
    'llama.attention.head_count': 2,
    'llama.attention.head_count_kv': 1,
    'llama.attention.layer_norm_rms_epsilon': 1e-5,
    'llama.rope.freq_base': 10000,
    'tokenizer.ggml.model': 'gpt2',
    'tokenizer.ggml.pre': 'smollm',
    'tokenizer.ggml.tokens': ['<|endoftext|>', 'a', 'b', 'ab'],
    'tokenizer.ggml.token_type': [3, 1, 1, 1],
    'tokenizer.ggml.merges': ['a b'],
    'tokenizer.ggml.bos_token_id': 0,
    'tokenizer.ggml.eos_token_id': 0,
    'tokenizer.ggml.add_bos_token': false,
  },
  tensors: {
    'token_embd.weight': tensor(4, C),
    'blk.0.attn_norm.weight': tensor(C),
    'blk.0.attn_q.weight': tensor(C, C),
    'blk.0.attn_k.weight': tensor(4, C),
    'blk.0.attn_v.weight': tensor(4, C),
    'blk.0.attn_output.weight': tensor(C, C),
    'blk.0.ffn_norm.weight': tensor(C),
    'blk.0.ffn_gate.weight': tensor(12, C),
    'blk.0.ffn_up.weight': tensor(12, C),
    'blk.0.ffn_down.weight': tensor(C, 12),
    'output_norm.weight': tensor(C),
  },
};

/** The tiny Llama with other settings. */
export const withMetadata = (changes: GgufParts['metadata']): GgufParts => ({
  ...tinyLlama,
  metadata: { ...tinyLlama.metadata, ...changes },
});
