// socratic annotate --review: annotations as an HTML page.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { messageOf, type Reporter, SocraticError, writeFileAtomic } from '../../common/index.ts';
import { openProblemStream } from '../../data/index.ts';
import {
  type AnnotationRun,
  collectReview,
  isReviewPage,
  readRun,
  reviewPage,
  runRecordPath,
} from '../../teacher/index.ts';
import type { CommandContext } from '../command-frame.ts';
import { countOf, formatCount, formatPercent } from '../format.ts';
import { packageVersion } from '../version.ts';

export interface ReviewAnnotationsOptions {
  readonly review: string;
  readonly data?: string;
  readonly out?: string;
  readonly force?: boolean;
}

/** Reads the annotations, writes the page and says where it is. */
export async function reviewAnnotations(
  context: CommandContext,
  { review: path, data, out = pageNameOf(path), force = false }: ReviewAnnotationsOptions,
): Promise<void> {
  if (resolve(out) === resolve(path)) {
    throw new SocraticError(
      'out-is-input',
      `--out ${out} is the file of annotations. Choose another --out.`,
      {
        subject: { path: out },
      },
    );
  }
  if (!force && existsSync(out) && !isReviewPage(out)) {
    throw new SocraticError(
      'out-exists',
      `${out} exists and is not a page of --review. Choose another --out, or pass --force to replace it.`,
      { subject: { path: out } },
    );
  }
  const run = recordOf(path, context.reporter);
  const splits = run?.identity.data.splits ?? ['train', 'validation'];
  const problems = data === undefined ? null : await openProblemStream(data, splits);
  if (run !== null && problems !== null && problems.sha256 !== run.identity.data.sha256) {
    context.reporter.warn(
      `${data} is not, or no longer, the data that ${path} was made of: only the questions of unchanged problems are shown.`,
    );
  }
  const review = await collectReview({ path, problems });
  if (review.summary.chains === 0 && review.unreadable > 0) {
    const first = review.skipped[0];
    throw new SocraticError(
      'not-annotations',
      `${path} holds no annotations: none of its ${countOf(review.unreadable, 'line')} can be read as one${first === undefined ? '' : `; line ${first.line}: ${first.reason}`}. Name a file that annotate wrote.`,
      { subject: { path } },
    );
  }
  const page = reviewPage(review, { path, data: data ?? null, run, version: packageVersion() });
  writeFileAtomic(out, bytesOf(page));
  const { summary, usage, cost, unreadable, carried } = review;
  const { problems: _, ...totals } = summary;
  const link = pathToFileURL(resolve(out)).href;
  const share = summary.chains === 0 ? '' : ` (${formatPercent(summary.kept / summary.chains)})`;
  if (unreadable > 0) {
    const first = review.skipped[0];
    context.reporter.warn(
      `${countOf(unreadable, 'line')} of ${path} cannot be read${first === undefined ? '' : `, the first is ${first.file}:${first.line}: ${first.reason}`}.`,
    );
  }
  context.result(
    { page: out, link, problems: summary.problems, ...totals, usage, cost, unreadable, carried },
    [
      `${formatCount(summary.kept)} kept of ${countOf(summary.chains, 'chain')}${share}, of ${countOf(summary.problems, 'problem')}.`,
      ...(carried.chains === summary.chains
        ? []
        : [
            `Too many for one page: it carries a sample of ${countOf(carried.chains, 'chain')}; its totals are of all.`,
          ]),
      `The page is ${out}: ${link}`,
    ].join('\n'),
  );
}

/** `chains.jsonl` -> `chains.review.html`. */
function pageNameOf(path: string): string {
  return `${path.replace(/\.jsonl?$/i, '')}.review.html`;
}

function recordOf(path: string, reporter: Reporter): AnnotationRun | null {
  if (!existsSync(runRecordPath(path))) return null;
  try {
    return readRun(runRecordPath(path));
  } catch (error) {
    reporter.warn(`The page is without the record of the run: ${messageOf(error)}`);
    return null;
  }
}

const bytesAtOnce = 2 ** 20;

function* bytesOf(pieces: Iterable<string>): Generator<Uint8Array> {
  let text = '';
  for (const piece of pieces) {
    text += piece;
    if (text.length < bytesAtOnce) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(text);
}
