// Metadata of a GGUF file by key, each checked for its type as it is read.
import { SocraticError } from '../../../common/index.ts';
import type { GgufFile } from './gguf-file.ts';
import { invalidGguf, type MetadataValue } from './gguf-header.ts';

export class Metadata {
  readonly path: string;
  readonly #values: ReadonlyMap<string, MetadataValue>;

  constructor({ path, metadata }: Pick<GgufFile, 'path' | 'metadata'>) {
    this.path = path;
    this.#values = metadata;
  }

  has(key: string): boolean {
    return this.#values.has(key);
  }

  text(key: string): string | undefined {
    return this.#checked(key, 'a text', (value) => typeof value === 'string') as string | undefined;
  }

  number(key: string): number | undefined {
    const value = this.#checked(key, 'a number', (found) => typeof found === 'number') as number | undefined;
    return value === undefined ? undefined : shortest(value);
  }

  flag(key: string): boolean | undefined {
    return this.#checked(key, 'true or false', (value) => typeof value === 'boolean') as boolean | undefined;
  }

  texts(key: string): readonly string[] | undefined {
    const all = (value: MetadataValue) =>
      Array.isArray(value) && value.every((one) => typeof one === 'string');
    return this.#checked(key, 'a list of texts', all) as readonly string[] | undefined;
  }

  numbers(key: string): readonly number[] | undefined {
    const all = (value: MetadataValue) =>
      Array.isArray(value) && value.every((one) => typeof one === 'number');
    return this.#checked(key, 'a list of numbers', all) as readonly number[] | undefined;
  }

  /** The value, or `gguf-invalid` when it is missing. */
  need<T>(key: string, value: T | undefined): T {
    return value ?? invalidGguf(this.path, `metadata ${key}`, 'a value', 'none');
  }

  unsupported(what: string): never {
    throw new SocraticError('gguf-unsupported', `${this.path}: ${what}`, { subject: { path: this.path } });
  }

  #checked(
    key: string,
    expected: string,
    fits: (value: MetadataValue) => boolean,
  ): MetadataValue | undefined {
    const value = this.#values.get(key);
    if (value === undefined || fits(value)) return value;
    return invalidGguf(
      this.path,
      `metadata ${key}`,
      expected,
      `a ${Array.isArray(value) ? 'list' : typeof value}`,
    );
  }
}

/** The shortest decimal that is this float32, as it was written before it became one: 1e-5, not 9.999999747378752e-6. */
function shortest(value: number): number {
  for (let digits = 6; digits <= 9; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === value) return rounded;
  }
  return value;
}
