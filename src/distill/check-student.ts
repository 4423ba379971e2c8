// What was named as a student and is no model: a name that is nearly a preset's, a run instead of its model.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { editDistance, ownerOfName, SocraticError } from '../common/index.ts';
import { presets } from '../engine/model/index.ts';
import type { Tokenizer } from '../engine/tokenizer/index.ts';
import { parseHubSpec } from '../engine/weights/index.ts';
import { runFiles } from './run-directory.ts';

/** Throws `student-unknown` for what is no preset, but nearly: `tiny`, `scratch:tinny`, `Scratch-Tiny`. */
export function assertNotNearPreset(spec: string): void {
  const near = nearestPreset(spec);
  if (near === null || near === spec || existsSync(spec)) return;
  const onHub = parseHubSpec(`${spec}@main`);
  throw new SocraticError(
    'student-unknown',
    `Received the student ${JSON.stringify(spec)}: did you mean ${near}?${onHub ? ` A model of that name on the hub is ${spec}@main.` : ''}`,
    { subject: { model: spec }, details: { suggestion: near } },
  );
}

/** The preset whose name is at most two letters from `spec`, or one letter without `scratch:`. */
function nearestPreset(spec: string): string | null {
  const given = spec.toLowerCase();
  const near = Object.keys(presets)
    .map((preset) => {
      const short = editDistance(given, preset.slice(preset.indexOf(':') + 1));
      return {
        preset,
        distance: Math.min(editDistance(given, preset), short <= 1 ? short : Number.POSITIVE_INFINITY),
      };
    })
    .filter(({ distance }) => distance <= 2)
    .sort((a, b) => a.distance - b.distance);
  return near[0]?.preset ?? null;
}

/** Throws `student-unusable` for a directory that is no model but has some in it, as a run has, and names them. */
export function assertNotRun(path: string): void {
  if (!isDirectory(path) || existsSync(join(path, 'config.json'))) return;
  const isRun = existsSync(runFiles.record(path));
  const models = [join(path, 'models'), path].flatMap(modelsIn);
  if (models.length === 0 && !isRun) return;
  const what = isRun ? 'a run directory, not a model' : 'not a model directory, but has models in it';
  const advice =
    models.length === 0
      ? 'It has no finished model yet.'
      : `Give ${models.length > 1 ? 'one of its models' : 'its model'}: ${models.join(', ')}.`;
  throw new SocraticError('student-unusable', `${path} is ${what}. ${advice}`, {
    subject: { path },
    details: { models },
  });
}

/** What every strategy writes and reads: lines, numbers and the mark of the answer. */
const signs = ['\n', '#', ...'0123456789'];

/**
 * Throws `student-unusable` where the tokenizer loses signs that a solution cannot do without, as some lose line breaks: a student could
 * not end a step.
 */
export function assertKeepsSolutions(tokenizer: Pick<Tokenizer, 'encode' | 'decode'>, path: string): void {
  const lost = signs.filter((sign) => !tokenizer.decode(tokenizer.encode(`a${sign}a`)).includes(sign));
  if (lost.length === 0) return;
  const named = lost.map((sign) => (sign === '\n' ? 'line breaks' : JSON.stringify(sign))).join(', ');
  throw new SocraticError(
    'student-unusable',
    `${path}: the tokenizer loses ${named}, so this model cannot write solutions. Use another student.`,
    { subject: { path }, details: { lost } },
  );
}

const isDirectory = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** Folders of `directory` that are models, without those that were never finished. */
function modelsIn(directory: string): string[] {
  if (!isDirectory(directory)) return [];
  const names = readdirSync(directory).filter((name) => ownerOfName(name) === null);
  return names
    .sort()
    .map((name) => join(directory, name))
    .filter((path) => existsSync(join(path, 'config.json')));
}
