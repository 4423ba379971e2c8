// The arguments of the functions that programs without types call too.
import { assertKind, choiceKinds, optionKinds } from '../../common/index.ts';
import { answerTypes } from '../problem.ts';
import { numberFormats } from './number-format.ts';

const kinds = choiceKinds({ type: answerTypes, format: numberFormats });

/** Throws `invalid-value`, as the others do. */
export function assertText(name: string, value: unknown): void {
  if (typeof value !== 'string') assertKind(name, value, optionKinds.text);
}

export function assertAnswerType(value: unknown): void {
  assertKind('type', value, kinds.type);
}

export function assertNumberFormat(name: string, value: unknown): void {
  if (value !== undefined) assertKind(name, value, kinds.format);
}
