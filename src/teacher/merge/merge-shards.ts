// The shards of one run put together: the file that one machine would have written, in constant memory.
import { randomUUID } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { z } from 'zod';
import {
  AtomicLineWriter,
  option,
  type Reporter,
  SocraticError,
  say,
  usingOption,
} from '../../common/index.ts';
import type { Problem, ProblemStream } from '../../data/index.ts';
import { problemHash } from '../annotation.ts';
import { type AnnotationLine, annotationsByProblem } from '../annotation-lines.ts';
import { nanoDollarsPerDollar, type Price } from '../call/index.ts';
import { type AnnotationRun, runRecordPath, writeRun } from '../run-record.ts';
import { shardIndexAt, shardText } from '../shard.ts';
import {
  type AnnotationReport,
  type AnnotationSummary,
  inNaturalOrder,
  SummaryCounter,
  type UnansweredFor,
  usageOf,
} from '../summary.ts';
import type { ShardFile, ShardSet } from './shard-set.ts';

export interface MergeResult {
  readonly status: 'annotated' | 'stopped';
  /** The form in which the teacher was asked; null where the shards differ, since each decides by itself. */
  readonly output: AnnotationRun['output'];
  /** Null where the shards differ or do not say. */
  readonly reader: AnnotationRun['reader'];
  readonly report: AnnotationReport;
}

/**
 * Writes the annotations of all shards to `out`, in the order of the problems, and the record beside it. `problems` are those that the
 * shards were made of: the order of the problems decides whose turn it is, so that problems without an answer and several samples of
 * one do not disturb it. Throws `data-differs`, `annotation-unreadable`, `annotations-unmatched`, `annotations-changed`.
 */
export async function mergeShards(
  set: ShardSet,
  problems: ProblemStream,
  out: string,
  reporter: Reporter,
): Promise<MergeResult> {
  if (problems.sha256 !== set.identity.data.sha256) {
    throw new SocraticError(
      'data-differs',
      `The ${problems.splits.join(' and ')} problems are not those of the shards (${problems.name}, SHA-256 ${problems.sha256.slice(0, 16)}…, not ${set.identity.data.name}, ${set.identity.data.sha256.slice(0, 16)}…). Name the dataset that the shards were annotated with.`,
      {
        subject: { option: 'data' },
        details: { found: problems.sha256, expected: set.identity.data.sha256 },
      },
    );
  }
  const versions = [...new Set(set.shards.map(({ run }) => run.reader ?? 'unknown'))];
  if (versions.length > 1) {
    reporter.warn(
      say`The shards were read by different versions of the reader (${versions.join(', ')}), so that equal answers may be kept in one and not in another. Run each of them again with ${option('reread', true)}, which makes no call, and merge them again.`,
    );
  }
  const readers = new Map(set.shards.map((shard) => [shard.shard.index, new ShardReader(shard)]));
  const counter = new SummaryCounter();
  const writer = usingOption('out', () => new AtomicLineWriter(out));
  const limit = set.limit ?? Number.POSITIVE_INFINITY;
  const total = Math.min(limit, problems.total);
  const results = resultsOf(set.shards, reporter);
  const exampleIds = new Set(
    results.flatMap(({ unanswered }) => unanswered.map(({ example }) => example.problemId)),
  );
  const examples: string[] = [];
  let position = 0;
  try {
    for await (const problem of problems.read()) {
      if (position >= limit) break;
      if (exampleIds.has(problem.id)) examples.push(problem.id);
      const lines = (await readers.get(shardIndexAt(position++, set.count))?.take(problem)) ?? [];
      for (const { text } of lines) writer.writeText(text);
      counter.addProblem(lines.map(({ annotation }) => annotation));
      if (position % 100 === 0) reporter.progress('merge', { done: position, total });
    }
    reporter.progress('merge', { done: total, total });
    for (const reader of readers.values()) await reader.end();
  } catch (error) {
    writer.discard();
    throw error;
  }
  const report = reportOf(counter.summary(), results, examples);
  const complete = set.missing.length === 0 && set.unfinished.length === 0;
  const status = complete ? 'annotated' : 'stopped';
  // Between the two renames there is no record rather than one of another file.
  if (existsSync(runRecordPath(out))) rmSync(runRecordPath(out));
  writer.commit();
  writeRun(out, recordOf(set, status, report));
  return { status, output: outputOf(set), reader: readerOf(set), report };
}

