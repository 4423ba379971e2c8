// The header of a safetensors file, checked: afterwards every tensor lies inside the file, and none overlaps another.
// Format: 8 bytes header length (unsigned, little-endian), JSON header, the tensors' bytes without gaps.
import { messageOf, parseJsonObject, SocraticError } from '../../common/index.ts';
import { bytesPerElement } from './dtypes.ts';

/** Where a tensor lies: `begin` and `end` are bytes from the start of the file. */
export interface TensorEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

export interface SafetensorsHeader {
  readonly metadata: Readonly<Record<string, string>>;
  /** In the order of their bytes. */
  readonly tensors: ReadonlyMap<string, TensorEntry>;
}

/** The format's own bound on the header, in bytes. */
export const maximumHeaderBytes = 100_000_000;

/** Throws `safetensors-invalid` with the file, the tensor (where one is concerned), what was expected and found. */
export function invalidSafetensors(
  path: string,
  tensor: string | null,
  expected: string,
  found: string,
  cause?: unknown,
): never {
  const where = tensor === null ? path : `${path}: tensor ${JSON.stringify(tensor)}`;
  throw new SocraticError('safetensors-invalid', `${where}: expected ${expected}, found ${found}.`, {
    subject: { path },
    details: { tensor, expected, found },
    cause,
  });
}

/** Throws `safetensors-invalid` for a file that ends too early. */
export function cutOffSafetensors(path: string, found: number, expected: number | string): never {
  throw new SocraticError(
    'safetensors-invalid',
    `${path}: the file is cut off: ${found} bytes of ${expected}. Download or train it again.`,
    { subject: { path }, details: { expected, found } },
  );
}

/** Parses and checks the JSON header of a file of `fileBytes` bytes. Throws `safetensors-invalid`. */
export function parseHeader(path: string, header: Uint8Array, fileBytes: number): SafetensorsHeader {
  const value = parseEntries(path, header);
  const dataStart = 8 + header.byteLength;
  const metadata = readMetadata(path, value.get('__metadata__'));
  const entries: [string, TensorEntry][] = [];
  for (const [name, entry] of value) {
    if (name !== '__metadata__') entries.push([name, readEntry(path, name, entry, dataStart)]);
  }
  entries.sort(([, a], [, b]) => a.begin - b.begin || a.end - b.end);
  let position = dataStart;
  for (const [name, { begin, end }] of entries) {
    if (begin !== position) {
      const expected = `its data to begin at offset ${position - dataStart}, where the tensor before it ends`;
      invalidSafetensors(path, name, expected, `offset ${begin - dataStart}`);
    }
    position = end;
  }
  if (position > fileBytes) cutOffSafetensors(path, fileBytes, position);
  if (position < fileBytes) {
    invalidSafetensors(
      path,
      null,
      `the file to end with the last tensor, at byte ${position}`,
      `${fileBytes} bytes`,
    );
  }
  return { metadata, tensors: new Map(entries) };
}

function parseEntries(path: string, header: Uint8Array): Map<string, unknown> {
  let text = '';
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(header);
  } catch (error) {
    invalidSafetensors(path, null, 'a JSON header', messageOf(error), error);
  }
  const value = parseJsonObject(text, path, 'safetensors-invalid');
  const duplicate = findDuplicateKey(text);
  if (duplicate !== null)
    invalidSafetensors(path, duplicate, 'every name once', 'the name twice in the header');
  return new Map(Object.entries(value));
}

/** JSON.parse keeps the last of two equal keys; this finds them. `text` is a valid JSON object. */
function findDuplicateKey(text: string): string | null {
  const keys = new Set<string>();
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '{' || character === '[') depth++;
    else if (character === '}' || character === ']') depth--;
    if (character !== '"') continue;
    const start = at++;
    while (text.charAt(at) !== '"') at += text.charAt(at) === '\\' ? 2 : 1;
    if (depth !== 1 || !isBeforeColon(text, at + 1)) continue;
    const key = JSON.parse(text.slice(start, at + 1)) as string;
    if (keys.has(key)) return key;
    keys.add(key);
  }
  return null;
}

function isBeforeColon(text: string, from: number): boolean {
  let at = from;
  while (' \t\r\n'.includes(text.charAt(at))) at++;
  return text.charAt(at) === ':';
}

function readMetadata(path: string, value: unknown): Readonly<Record<string, string>> {
  if (value === undefined || value === null) return {}; // some writers put null
  const entries = isObject(value) ? Object.entries(value) : null;
  if (entries?.every((entry): entry is [string, string] => typeof entry[1] === 'string')) {
    return Object.fromEntries(entries);
  }
  return invalidSafetensors(path, null, '__metadata__ to be an object of strings', describe(value));
}

function readEntry(path: string, name: string, value: unknown, dataStart: number): TensorEntry {
  if (!isObject(value)) return invalidSafetensors(path, name, 'an object', describe(value));
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== 'string') return invalidSafetensors(path, name, 'a dtype', describe(dtype));
  if (!isSizes(shape)) {
    return invalidSafetensors(path, name, 'a shape of non-negative integers', describe(shape));
  }
  if (!isSizes(offsets) || offsets.length !== 2) {
    return invalidSafetensors(path, name, 'data_offsets [begin, end]', describe(offsets));
  }
  const [begin, end] = offsets as [number, number];
  if (end < begin) invalidSafetensors(path, name, 'an end after the beginning', describe(offsets));
  // The format grows: a tensor of a dtype that came later is no reason to refuse a file, only to refuse that tensor.
  const elementBytes = bytesPerElement.get(dtype);
  if (elementBytes === undefined) return { dtype, shape, begin: dataStart + begin, end: dataStart + end };
  const bytes = shape.reduce((product, size) => product * size, elementBytes);
  if (!Number.isSafeInteger(bytes) || end - begin !== bytes) {
    const expected = `${bytes} bytes for ${dtype} [${shape.join(', ')}]`;
    invalidSafetensors(path, name, expected, `${end - begin} (data_offsets [${begin}, ${end}])`);
  }
  return { dtype, shape, begin: dataStart + begin, end: dataStart + end };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSizes(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function isPlain(value: unknown): boolean {
  return typeof value !== 'object';
}

/** A short text of any JSON value, for messages. */
function describe(value: unknown): string {
  if (isObject(value)) return 'an object';
  if (Array.isArray(value))
    return value.every(isPlain) ? `[${value.slice(0, 8).join(', ').slice(0, 60)}]` : 'a list';
  return (JSON.stringify(value) ?? 'nothing').slice(0, 60);
}
