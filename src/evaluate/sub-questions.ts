// The sub-questions of annotations beside those of a dataset: how much of the reference's words and numbers they have.
import { countOf, option, readJsonLines, type SkippedLine, SocraticError, say } from '../common/index.ts';
import { numbersIn, type Problem } from '../data/index.ts';
import { annotationRecord, isKept, problemHash } from '../teacher/index.ts';
import { corpusBleu, type TextPair } from './bleu.ts';

export interface SubQuestionScore {
  /** Chains that are compared. */
  readonly chains: number;
  /** Chains with as many sub-questions as their reference. */
  readonly countsMatch: number;
  /** Sub-questions of the references. Each is compared with the one at its place, or with nothing if there is none. */
  readonly questions: number;
  /** Corpus BLEU of these pairs, from 0 to 100. */
  readonly bleu: number;
  /** Sub-questions that equal their reference word for word. */
  readonly identical: number;
  /** Share of the numbers in the references that the sub-question at the same place has too; null without numbers. */
  readonly numbersCovered: number | null;
  /** Share of the numbers in the sub-questions that the reference at the same place does not have; null without numbers. */
  readonly numbersAdded: number | null;
}

export interface SubQuestionComparison {
  /** All chains. */
  readonly all: SubQuestionScore;
  /** Only kept chains. */
  readonly kept: SubQuestionScore;
  /** Only rejected chains. */
  readonly rejected: SubQuestionScore;
  /** Chains of problems that are not in the dataset or have no sub-questions there. */
  readonly withoutReference: number;
  /** Lines that cannot be used. */
  readonly skipped: readonly SkippedLine[];
}

/**
 * Compares a file of annotations with the sub-questions that `problems` have. Chains that could not be read have no questions
 * and count with empty ones. Throws `file-unreadable`, `annotation-unreadable` when there is no annotation, `annotations-without-questions`
 * for chains of thought, and `annotations-unmatched` when not one chain has a reference.
 */
export function compareSubQuestions(file: string, problems: readonly Problem[]): SubQuestionComparison {
  const references = new Map(problems.map((problem) => [problem.id, problem]));
  const lines = readJsonLines(file);
  const skipped = [...lines.skipped];
  const [kept, rejected]: [Compared[], Compared[]] = [[], []];
  let withoutReference = 0;
  for (const { line, value } of lines.values) {
    const parsed = annotationRecord.safeParse(value);
    if (!parsed.success) {
      skipped.push({ file, line, reason: 'not an annotation' });
      continue;
    }
    const annotation = parsed.data;
    if (annotation.kind !== 'socratic') {
      throw new SocraticError(
        'annotations-without-questions',
        say`${file}:${line}: a chain of the kind ${annotation.kind} has no sub-questions to compare. Name annotations that were made with ${option('kind', 'socratic')}.`,
        { subject: { path: file, line } },
      );
    }
    const problem = references.get(annotation.problemId);
    const expected = problem?.steps?.map(({ question = '' }) => question) ?? [];
    if (
      problem === undefined ||
      problemHash(problem) !== annotation.problemHash ||
      !expected.every(Boolean) ||
      expected.length === 0
    ) {
      withoutReference++;
      continue;
    }
    const written = annotation.steps.map(({ question = '' }) => question);
    (isKept(annotation) ? kept : rejected).push({ written, expected });
  }
  const all = [...kept, ...rejected];
  if (all.length === 0 && withoutReference === 0) {
    const [first] = skipped;
    throw new SocraticError(
      'annotation-unreadable',
      `${file} has not one annotation${first === undefined ? '' : `: line ${first.line}: ${first.reason}`}. Name a file of annotations.`,
      { subject: { path: file }, details: { skipped: skipped.length } },
    );
  }
  if (all.length === 0) {
    throw new SocraticError(
      'annotations-unmatched',
      `${file} has no chain of a problem whose sub-questions the dataset has: ${countOf(withoutReference, 'chain')} ${withoutReference === 1 ? 'is' : 'are'} of others, ${countOf(skipped.length, 'line')} cannot be read. Name the dataset that was annotated, with sub-questions of its own.`,
      { subject: { path: file }, details: { withoutReference, skipped: skipped.length } },
    );
  }
  return { all: scoreOf(all), kept: scoreOf(kept), rejected: scoreOf(rejected), withoutReference, skipped };
}

interface Compared {
  readonly written: readonly string[];
  readonly expected: readonly string[];
}

function scoreOf(chains: readonly Compared[]): SubQuestionScore {
  const pairs: TextPair[] = chains.flatMap(({ written, expected }) =>
    expected.map((reference, index) => ({ text: written[index] ?? '', reference })),
  );
  let [inReferences, covered, inTexts, added] = [0, 0, 0, 0];
  for (const { text, reference } of pairs) {
    const [found, wanted] = [new Set(numbersIn(text)), new Set(numbersIn(reference))];
    inReferences += wanted.size;
    covered += [...wanted].filter((number) => found.has(number)).length;
    inTexts += found.size;
    added += [...found].filter((number) => !wanted.has(number)).length;
  }
  return {
    chains: chains.length,
    countsMatch: chains.filter(({ written, expected }) => written.length === expected.length).length,
    questions: pairs.length,
    bleu: corpusBleu(pairs),
    identical: pairs.filter(({ text, reference }) => text === reference.replace(/\s+/g, ' ').trim()).length,
    numbersCovered: inReferences === 0 ? null : covered / inReferences,
    numbersAdded: inTexts === 0 ? null : added / inTexts,
  };
}
