// A file of annotations read once, in bounded memory: exact totals, and as many of its problems as a page can carry.
import { statSync } from 'node:fs';
import { hash32, required, type SkippedLine } from '../../common/index.ts';
import type { ProblemStream, Step } from '../../data/index.ts';
import { type Annotation, annotationRecord, isKept, problemHash } from '../annotation.ts';
import { type AnnotationLine, annotationsByProblem } from '../annotation-lines.ts';
import { SummaryCounter } from '../summary.ts';
import { offendingStep } from '../verify/index.ts';
import type { Review, ReviewChain, ReviewProblem, ReviewSource, ReviewStep } from './review.ts';

export interface CollectOptions {
  readonly path: string;
  /** Where questions, gold answers and gold steps come from. */
  readonly problems: ProblemStream | null;
  /** Bytes of annotations that the page may carry, but for the examples of every reason. */
  readonly mostBytes?: number;
}

/** About 100,000 chains of GSM8K's kind: what a browser still opens within seconds. */
const pageBytes = 64 * 2 ** 20;
/** Of every reason so many problems are carried, however large the file is. */
const examplesOfReason = 20;
const skippedKept = 100;
/** Characters of one text that are shown. */
const longestText = 4000;

/** Throws `file-unreadable` and `line-too-long`. */
export async function collectReview({
  path,
  problems,
  mostBytes = pageBytes,
}: CollectOptions): Promise<Review> {
  const counter = new SummaryCounter();
  const sources = new Sources();
  const skipped: SkippedLine[] = [];
  const share = mostBytes / Math.max(1, sizeOf(path));
  const examples = new Map<string, number>();
  const carried = new Map<string, ReviewProblem>();
  const usage = { inputTokens: 0, outputTokens: 0 };
  const cost = { known: 0, unpriced: 0 };
  let [chains, unreadable] = [0, 0];
  const onSkipped = (line: SkippedLine) => {
    unreadable++;
    if (skipped.length < skippedKept) skipped.push(line);
  };
  for await (const lines of annotationsByProblem(path, onSkipped)) {
    const annotations = lines.map(({ annotation }) => annotation);
    counter.addProblem(annotations);
    for (const annotation of annotations) {
      sources.count(annotation);
      usage.inputTokens += annotation.usage.inputTokens;
      usage.outputTokens += annotation.usage.outputTokens;
      if (annotation.cost === null) cost.unpriced++;
      else cost.known += annotation.cost;
    }
    const [first] = annotations;
    if (first === undefined) continue;
    const key = `${first.problemHash} ${first.problemId}`;
    // every process draws the same problems: by their names
    const drawn = hash32(key) < share * 2 ** 32;
    if (!isExample(annotations, examples) && !drawn) continue;
    const shown = lines.map((line) => chainOf(line, sources));
    chains += shown.length;
    const before = carried.get(key);
    carried.set(key, { id: first.problemId, chains: [...(before?.chains ?? []), ...shown] });
  }
  const found = problems === null ? null : await addGold(carried, problems);
  const { estimated: _, used: __, ...summary } = counter.summary(); // of a file alone the one is not known, the other is `usage` and `cost`
  return {
    summary,
    usage,
    cost,
    sources: sources.list,
    skipped,
    unreadable,
    problems: [...carried.values()],
    carried: { problems: carried.size, chains },
    found,
  };
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** Whether a problem is among the first of a reason that it has, or of those that are kept. */
function isExample(annotations: readonly Annotation[], counts: Map<string, number>): boolean {
  let example = false;
  for (const { verdict } of annotations) {
    const key = verdict.reasons[0]?.code ?? '';
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    if (count <= examplesOfReason) example = true;
  }
  return example;
}

/** Gives the problems that the dataset has their question and gold steps; returns how many those are. */
async function addGold(carried: Map<string, ReviewProblem>, problems: ProblemStream): Promise<number> {
  let found = 0;
  for await (const problem of problems.read()) {
    const key = `${problemHash(problem)} ${problem.id}`;
    const review = carried.get(key);
    if (review === undefined || review.gold !== undefined) continue;
    found++;
    const { id, chains } = review;
    const { question, answer, steps = [] } = problem;
    const gold = { question: clipped(question), answer: clipped(answer), steps: stepsOf(steps) };
    carried.set(key, { id, gold, chains });
  }
  return found;
}

const known = new Set(Object.keys(annotationRecord.shape));

function chainOf({ text: line, annotation }: AnnotationLine, sources: Sources): ReviewChain {
  const { sample, steps, answer, text, usage, cost, verdict } = annotation;
  const more = Object.entries(JSON.parse(line) as Record<string, unknown>)
    .filter(([name]) => !known.has(name))
    .map(([name, value]) => [clipped(name), clipped(JSON.stringify(value))] as const);
  return {
    source: sources.indexOf(annotation),
    sample,
    steps: stepsOf(steps),
    answer: answer === null ? null : clipped(answer),
    ...(text === undefined ? {} : { text: clippedInside(text) }),
    kept: isKept(annotation),
    reasons: verdict.reasons.map((reason) => [reason.code, clipped(reason.detail), offendingStep(reason)]),
    usage: [usage.inputTokens, usage.outputTokens],
    cost,
    ...(more.length === 0 ? {} : { more: Object.fromEntries(more) }),
  };
}

function stepsOf(steps: readonly Step[]): ReviewStep[] {
  return steps.map(({ question, solution }) => [
    question === undefined ? null : clipped(question),
    clipped(solution),
  ]);
}

function clipped(text: string): string {
  if (text.length <= longestText) return text;
  return `${text.slice(0, longestText)} … and ${(text.length - longestText).toLocaleString('en-US')} characters more`;
}

/** A text with its end, where an answer stands. */
function clippedInside(text: string): string {
  const left = text.length - 2 * longestText;
  if (left <= 0) return text;
  return `${text.slice(0, longestText)}\n… ${left.toLocaleString('en-US')} characters left out …\n${text.slice(-longestText)}`;
}

/** Who wrote the chains, in the order in which they come. */
class Sources {
  readonly #places = new Map<string, number>();
  readonly #list: { -readonly [Key in keyof ReviewSource]: ReviewSource[Key] }[] = [];

  get list(): readonly ReviewSource[] {
    return this.#list;
  }

  indexOf({ teacher, promptVersion, kind }: Annotation): number {
    const key = JSON.stringify([teacher, promptVersion, kind]);
    const place = this.#places.get(key) ?? this.#list.length;
    if (place === this.#list.length) {
      this.#places.set(key, place);
      this.#list.push({ teacher, promptVersion, kind, chains: 0, kept: 0 });
    }
    return place;
  }

  count(annotation: Annotation): void {
    const place = this.indexOf(annotation); // adds the source to the list where it is new
    const source = required(this.#list[place], 'source');
    source.chains++;
    if (isKept(annotation)) source.kept++;
  }
}
