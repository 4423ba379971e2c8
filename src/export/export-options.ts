// What can be exported, to what, and how: the options of `exportModel`.
import { choiceKinds, type OptionTable, optionKinds, type Reporter } from '../common/index.ts';
import { type GgufPrecision, ggufPrecisions } from '../engine/weights/index.ts';
import type { RoleName } from '../strategy/index.ts';

/** The formats of an export. */
export const exportFormats = ['gguf'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export const exportPrecisions = ggufPrecisions;
export const exportRoles = ['student', 'qg', 'qa'] as const satisfies readonly RoleName[];

export interface ExportModelOptions {
  /** A run directory whose training is finished. Either this or `model`. */
  readonly run?: string | undefined;
  /** A model directory, a GGUF file or a hub id. Either this or `run`. */
  readonly model?: string | undefined;
  /** The format: `gguf`, for llama.cpp and what is built on it. */
  readonly to: ExportFormat;
  /** The number format of matrices: `f32`, `f16` or `q8_0` (8 bits, with a scale for 32 numbers). Vectors stay float32. Default `f16`. */
  readonly precision?: GgufPrecision | undefined;
  /** A file that ends in `.gguf`, or a directory for one file a model. */
  readonly out: string;
  /** Which model of the run: `student`, or `qg` or `qa` of a pair. Default: all of them. */
  readonly role?: RoleName | undefined;
  /** Replaces files that are there. Default false. */
  readonly force?: boolean | undefined;
  /** Hears progress and warnings. Default: silent. */
  readonly reporter?: Reporter | undefined;
  /** Stops the export; the file that is being written is then removed. */
  readonly signal?: AbortSignal | undefined;
}

export const exportDefaults = {
  precision: 'f16',
  force: false,
} as const satisfies Partial<ExportModelOptions>;

export const exportTable: OptionTable<ExportModelOptions> = {
  ...choiceKinds({ to: exportFormats, precision: exportPrecisions, role: exportRoles }),
  run: optionKinds.text,
  model: optionKinds.text,
  out: optionKinds.text,
  force: optionKinds.flag,
  reporter: optionKinds.reporter,
  signal: optionKinds.signal,
};
