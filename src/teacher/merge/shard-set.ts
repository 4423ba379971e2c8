// The shards that are to be put together, by their records: whether they are those of one run, all of them, each once and finished.
import { existsSync } from 'node:fs';
import { option, SocraticError, say } from '../../common/index.ts';
import { type AnnotationRun, differences, type RunIdentity, readRun, runRecordPath } from '../run-record.ts';
import { type Shard, shardText } from '../shard.ts';

export interface ShardFile {
  readonly file: string;
  readonly shard: Shard;
  readonly run: AnnotationRun;
}

export interface ShardSet {
  /** In the order of their numbers. */
  readonly shards: readonly ShardFile[];
  readonly count: number;
  /** Of the run that they are the shards of. */
  readonly identity: RunIdentity;
  /** `limit` of the run; null: all problems. */
  readonly limit: number | null;
  /** Numbers of shards that are not there. */
  readonly missing: readonly number[];
  /** Those that have not come to their last problem. */
  readonly unfinished: readonly ShardFile[];
}

/**
 * Reads the records of `files`. Throws `shard-record-missing`, `shard-expected`, `shards-differ`, `shards-doubled`, and, unless
 * `allowIncomplete`, `shards-missing` and `shards-unfinished`.
 */
export function readShards(
  files: readonly string[],
  { allowIncomplete }: { readonly allowIncomplete: boolean },
): ShardSet {
  const shards = files.map(readShard).sort((a, b) => a.shard.index - b.shard.index);
  const [first, ...others] = shards;
  if (first === undefined)
    throw new SocraticError('missing-value', 'Merging needs the files of the shards.', {
      subject: { option: 'files' },
    });
  for (const other of others) assertSameRun(first, other);
  for (const [position, next] of others.entries()) assertDistinct(shards[position] ?? next, next);
  const { count } = first.shard;
  const present = new Set(shards.map(({ shard }) => shard.index));
  const missing = Array.from({ length: count }, (_, index) => index + 1).filter(
    (index) => !present.has(index),
  );
  const unfinished = shards.filter(({ run }) => run.status !== 'annotated');
  if (!allowIncomplete) assertComplete(first, missing, unfinished);
  return {
    shards,
    count,
    identity: identityOfRun(first.run),
    limit: first.run.limit ?? null,
    missing,
    unfinished,
  };
}

function readShard(file: string): ShardFile {
  const path = runRecordPath(file);
  if (!existsSync(file)) {
    throw new SocraticError('file-unreadable', `${file} does not exist.`, {
      subject: { path: file, option: 'files' },
      fault: 'input',
    });
  }
  if (!existsSync(path)) {
    throw new SocraticError(
      'shard-record-missing',
      `${file} has no record beside it, which says what it is a shard of. Copy ${path} too.`,
      { subject: { path: file, option: 'files' }, details: { record: path } },
    );
  }
  const run = readRun(path);
  const { shard } = run.identity;
  if (shard !== undefined) return { file, shard, run };
  const what =
    run.mergedFrom === undefined ? say`was written without ${option('shard')}` : 'is already merged';
  throw new SocraticError(
    'shard-expected',
    say`${file} ${what}. Only files of annotate with ${option('shard')} can be merged.`,
    { subject: { path: file, option: 'files' } },
  );
}

function identityOfRun({ identity: { shard: _, ...identity } }: AnnotationRun): RunIdentity {
  return identity;
}

function assertSameRun(a: ShardFile, b: ShardFile): void {
  const limitOf = ({ run }: ShardFile) => (run.limit == null ? 'none' : String(run.limit));
  const different = [
    ...differences(identityOfRun(a.run), identityOfRun(b.run)),
    ...(a.shard.count === b.shard.count
      ? []
      : [`the shard was ${shardText(a.shard)}, now ${shardText(b.shard)}`]),
    // an unfinished run does not say yet
    ...(limitOf(a) === limitOf(b) || b.run.status !== 'annotated' || a.run.status !== 'annotated'
      ? []
      : [`limit was ${limitOf(a)}, now ${limitOf(b)}`]),
  ];
  if (different.length === 0) return;
  throw new SocraticError(
    'shards-differ',
    `${a.file} and ${b.file} are not shards of one run: ${different.join('; ')}. Annotate them with the same settings and the same N.`,
    { details: { files: [a.file, b.file], different } },
  );
}

function assertDistinct(a: ShardFile, b: ShardFile): void {
  if (a.shard.index !== b.shard.index) return;
  throw new SocraticError(
    'shards-doubled',
    `${a.file} and ${b.file} are both shard ${shardText(a.shard)}. Name each shard once.`,
    { details: { files: [a.file, b.file], shard: shardText(a.shard) } },
  );
}

function assertComplete(
  { shard: { count } }: ShardFile,
  missing: readonly number[],
  unfinished: readonly ShardFile[],
): void {
  const otherwise = say`or use ${option('allowIncomplete', true)} to merge what there is.`;
  if (missing.length > 0) {
    const named = missing.slice(0, 20).map((index) => shardText({ index, count }));
    const more = missing.length > named.length ? ` and ${missing.length - named.length} more` : '';
    throw new SocraticError(
      'shards-missing',
      say`${missing.length} of ${count} shards ${missing.length === 1 ? 'is' : 'are'} missing: ${named.join(', ')}${more}. Add them, ${otherwise}`,
      { details: { missing } },
    );
  }
  if (unfinished.length > 0) {
    const named = unfinished.map(({ file, shard }) => `${shardText(shard)} (${file})`);
    throw new SocraticError(
      'shards-unfinished',
      say`Not yet annotated to the end: shard ${named.join(', ')}. Run annotate there again, ${otherwise}`,
      { details: { unfinished: unfinished.map(({ file }) => file) } },
    );
  }
}
