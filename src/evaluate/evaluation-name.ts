// What the files of an evaluation are called: after its split, and where a directory has evaluations on several datasets, after the dataset.
import { existsSync, readFileSync } from 'node:fs';
import { sha256 } from '../common/index.ts';
import { runFiles } from '../distill/index.ts';
import { type AskedOptions, type EngineOptions, solveDefaults, temperatureOf } from '../solve/index.ts';
import type { EvaluatedData } from './evaluated-data.ts';

type Solving = AskedOptions & Pick<EngineOptions, 'weights'> & { readonly asking?: Asking | undefined };

/** Who is asked in place of the pair's models. */
export interface Asking {
  readonly questions?: string | undefined;
  readonly answers?: string | undefined;
  readonly unsureBelow?: number | undefined;
}

/** The name of an evaluation's files on the dataset that its directory is for: `test`, `test-calculator`, `test-8-samples-int8`. */
export function evaluationName(split: string, solving: Solving = {}): string {
  const { calculator = false, samples = solveDefaults.samples, repeats = solveDefaults.repeats } = solving;
  const drawn = samples > 1 ? [`${samples}-samples`] : temperatureOf(solving) > 0 ? ['drawn'] : [];
  const { resampleSteps = solveDefaults.resampleSteps, weights = solveDefaults.weights } = solving;
  const { repetitionPenalty = solveDefaults.repetitionPenalty } = solving;
  const changed = [
    ...(solving.oracle === undefined ? [] : [`oracle-${solving.oracle}`]),
    ...(repeats === 'stop' ? ['no-repeats'] : []),
    ...(resampleSteps > 0 ? [`resampled-${resampleSteps}`] : []),
    ...(repetitionPenalty === solveDefaults.repetitionPenalty ? [] : [`penalty-${repetitionPenalty}`]),
    ...askingParts(solving.asking),
  ];
  const rounded = weights === solveDefaults.weights ? [] : [weights];
  return [split, ...drawn, ...changed, ...rounded, ...(calculator ? ['calculator'] : [])].join('-');
}

function askingParts({ questions, answers, unsureBelow }: Asking = {}): string[] {
  return [
    ...(questions === undefined ? [] : [`questions-from-${modelWord(questions)}`]),
    ...(answers === undefined ? [] : [`answers-from-${modelWord(answers)}`]),
    ...(unsureBelow === undefined ? [] : [`below-${unsureBelow}`]),
  ];
}

/** The end of a model's name, and digits that tell it from others with this end. */
function modelWord(model: string): string {
  return `${fileWord(model)}-${sha256(model).slice(0, 6)}`;
}

export interface EvaluationPlace extends Solving {
  /** The directory of the evaluation. */
  readonly out: string;
  /**
   * Whether the dataset is the one that the run in `out` was trained on. Where there is no run, undefined: the first dataset that is
   * evaluated there has the plain name.
   */
  readonly isOwn?: boolean | undefined;
}

/**
 * The name of this evaluation's files in `out`: `test` on the run's own dataset, `svamp-test` on another one, and `svamp-3f9a2c1d-test`
 * (the start of the dataset's hash) where `svamp-test` is of a different dataset of that name. A name is never that of an evaluation on
 * other data, so that none replaces it.
 */
export function evaluationNameIn(
  { split, dataset }: Pick<EvaluatedData, 'split' | 'dataset'>,
  { out, isOwn, ...solving }: EvaluationPlace,
): string {
  const plain = evaluationName(split, solving);
  if (isOwn) return plain;
  const ofDataset = fileWord(dataset.name);
  const names = [
    ...(isOwn === undefined ? [plain] : []),
    ...(ofDataset === '' ? [] : [`${ofDataset}-${plain}`]),
  ];
  const unique = [ofDataset, dataset.sha256.slice(0, 8), plain].filter((part) => part !== '').join('-');
  return names.find((name) => isFreeFor(dataset.sha256, out, name)) ?? unique;
}

/** Whether an evaluation on the dataset may have this name: there is none, or one on the same dataset. */
function isFreeFor(sha256: string, out: string, name: string): boolean {
  const path = runFiles.evaluation(out, name);
  if (!existsSync(path)) return true;
  try {
    const earlier = JSON.parse(readFileSync(path, 'utf8')) as { dataset?: { sha256?: unknown } } | null;
    return earlier?.dataset?.sha256 === sha256;
  } catch {
    return false; // a file that is no evaluation stays
  }
}

/** The last part of a dataset's name or path, of letters, digits and signs that every file system takes. */
function fileWord(name: string): string {
  const last = name.split(/[\\/]/).findLast((part) => part !== '') ?? '';
  return last
    .replace(/\.(jsonl?|csv|tsv)$/i, '')
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}._-]+/gu, '-')
    .replace(/^[.-]+|[.-]+$/g, '')
    .slice(0, 60);
}
