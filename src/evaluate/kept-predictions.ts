// The predictions that a directory of evaluations keeps for a dataset, found by what its evaluations say.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Message, option, SocraticError, say } from '../common/index.ts';

interface Wanted {
  readonly name: string;
  readonly sha256: string;
  /** Undefined: whichever there is. */
  readonly split: string | undefined;
}

interface Kept {
  readonly path: string;
  readonly split: string;
}

/**
 * The file of predictions that `path` names: itself, or of a directory the one whose evaluation is on the wanted data. Throws
 * `predictions-unusable` when the directory has none, or several.
 */
export function predictionsFile(path: string, { name, sha256, split }: Wanted): string {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return path;
  const ofDataset = keptIn(path, sha256);
  const found = ofDataset.filter((kept) => split === undefined || kept.split === split);
  const [first, ...more] = found;
  if (first !== undefined && more.length === 0) return first.path;
  const failure = (message: Message) =>
    new SocraticError('predictions-unusable', message, { subject: { path } });
  if (first !== undefined) {
    const names = found.map((kept) => basename(kept.path)).join(', ');
    throw failure(say`${path} has several files of predictions for ${name}: ${names}. Name one of them.`);
  }
  const others = [...new Set(ofDataset.map((kept) => kept.split))];
  throw failure(
    others.length > 0
      ? say`${path} has no predictions for the ${split ?? ''} problems of ${name}, only for ${others.join(' and ')}. Choose another ${option('split')}, or evaluate first.`
      : say`${path} has no evaluation on ${name} as it is now. Evaluate first, or name a file of outputs.`,
  );
}

/** The predictions in `directory` whose evaluation is on the dataset with this hash. */
function keptIn(directory: string, sha256: string): Kept[] {
  return readdirSync(directory)
    .filter((name) => /^evaluation-.*\.json$/.test(name))
    .sort()
    .flatMap((name) => {
      const evaluation = readEvaluation(join(directory, name));
      if (evaluation?.dataset?.sha256 !== sha256 || typeof evaluation.split !== 'string') return [];
      const path = join(directory, name.replace(/^evaluation-(.*)\.json$/, 'predictions-$1.jsonl'));
      return [{ path, split: evaluation.split }];
    });
}

function readEvaluation(
  path: string,
): { readonly dataset?: { readonly sha256?: unknown }; readonly split?: unknown } | null {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}
