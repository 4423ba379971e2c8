// The options of `train` before anything else is done: each in its range, and none without effect.
import { option, SocraticError, say } from '../common/index.ts';
import { isScratch } from './student.ts';
import { type NumberRange, type TrainOptions, trainChoices, trainRanges } from './train-options.ts';

/**
 * Throws `missing-option`, `invalid-value` for a value that is out of its range, and `option-unused` for an option that the others leave
 * without effect. Programs without types come here too, so it looks at what is really there.
 */
export function assertTrainOptions(options: TrainOptions): void {
  for (const name of ['data', 'strategy', 'student', 'out'] as const) {
    if (options[name] === undefined || options[name] === '') {
      throw new SocraticError('missing-option', say`${option(name)} is missing.`, { subject: { option: name } });
    }
  }
  for (const [name, choices] of entriesOf(trainChoices)) assertChoice(name, options[name], choices);
  for (const [name, range] of entriesOf(trainRanges)) assertInRange(name, options[name], range);
  assertUsed(options);
}

function entriesOf<T extends object>(table: T): [keyof T, T[keyof T]][] {
  return Object.entries(table) as [keyof T, T[keyof T]][];
}

function assertChoice(name: string, value: unknown, choices: readonly string[]): void {
  if (value === undefined || choices.some((choice) => choice === value)) return;
  throw invalid(name, value, `one of ${choices.join(', ')}`);
}

function assertInRange(name: string, value: unknown, { min, max, whole }: NumberRange): void {
  if (value === undefined) return;
  const fits =
    typeof value === 'number' &&
    Number.isFinite(value) &&
    (whole === undefined || Number.isSafeInteger(value)) &&
    value >= (min ?? Number.NEGATIVE_INFINITY) &&
    value <= (max ?? Number.POSITIVE_INFINITY);
  if (fits) return;
  const [low, high] = [min, max].map((bound) => bound !== undefined);
  const range = low && high ? ` from ${min} to ${max}` : low ? ` of at least ${min}` : high ? ` of at most ${max}` : '';
  throw invalid(name, value, `a ${whole ? 'whole ' : ''}number${range}`);
}

function invalid(name: string, received: unknown, expected: string): SocraticError {
  const found = typeof received === 'string' ? JSON.stringify(received) : String(received);
  return new SocraticError('invalid-value', say`${option(name)} must be ${expected}, found ${found}.`, {
    subject: { option: name },
    details: { received, expected },
  });
}

function assertUsed(options: TrainOptions): void {
  const { strategy, student, lora, resume, force, freezeEmbeddings } = options;
  const scratch = isScratch(student);
  /** Whether each option would have no effect, and why. */
  const unused: readonly [name: keyof TrainOptions, isUnused: boolean, why: string][] = [
    ['mode', strategy !== 'socratic', `Only the pair of the strategy socratic has a mode, not ${strategy}.`],
    ['style', strategy === 'answer', 'The strategy answer has no rationales.'],
    ['style', strategy === 'annotator', 'An annotator is asked about steps as a dataset has them.'],
    ['annotations', strategy === 'answer', 'The strategy answer has no rationales.'],
    ['prompt', scratch, 'A student from scratch has only seen plain text.'],
    ['loraAlpha', lora === undefined, 'There are no adapters without a rank.'],
    ['loraTargets', lora === undefined, 'There are no adapters without a rank.'],
    ['lora', scratch, 'Adapters need pretrained weights; a student from scratch has random ones.'],
    ['freezeEmbeddings', freezeEmbeddings === true && lora !== undefined, 'With adapters all weights stay as they are.'],
    ['force', force === true && resume === true, 'It replaces a run; a run that is resumed stays.'],
  ];
  const found = unused.find(([name, isUnused]) => isUnused && options[name] !== undefined);
  if (!found) return;
  const [name, , why] = found;
  throw new SocraticError('option-unused', say`${option(name)} has no effect here. ${why} Leave it out.`, {
    subject: { option: name },
    details: { strategy, student },
  });
}
