// What must be said of a finished training besides its numbers: that it made a student no better or much worse, or taught it its problems by heart.
import { type Message, option, say } from '../common/index.ts';
import { divergedNats } from '../engine/train/index.ts';
import type { RoleName } from '../strategy/index.ts';
import type { ModelRecord, RunRecord } from './run-directory.ts';
import { titleOf } from './run-sequences.ts';

/** A student with a tenth of its validation loss on its training problems, and with a validation loss of half that of guessing, knows them by heart. */
const byHeart = 0.1;
const nearGuessing = 0.5;

function isOverfitted({
  validationLoss,
  finalLoss,
  guessingLoss,
  bestStep,
}: Omit<ModelRecord, 'memory'>): boolean {
  if (validationLoss === null || finalLoss === null || guessingLoss === undefined || bestStep !== null)
    return false;
  return validationLoss > nearGuessing * guessingLoss && finalLoss < byHeart * validationLoss;
}

/** Whether the weights of before the first step were the best on validation, and are the model's. */
export const isUnchanged = ({ bestStep }: Pick<ModelRecord, 'bestStep'>): boolean => bestStep === 0;

/** The warnings about all models of a finished run. */
export function outcomeWarnings({ strategy, models }: Pick<RunRecord, 'strategy' | 'models'>): Message[] {
  return Object.entries(models).flatMap(
    ([role, model]) => outcomeWarning(titleOf(strategy, role as RoleName), model) ?? [],
  );
}

/** The warning about the model called `name`; null where there is nothing to warn of. */
export function outcomeWarning(name: string, model: Omit<ModelRecord, 'memory'>): Message | null {
  const { startLoss, validationLoss, finalLoss, guessingLoss } = model;
  const remedy = say`Start again with another ${option('learningRate')} (lower if the loss rose, higher if it hardly changed), more training problems or fewer ${option('epochs')}.`;
  if (model.divergedAt !== null) {
    return say`${name}: the training diverged and was stopped after step ${model.divergedAt} of ${model.totalSteps}. The weights of step ${model.bestStep ?? model.divergedAt} are kept, the best on validation (loss ${nats(validationLoss)}). Start again with a lower ${option('learningRate')} or a longer ${option('warmup')}.`;
  }
  if (isUnchanged(model)) {
    return say`${name}: the training made the student no better. Its validation loss was ${nats(startLoss)} before the first step, and no later one was lower, so it was saved as it was before the training. ${remedy}`;
  }
  const loss = validationLoss ?? finalLoss;
  if (isOverfitted(model)) {
    return say`${name}: the student learned its training problems by heart: its loss is ${nats(finalLoss)} on them and ${nats(validationLoss)} on validation problems. Train on more problems, for fewer ${option('epochs')}, or from a pretrained student; ${option('patience')} keeps the weights that are best on validation.`;
  }
  if (loss !== null && guessingLoss !== undefined && loss > guessingLoss + divergedNats) {
    return say`${name}: the training has diverged: its loss is ${loss.toPrecision(3)}, and guessing has ${guessingLoss.toPrecision(3)}. Start again with a lower ${option('learningRate')} or a longer ${option('warmup')}.`;
  }
  if (startLoss === null || validationLoss === null || validationLoss < startLoss) return null;
  return say`${name}: the training made the student no better. Its validation loss is ${nats(validationLoss)} and was ${nats(startLoss)} before the first step. The last weights were saved all the same; ${option('patience')} keeps the best ones. ${remedy}`;
}

const nats = (loss: number | null) => loss?.toFixed(3) ?? 'unknown';
