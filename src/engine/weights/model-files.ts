// A model as its files give it, whatever they are: a Hugging Face directory or a GGUF file. Knows files, not architectures: what
// the configuration means is the business of model/.

export type JsonObject = Readonly<Record<string, unknown>>;

/** Named tensors that are read when asked for. */
export interface TensorSource {
  /** Name -> shape, row-major. */
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  /** One tensor's values as float32 in row-major order, a fresh array; throws `tensor-missing` and the file's own errors. */
  tensor(name: string): Float32Array;
  /** The first `count` values of one tensor, which has at least as many. A multiple of 256, so that no block of a quantized type is cut. */
  start(name: string, count: number): Float32Array;
  /** Throws what `tensor` would throw because of the file's header: a tensor that is missing, or of a type that is not read. */
  check(name: string): void;
}

/** Whose model it is, as far as its files say. */
export interface ModelOrigin {
  /** The model's published name or hub id. */
  readonly name: string | null;
  /** A licence id such as `apache-2.0`. */
  readonly licence: string | null;
  /** The text of its licence file. */
  readonly licenceText: string | null;
}

export interface ModelFiles {
  /** For messages. */
  readonly path: string;
  /** As Hugging Face's config.json. */
  readonly config: JsonObject;
  readonly generationConfig: JsonObject | null;
  /** Under Hugging Face's names, in its layout. */
  readonly tensors: TensorSource;
  readonly origin: ModelOrigin;
  /** The tokenizer's files by name, `tokenizer.json` among them: to be read, and to be written again beside new weights. */
  tokenizerFiles(): Record<string, string>;
}
