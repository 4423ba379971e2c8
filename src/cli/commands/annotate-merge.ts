// socratic annotate --merge: the shards of a run become the file that one machine would have written.
import { resolve } from 'node:path';
import { refuseToOverwrite, SocraticError } from '../../common/index.ts';
import { openProblemStream } from '../../data/index.ts';
import { mergeShards, readShards, runRecordPath, shardText } from '../../teacher/index.ts';
import { annotationText } from '../annotation-text.ts';
import type { CommandContext } from '../command-frame.ts';
import { countOf } from '../format.ts';

export interface MergeAnnotationsOptions {
  readonly merge: readonly string[];
  readonly data: string;
  readonly out: string;
  readonly allowIncomplete?: boolean;
  readonly force?: boolean;
}

/** Checks and merges, and tells what all shards came to. */
export async function mergeAnnotations(
  context: CommandContext,
  { merge: files, data, out, allowIncomplete = false, force = false }: MergeAnnotationsOptions,
): Promise<void> {
  const { reporter } = context;
  if (files.some((file) => resolve(file) === resolve(out))) {
    throw new SocraticError('out-is-input', `--out ${out} is one of the shards. Choose another --out.`, {
      subject: { path: out },
    });
  }
  const set = readShards(files, { allowIncomplete });
  for (const path of [out, runRecordPath(out)]) refuseToOverwrite(path, force);
  const problems = await openProblemStream(data, set.identity.data.splits);
  const { status, output, report } = await mergeShards(set, problems, out, reporter);
  if (set.missing.length > 0)
    reporter.warn(`${countOf(set.missing.length, 'shard')} of ${set.count} left out.`);
  if (set.unfinished.length > 0) {
    const named = set.unfinished.map(({ shard }) => shardText(shard)).join(', ');
    reporter.warn(`Not annotated to the end: shard ${named}.`);
  }
  const { teacher, kind } = set.identity;
  const merged = { shards: set.shards.length, of: set.count, missing: set.missing };
  context.result(
    { out, record: runRecordPath(out), status, teacher, kind, output, ...merged, ...report },
    annotationText(report, { out, data, kind, shards: `${set.shards.length} of ${set.count}` }),
  );
}
