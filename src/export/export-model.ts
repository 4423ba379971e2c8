// Writes a trained run, or any model that is read here, as files for other programs.
import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  assertFreeFile,
  assertOptions,
  option,
  type Reporter,
  SocraticError,
  say,
  silentReporter,
  usingOption,
} from '../common/index.ts';
import { type PlannedGguf, planGguf } from '../engine/model/index.ts';
import {
  entry,
  type GgufEntry,
  type GgufPrecision,
  type TensorCounts,
  writeGgufFile,
} from '../engine/weights/index.ts';
import type { RoleName } from '../strategy/index.ts';
import { type ExportFormat, type ExportModelOptions, exportDefaults, exportTable } from './export-options.ts';
import { type ExportedPrompt, type ExportSource, exportSources } from './export-source.ts';

/** A file that was written. */
export interface ExportedFile {
  /** Path of the file. */
  readonly path: string;
  /** The model of the run; null where a model by itself was exported. */
  readonly role: RoleName | null;
  /** Size of the file. */
  readonly bytes: number;
  /** Number of tensors by number format. */
  readonly tensors: TensorCounts;
  /** The longest sequence, in tokens. */
  readonly contextLength: number;
  /** How a problem is put to the model; null where a model by itself was exported. */
  readonly prompt: ExportedPrompt | null;
  /** What llama.cpp does otherwise than this package, and what to do about it. */
  readonly warnings: readonly string[];
}

export interface ExportResult {
  /** Format of the files. */
  readonly to: ExportFormat;
  /** Number format of the matrices. */
  readonly precision: GgufPrecision;
  /** The files, one a model. */
  readonly files: readonly ExportedFile[];
}

/**
 * Exports the models of a run, or one model, for other programs. `gguf` is the format of llama.cpp: a file holds the weights, the
 * tokenizer and its chat template. A pair becomes two files; its adapters are merged into the weights.
 *
 * ```ts
 * const { files } = await exportModel({ run: 'runs/mine', to: 'gguf', precision: 'q8_0', out: 'exports' });
 * ```
 *
 * Everything is checked before the first file is written; each file appears whole or not at all. Of a model's numbers one tensor is in
 * memory at a time.
 *
 * Throws `export-unsupported` for a model or tokenizer that the format cannot hold, `out-exists` for a file that is there (unless `force`),
 * `out-is-input`, `invalid-value`, `conflicting-options`, `missing-option`, `not-a-run`, `run-unfinished`, the signal's reason, and what
 * reading a model throws.
 */
export async function exportModel(options: ExportModelOptions): Promise<ExportResult> {
  assertOptions(options, exportTable, ['to', 'out']);
  const { to, out, reporter = silentReporter, signal } = options;
  const { precision = exportDefaults.precision, force = exportDefaults.force } = options;
  const sources = await exportSources(options, { reporter, signal });
  const plans = sources.map((source) => ({
    source,
    path: pathOf(out, source, precision, sources.length > 1),
    plan: usingOption(options.run === undefined ? 'model' : 'run', () => planOf(source, precision)),
  }));
  for (const { path, source } of plans) assertWritable(path, source, force);
  const files: ExportedFile[] = [];
  for (const { source, path, plan } of plans) {
    files.push(await write(path, source, plan, { reporter, signal }));
  }
  return { to, precision, files };
}

const isDirectory = (path: string) => existsSync(path) && statSync(path).isDirectory();

/** `out` itself where it names a file; in a directory, the model's name and the precision. */
function pathOf(out: string, { name }: ExportSource, precision: GgufPrecision, several: boolean): string {
  if (isDirectory(out) || !/\.gguf$/i.test(out)) return join(out, `${name}-${precision}.gguf`);
  if (!several) return out;
  throw new SocraticError(
    'invalid-value',
    say`${option('out')} must be a directory, since the run has several models, found the file name ${out}. Name a directory, or choose one model with ${option('role')}.`,
    { subject: { option: 'out' } },
  );
}

const planOf = (source: ExportSource, precision: GgufPrecision): PlannedGguf =>
  planGguf({ ...source, about: aboutOf(source) }, precision);

/** Whose model it is and what it was trained for. */
function aboutOf({ name, origin, trained }: ExportSource): GgufEntry[] {
  const text = (key: string, value: string | null) => (value === null ? [] : [entry(key, 'text', value)]);
  const base = trained === null || origin.name === null ? null : origin.name;
  return [
    entry('general.name', 'text', name),
    ...text('general.license', origin.licence),
    ...(base === null
      ? []
      : [entry('general.base_model.count', 'uint32', 1), entry('general.base_model.0.name', 'text', base)]),
    ...(trained === null
      ? []
      : [
          entry('socratic.strategy', 'text', trained.strategy),
          entry('socratic.role', 'text', trained.role),
          entry('socratic.prompt.format', 'text', trained.prompt.kind),
          entry('socratic.prompt', 'text', trained.prompt.text),
        ]),
  ];
}

function assertWritable(path: string, source: ExportSource, force: boolean): void {
  if (resolve(path) === resolve(source.path)) {
    throw new SocraticError(
      'out-is-input',
      say`${path} is the model that is read. Choose another ${option('out')}.`,
      { subject: { path } },
    );
  }
  if (isDirectory(path)) {
    throw new SocraticError(
      'out-is-directory',
      `${path} is a directory, and a file is to be written there.`,
      {
        subject: { path },
      },
    );
  }
  assertFreeFile(path, force);
}

async function write(
  path: string,
  { name, trained, tokenizer }: ExportSource,
  { file, contextLength, warnings: fromPlan }: PlannedGguf,
  { reporter, signal }: { readonly reporter: Reporter; readonly signal: AbortSignal | undefined },
): Promise<ExportedFile> {
  const written = await usingOption('out', () =>
    writeGgufFile(path, file, {
      signal,
      onProgress: (done, total) => reporter.progress(`Writing ${name}`, { done: done / total, total: 1 }),
    }),
  );
  const warnings = [
    ...fromPlan,
    ...(trained?.prompt.kind === 'plain' && tokenizer.chatTemplate !== null
      ? [
          'The model was trained on plain prompts, and its file has the chat template of the base model too. Prompt it with plain text, not with a chat.',
        ]
      : []),
  ];
  for (const warning of warnings) reporter.warn(warning);
  return {
    path,
    role: trained?.role ?? null,
    ...written,
    contextLength,
    prompt: trained?.prompt ?? null,
    warnings,
  };
}
