// `socratic evaluate --model SPEC` with a teacher: what it would cost, or its accuracy.
import {
  type BaselineOptions,
  baselineOf,
  type EvaluatedDataset,
  evaluateTeacher,
  type Prompting,
} from '../evaluate/index.ts';
import {
  assertPriceForBudget,
  callerSettings,
  createTeacher,
  estimateBlind,
  findTeacher,
  openStore,
  optionUnused,
  settleEarlierCalls,
  withExistingStore,
} from '../teacher/index.ts';
import { estimateText } from './annotation-text.ts';
import type { StoppableContext } from './command-frame.ts';
import { teacherText } from './evaluation-text.ts';
import { type CallFlags, milliseconds } from './teacher-options.ts';

export interface TeacherFlags extends CallFlags {
  readonly data: string;
  readonly limit?: number;
  readonly shots?: number;
  readonly prompts?: string;
  readonly temperature?: number | 'default';
  /** Default: `runs/teacher-SPEC-PROMPTING`. */
  readonly out?: string;
}

interface NamedTeacher extends TeacherFlags {
  readonly teacher: string;
  readonly prompting: Prompting;
  /** Default 1,024, as for annotations: then annotations as text find the same answers in the store. */
  readonly maxOutputTokens: number | undefined;
}

/** Prints what the evaluation came to. */
export async function evaluateNamedTeacher(
  context: StoppableContext,
  options: NamedTeacher,
  asked: Pick<BaselineOptions, 'problems' | 'split' | 'heldOut'> & { readonly dataset: EvaluatedDataset },
): Promise<void> {
  const { prompting, shots, prompts, temperature = 0, maxCost = null } = options;
  const { spec, price } = await findTeacher(options.teacher, {
    ...options,
    option: 'model',
    environment: process.env,
    warn: (message) => context.reporter.warn(message),
  });
  assertPriceForBudget(options, spec.text, price);
  if (options.dryRun && options.clearUnresolved) {
    throw optionUnused('clearUnresolved', 'an estimate changes nothing');
  }
  const parameters = {
    temperature: temperature === 'default' ? undefined : temperature,
    maxOutputTokens: options.maxOutputTokens ?? 1024,
  };
  const question = { ...asked, prompting, shots, prompts, parameters };
  const baseline = baselineOf({ ...question, spec: spec.text });
  if (options.dryRun) {
    const requests = { ...baseline, problems: asked.problems };
    const estimate = await withExistingStore(options, async (store) =>
      estimateBlind(requests, { spec: spec.text, price, store }),
    );
    const value = { dryRun: true, model: spec.text, prompting, ...estimate, maxCost, price };
    context.result(value, estimateText(estimate, { teacher: spec.text, maxCost, batch: false, price }));
    return;
  }
  const teacher = await createTeacher(spec, process.env);
  const { signal } = context;
  const store = await openStore(options);
  try {
    await settleEarlierCalls(store, baseline.account, options, context.reporter);
    const evaluation = await evaluateTeacher(
      {
        ...question,
        teacher,
        store,
        price,
        maxCost,
        settings: callerSettings({ ...options, timeoutMs: milliseconds(options.timeout) }),
        out: outOf(options, spec.text),
      },
      { reporter: context.reporter, signal },
    );
    context.result(evaluation, teacherText(evaluation));
  } finally {
    await store.close();
  }
}

function outOf({ out, prompting }: NamedTeacher, spec: string): string {
  return out ?? `runs/teacher-${spec.replace(/[^\w.-]+/g, '-')}-${prompting}`;
}
