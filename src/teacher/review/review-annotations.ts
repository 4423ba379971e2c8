// A file of annotations becomes an HTML page for a person: what was kept, what was rejected, and for which reason.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  assertOptions,
  countOf,
  messageOf,
  type OptionTable,
  option,
  optionKinds,
  packageVersion,
  type Reporter,
  SocraticError,
  say,
  silentReporter,
  usingOption,
  writeFileAtomic,
} from '../../common/index.ts';
import { type Dataset, dataKind, openProblems, type ProblemStream } from '../../data/index.ts';
import { type AnnotationRun, readRun, runRecordPath } from '../run-record.ts';
import { collectReview } from './collect.ts';
import { isReviewPage, reviewPage } from './page.ts';
import type { Review } from './review.ts';

export interface ReviewAnnotationsOptions {
  /** The file of annotations. */
  readonly file: string;
  /** The problems that were annotated: the page then shows their questions and gold steps. */
  readonly data?: string | Dataset | undefined;
  /** The page to write. Default: `chains.review.html` for `chains.jsonl`. */
  readonly out?: string | undefined;
  /** Replace a file that is no such page. Default false. */
  readonly force?: boolean | undefined;
  /** Default: silent. */
  readonly reporter?: Reporter | undefined;
}

const { text, flag, reporter: reporterKind } = optionKinds;
const table: OptionTable<ReviewAnnotationsOptions> = {
  file: text,
  data: dataKind,
  out: text,
  force: flag,
  reporter: reporterKind,
};

export interface ReviewedAnnotations extends Omit<Review['summary'], 'problems'> {
  /** Path of the page. */
  readonly page: string;
  /** URL of the page. */
  readonly link: string;
  /** Problems with at least one chain. */
  readonly problems: number;
  /** Tokens of the chains. */
  readonly usage: Review['usage'];
  /** Dollars for the chains with a known price, and the number of the other chains. */
  readonly cost: Review['cost'];
  /** Lines that are not annotations. */
  readonly unreadable: number;
  /** What the page contains: all, or a sample of a very large file. The totals are always of all. */
  readonly carried: Review['carried'];
}

/**
 * Writes the page.
 *
 *     const { link } = await reviewAnnotations({ file: 'chains.jsonl', data: 'data/mine' });
 *
 * Throws `file-unreadable`, `not-annotations`, `out-exists` for a file that is no such page (unless `force`), `out-is-input`, and what opening
 * `data` throws.
 */
export async function reviewAnnotations(options: ReviewAnnotationsOptions): Promise<ReviewedAnnotations> {
  assertOptions(options, table, ['file']);
  const { file, data, out = pageNameOf(file), force = false, reporter = silentReporter } = options;
  assertWritable(file, out, force);
  const run = recordOf(file, reporter);
  const splits = run?.identity.data.splits ?? ['train', 'validation'];
  const problems =
    data === undefined ? null : await usingOption('data', () => openProblems(data, splits, { reporter }));
  if (run !== null && problems !== null && problems.sha256 !== run.identity.data.sha256) {
    reporter.warn(
      `${nameOf(data, problems)} differs from the data of ${file}: the page shows the questions of unchanged problems only.`,
    );
  }
  const review = await usingOption('file', () => collectReview({ path: file, problems }));
  assertHasAnnotations(review, file);
  const name = problems === null ? null : nameOf(data, problems);
  const pieces = reviewPage(review, { path: file, data: name, run, version: packageVersion() });
  usingOption('out', () => writeFileAtomic(out, bytesOf(pieces)));
  const { summary, usage, cost, unreadable, carried } = review;
  const [first] = review.skipped;
  if (first !== undefined) {
    reporter.warn(
      `${countOf(unreadable, 'line')} of ${file} cannot be read. The first is ${first.file}:${first.line}: ${first.reason}.`,
    );
  }
  const { problems: asked, ...totals } = summary;
  const link = pathToFileURL(resolve(out)).href;
  return { page: out, link, problems: asked, ...totals, usage, cost, unreadable, carried };
}

function nameOf(data: ReviewAnnotationsOptions['data'], problems: ProblemStream): string {
  return typeof data === 'string' ? data : problems.name;
}

function assertWritable(file: string, out: string, force: boolean): void {
  const subject = { path: out, option: 'out' };
  if (resolve(out) === resolve(file)) {
    throw new SocraticError(
      'out-is-input',
      say`${out} is the file of annotations. Choose another ${option('out')}.`,
      { subject },
    );
  }
  if (!force && existsSync(out) && !isReviewPage(out)) {
    throw new SocraticError(
      'out-exists',
      say`${out} exists and is no page of annotations. Choose another ${option('out')}, or use ${option('force', true)} to replace it.`,
      { subject },
    );
  }
}

function assertHasAnnotations({ summary, unreadable, skipped: [first] }: Review, file: string): void {
  if (summary.chains > 0 || unreadable === 0) return;
  const why = first === undefined ? '' : `; line ${first.line}: ${first.reason}`;
  throw new SocraticError(
    'not-annotations',
    `${file} holds no annotations: none of its ${countOf(unreadable, 'line')} can be read as one${why}. Name a file that annotate wrote.`,
    { subject: { path: file, option: 'file' } },
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
