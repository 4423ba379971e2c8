// When a training has diverged: its loss is no number, or has been far above that of guessing for so long that going on is of no use.
import { option, SocraticError, say } from '../../common/index.ts';
import type { ModelConfig } from '../model/index.ts';

/** Nats above guessing every token alike, and above the first step, that no training which learns has for long. */
export const divergedNats = 1;

/**
 * So many steps in a row above that end a training. A peak of the warm-up is shorter. With learning rates of 250 and 1,000 times the
 * default, scratch:tiny stays above for 80 and 150 steps, and ends at 3.6 and 3.9 nats where the default rate gets to 2.4.
 */
export const divergedSteps = 20;

/** The loss of a model that gives every token the same probability. */
export const guessingLoss = ({ vocabularySize }: Pick<ModelConfig, 'vocabularySize'>): number =>
  Math.log(vocabularySize);

/** Whether a step's loss is far above that of guessing, and above that of the first step. */
export function isFarAbove(
  loss: number,
  firstLoss: number,
  config: Pick<ModelConfig, 'vocabularySize'>,
): boolean {
  return loss > Math.max(firstLoss, guessingLoss(config)) + divergedNats;
}

/** The error of a training that diverged before any step made its model better. */
export function divergedFarAbove(step: number, loss: number, firstLoss: number): SocraticError {
  return new SocraticError(
    'training-diverged',
    say`The training diverged and was stopped after step ${step}: the loss is ${Number(loss.toPrecision(3))}, it was ${Number(firstLoss.toPrecision(3))} at the first step, and it has been far above guessing for ${divergedSteps} steps. Start again with a lower ${option('learningRate')} or a longer ${option('warmup')}.`,
    { details: { step, loss, firstLoss } },
  );
}
