// The options of `train` before anything else is done: each in its range, and none without effect.
import {
  assertOptions,
  choiceKinds,
  numberKinds,
  type OptionTable,
  option,
  optionKinds,
  SocraticError,
  say,
} from '../common/index.ts';
import { dataKind } from '../data/index.ts';
import { isScratch } from './student.ts';
import { type TrainOptions, trainChoices, trainRanges } from './train-options.ts';

const { text, texts, flag, reporter, signal } = optionKinds;
const table: OptionTable<TrainOptions> = {
  ...numberKinds(trainRanges),
  ...choiceKinds(trainChoices),
  data: dataKind,
  student: text,
  out: text,
  annotations: text,
  loraTargets: texts,
  freezeEmbeddings: flag,
  checkpointing: flag,
  resume: flag,
  force: flag,
  ignoreMemory: flag,
  reporter,
  signal,
};

/**
 * Throws `missing-option`, `unknown-option`, `invalid-value` for a value that is of another kind or out of its range, and `option-unused` for an option that has no effect
 * beside the others.
 */
export function assertTrainOptions(options: TrainOptions): void {
  assertOptions(options, table, ['data', 'strategy', 'student', 'out']);
  assertUsed(options);
}

function assertUsed(options: TrainOptions): void {
  const { strategy, student, lora, resume, force, freezeEmbeddings } = options;
  const scratch = isScratch(student);
  /** Whether each option would have no effect, and why. */
  const unused: readonly [name: keyof TrainOptions, isUnused: boolean, why: string][] = [
    ['mode', strategy !== 'socratic', `Only the pair of the strategy socratic has a mode, not ${strategy}.`],
    [
      'guidance',
      strategy !== 'socratic',
      `Only the problem decomposer of the strategy socratic writes a plan, not ${strategy}.`,
    ],
    ['style', strategy === 'answer', 'The strategy answer has no rationales.'],
    ['style', strategy === 'annotator', 'An annotator is asked about steps as a dataset has them.'],
    ['annotations', strategy === 'answer', 'The strategy answer has no rationales.'],
    ['prompt', scratch, 'A student from scratch has only seen plain text.'],
    ['loraAlpha', lora === undefined, 'There are no adapters without a rank.'],
    ['loraTargets', lora === undefined, 'There are no adapters without a rank.'],
    ['lora', scratch, 'Adapters need pretrained weights; a student from scratch has random ones.'],
    [
      'freezeEmbeddings',
      freezeEmbeddings === true && lora !== undefined,
      'With adapters all weights stay as they are.',
    ],
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