function recordOf(set: ShardSet, status: AnnotationRun['status'], report: AnnotationReport): AnnotationRun {
  const started = set.shards.map(({ run }) => run.startedAt).sort();
  return {
    format: 1,
    id: randomUUID(),
    startedAt: started[0] ?? new Date().toISOString(),
    identity: set.identity,
    status,
    output: outputOf(set),
    reader: readerOf(set),
    limit: set.limit,
    mergedFrom: set.shards.map(({ file, shard, run }) => ({ file, id: run.id, shard: shardText(shard) })),
    result: { ...report },
  };
}

function outputOf({ shards: [first, ...others] }: ShardSet): AnnotationRun['output'] {
  const output = first?.run.output ?? null;
  return others.every(({ run }) => run.output === output) ? output : null;
}

/** The reader of all shards; null where they differ. */
function readerOf({ shards: [first, ...others] }: ShardSet): string | null {
  const reader = first?.run.reader ?? null;
  return others.every(({ run }) => run.reader === reader) ? reader : null;
}

/** One shard, a problem at a time. */
class ShardReader {
  readonly #shard: ShardFile;
  readonly #groups: AsyncGenerator<readonly AnnotationLine[]>;
  #head: readonly AnnotationLine[] | null | undefined;
  #chains = 0;

  constructor(shard: ShardFile) {
    this.#shard = shard;
    this.#groups = annotationsByProblem(shard.file, ({ file, line, reason }) => {
      throw new SocraticError(
        'annotation-unreadable',
        `${file}:${line}: ${reason}. Copy the file again, whole.`,
        { subject: { path: file, line } },
      );
    });
  }

  /** The annotations of `problem`, whose turn it is; undefined where it has none. */
  async take(problem: Problem): Promise<readonly AnnotationLine[] | undefined> {
    const head = await this.#peek();
    const next = head?.[0]?.annotation;
    if (head === null || next?.problemId !== problem.id || next.problemHash !== problemHash(problem)) return;
    this.#head = undefined;
    this.#chains += head.length;
    return head;
  }

  /** To be called when no problem is left. */
  async end(): Promise<void> {
    const { file, run, shard } = this.#shard;
    const left = (await this.#peek())?.[0];
    if (left !== undefined) {
      throw new SocraticError(
        'annotations-unmatched',
        `${file}:${left.line}: problem ${left.annotation.problemId} does not come here in shard ${shardText(shard)} of the data. Was the file edited? Copy it again from where it was written.`,
        {
          subject: { path: file, line: left.line, option: 'files' },
          details: { problemId: left.annotation.problemId },
        },
      );
    }
    const expected = resultOf(run)?.chains;
    if (run.status !== 'annotated' || expected === undefined || expected === this.#chains) return;
    throw new SocraticError(
      'annotations-changed',
      `${file} has ${this.#chains} annotations, its record says ${expected}. Copy both again from where they were written.`,
      {
        subject: { path: file, option: 'files' },
        fault: 'input',
        details: { found: this.#chains, expected },
      },
    );
  }

  /** Null at the end. */
  async #peek(): Promise<readonly AnnotationLine[] | null> {
    if (this.#head !== undefined) return this.#head;
    const next = await usingOption('files', () => this.#groups.next());
    this.#head = next.done ? null : next.value;
    return this.#head;
  }
}

/** What a record says its run came to. */
const recordedResult = z.object({
  notAsked: z.number().default(0),
  chains: z.number(),
  answered: z.number(),
  reused: z.number(),
  unanswered: z.array(
    z.object({
      // of whatever version wrote it: it is only counted and shown
      kind: z.custom<UnansweredFor['kind']>((value) => typeof value === 'string'),
      count: z.number(),
      setAside: z.number().default(0),
      problems: z.array(z.string()).default([]),
      example: z.object({ problemId: z.string(), message: z.string() }),
    }),
  ),
  usage: z.object({ inputTokens: z.number(), outputTokens: z.number(), estimated: z.number().default(0) }),
  cost: z.object({
    spent: z.number().nullable(),
    unresolved: z.number().nullable(),
    unresolvedCalls: z.number(),
    inBatches: z.number().nullable().default(0),
    callsInBatches: z.number().default(0),
  }),
  price: z
    .object({ input: z.number(), output: z.number(), source: z.string().exactOptional() })
    .nullable()
    .default(null),
});
type RecordedResult = z.infer<typeof recordedResult>;

function resultOf({ result }: AnnotationRun): RecordedResult | undefined {
  return recordedResult.safeParse(result).data;
}

function resultsOf(shards: readonly ShardFile[], reporter: Reporter): RecordedResult[] {
  return shards.flatMap(({ file, run }) => {
    const result = resultOf(run);
    if (result !== undefined) return [result];
    reporter.warn(`${runRecordPath(file)} does not say what ${file} cost: the sums are without it.`);
    return [];
  });
}

/** `order`: the ids of examples in the order of their problems. */
function reportOf(
  { estimated: _, ...summary }: AnnotationSummary,
  results: readonly RecordedResult[],
  order: readonly string[],
): AnnotationReport {
  const sum = (of: (result: RecordedResult) => number) => results.reduce((all, next) => all + of(next), 0);
  // whole billionths, as the accounts have them: their sum is exact
  const nano = (dollars: number | null) => Math.round((dollars ?? 0) * nanoDollarsPerDollar);
  const dollarsOf = (sum: number) =>
    results.every(({ cost }) => cost.spent !== null) ? sum / nanoDollarsPerDollar : null;
  const spent = sum(({ cost }) => nano(cost.spent));
  return {
    ...summary,
    notAsked: sum(({ notAsked }) => notAsked),
    unanswered: unansweredOf(results, order),
    answered: sum(({ answered }) => answered),
    reused: sum(({ reused }) => reused),
    usage: usageOf(
      {
        inputTokens: sum(({ usage }) => usage.inputTokens),
        outputTokens: sum(({ usage }) => usage.outputTokens),
      },
      { estimated: sum(({ usage }) => usage.estimated), kept: summary.kept },
    ),
    cost: {
      spent: dollarsOf(spent),
      unresolved: dollarsOf(sum(({ cost }) => nano(cost.unresolved))),
      unresolvedCalls: sum(({ cost }) => cost.unresolvedCalls),
      inBatches: dollarsOf(sum(({ cost }) => nano(cost.inBatches))),
      callsInBatches: sum(({ cost }) => cost.callsInBatches),
      perKeptChain: summary.kept === 0 ? null : dollarsOf(spent / summary.kept),
    },
    price: commonPrice(results),
  };
}

/** The price by which all shards were paid; null where they differ or have none. */
function commonPrice([first, ...others]: readonly RecordedResult[]): Price | null {
  const text = JSON.stringify(first?.price ?? null);
  return others.every(({ price }) => JSON.stringify(price) === text) ? (first?.price ?? null) : null;
}

/** Added up by kind; the example is that of the first problem, as one machine gives it. */
function unansweredOf(results: readonly RecordedResult[], order: readonly string[]): UnansweredFor[] {
  const placeOf = ({ example }: Pick<UnansweredFor, 'example'>) => order.indexOf(example.problemId);
  const byKind = new Map<string, UnansweredFor>();
  for (const next of results.flatMap(({ unanswered }) => unanswered)) {
    const before = byKind.get(next.kind);
    const { example } = before !== undefined && placeOf(before) <= placeOf(next) ? before : next;
    const count = next.count + (before?.count ?? 0);
    const setAside = next.setAside + (before?.setAside ?? 0);
    const problems = inNaturalOrder([...(before?.problems ?? []), ...next.problems]);
    byKind.set(next.kind, { kind: next.kind, count, setAside, problems, example });
  }
  return [...byKind.values()].sort((a, b) => b.count - a.count);
}
