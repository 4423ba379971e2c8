// The shards of a run, annotated on several machines, become the one file that one machine would have written.
import { resolve } from 'node:path';
import {
  assertFreeFile,
  assertOptions,
  countOf,
  type OptionTable,
  option,
  optionKinds,
  type Reporter,
  SocraticError,
  say,
  silentReporter,
  usingOption,
} from '../../common/index.ts';
import { type Dataset, dataKind, openProblems } from '../../data/index.ts';
import type { AnnotationKind } from '../kinds.ts';
import { runRecordPath } from '../run-record.ts';
import { shardText } from '../shard.ts';
import type { AnnotationReport } from '../summary.ts';
import { type MergeResult, mergeShards } from './merge-shards.ts';
import { readShards, type ShardSet } from './shard-set.ts';

export interface MergeAnnotationsOptions {
  /** The files of `annotate` with `shard`, in any order. The record `<file>.run.json` must be beside each. */
  readonly files: readonly string[];
  /** The problems that the shards were made of, as `annotate` takes them. */
  readonly data: string | Dataset;
  /** The file to write. Its record is written beside it. */
  readonly out: string;
  /** Merge also when shards are missing or unfinished. Default false. */
  readonly allowIncomplete?: boolean | undefined;
  /** Replace `out`. Default false. */
  readonly force?: boolean | undefined;
  /** Default: silent. */
  readonly reporter?: Reporter | undefined;
}

const { text, texts, flag, reporter: reporterKind } = optionKinds;
const table: OptionTable<MergeAnnotationsOptions> = {
  files: texts,
  data: dataKind,
  out: text,
  allowIncomplete: flag,
  force: flag,
  reporter: reporterKind,
};

export interface MergedAnnotations extends AnnotationReport {
  /** The file of merged annotations. */
  readonly out: string;
  /** Its record, beside that file. */
  readonly record: string;
  /** `stopped`: shards are missing or unfinished. */
  readonly status: MergeResult['status'];
  /** The teacher, as the annotations name it. */
  readonly teacher: string;
  /** Kind of the annotations. */
  readonly kind: AnnotationKind;
  /** Form of the answers; null if it is not known. */
  readonly output: MergeResult['output'];
  /** Version of the reader that read all shards; null if they differ or do not say. */
  readonly reader: MergeResult['reader'];
  /** Number of merged shards. */
  readonly shards: number;
  /** Number of shards of the run. */
  readonly of: number;
  /** Numbers of the missing shards. */
  readonly missing: readonly number[];
}

/**
 * Checks that `files` are the shards of one run, each once and finished, and writes their annotations to `out` in the order of the
 * problems.
 *
 *     await mergeAnnotations({ files: ['shard-1.jsonl', 'shard-2.jsonl'], data: 'data/mine', out: 'chains.jsonl' });
 *
 * Throws `shards-missing` and `shards-unfinished` (unless `allowIncomplete`), `shards-differ`, `shards-doubled`, `shard-expected`,
 * `shard-record-missing`, `data-differs`, `annotation-unreadable`, `annotations-unmatched`, `annotations-changed`, `out-exists`, `out-is-input`,
 * and what opening `data` throws.
 */
export async function mergeAnnotations(options: MergeAnnotationsOptions): Promise<MergedAnnotations> {
  assertOptions(options, table, ['files', 'data', 'out']);
  const { files, data, out, allowIncomplete = false, force = false, reporter = silentReporter } = options;
  if (files.some((file) => resolve(file) === resolve(out))) {
    throw new SocraticError(
      'out-is-input',
      say`${out} is one of the shards. Choose another ${option('out')}.`,
      {
        subject: { path: out, option: 'out' },
      },
    );
  }
  const set = usingOption('files', () => readShards(files, { allowIncomplete }));
  usingOption('out', () => {
    for (const path of [out, runRecordPath(out)]) assertFreeFile(path, force);
  });
  const problems = await usingOption('data', () =>
    openProblems(data, set.identity.data.splits, { reporter }),
  );
  const { status, output, reader, report } = await mergeShards(set, problems, out, reporter);
  warnOfIncomplete(set, reporter);
  const { teacher, kind } = set.identity;
  const merged = { shards: set.shards.length, of: set.count, missing: set.missing };
  return { out, record: runRecordPath(out), status, teacher, kind, output, reader, ...merged, ...report };
}

function warnOfIncomplete({ missing, unfinished, count }: ShardSet, reporter: Reporter): void {
  if (missing.length > 0) reporter.warn(`${countOf(missing.length, 'shard')} of ${count} left out.`);
  if (unfinished.length > 0) {
    const named = unfinished.map(({ shard }) => shardText(shard)).join(', ');
    reporter.warn(`Not annotated to the end: shard ${named}.`);
  }
}
