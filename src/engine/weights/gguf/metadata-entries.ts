// Metadata of a GGUF file to be written: keys with values of the types that llama.cpp expects of them.

/** A key and its typed value. */
export interface GgufEntry {
  readonly key: string;
  readonly value: GgufValue;
}

/** The types of values, with what is given of each. */
interface ValueTypes {
  readonly uint32: number;
  readonly int32: number;
  readonly float32: number;
  readonly bool: boolean;
  readonly text: string;
  readonly texts: readonly string[];
  readonly int32s: readonly number[];
  readonly float32s: readonly number[];
}

export type GgufValue = {
  [Type in keyof ValueTypes]: { readonly type: Type; readonly value: ValueTypes[Type] };
}[keyof ValueTypes];

/** `entry('llama.block_count', 'uint32', 30)` */
export function entry<Type extends keyof ValueTypes>(
  key: string,
  type: Type,
  value: ValueTypes[Type],
): GgufEntry {
  return { key, value: { type, value } as GgufValue };
}

const typeIds = { uint32: 4, int32: 5, float32: 6, bool: 7, text: 8, list: 9 } as const;

/** An unsigned 32-bit number. */
export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** An unsigned 64-bit number. */
export function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

/** A text with its length before it. */
export function lengthAndText(value: string): Buffer {
  const bytes = Buffer.from(value, 'utf8');
  return Buffer.concat([u64(bytes.length), bytes]);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

function float32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
}

/** The bytes of an entry: its key, the value's type, the value. */
export function entryBytes({ key, value }: GgufEntry): Buffer {
  return Buffer.concat([lengthAndText(key), ...valueParts(value)]);
}

function valueParts(value: GgufValue): Buffer[] {
  switch (value.type) {
    case 'uint32':
      return [u32(typeIds.uint32), u32(value.value)];
    case 'int32':
      return [u32(typeIds.int32), int32(value.value)];
    case 'float32':
      return [u32(typeIds.float32), float32(value.value)];
    case 'bool':
      return [u32(typeIds.bool), Buffer.of(value.value ? 1 : 0)];
    case 'text':
      return [u32(typeIds.text), lengthAndText(value.value)];
    case 'texts':
      return list(typeIds.text, value.value.map(lengthAndText));
    case 'int32s':
      return list(typeIds.int32, value.value.map(int32));
    case 'float32s':
      return list(typeIds.float32, value.value.map(float32));
  }
}

function list(type: number, items: readonly Buffer[]): Buffer[] {
  return [u32(typeIds.list), u32(type), u64(items.length), ...items];
}
