// One run: planned (nothing is written), given its directory, and trained role by role.
import { existsSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { InterruptedError, option, required, SocraticError, say, usingOption } from '../common/index.ts';
import type { RoleName } from '../strategy/index.ts';
import { choosePrompt } from './choose-prompt.ts';
import { OpenRecord } from './open-record.ts';
import { type PromptFormat, promptFormat } from './prompt-format.ts';
import { RunClaim } from './run-claim.ts';
import { type ModelRecord, type RunRecord, runFiles } from './run-directory.ts';
import { lockRun } from './run-lock.ts';
import type { RunContext, RunOptions } from './run-options.ts';
import { makeSequences, writeSequenceFiles } from './run-sequences.ts';
import { stoppedBeforeStart } from './stop-point.ts';
import { resultOf, saveBase, type TrainedRole, trainRole } from './train-role.ts';
import { writeTrainedProblems } from './trained-problems.ts';
import { planTraining, prepareRun, type TrainingPlan } from './training-plan.ts';

/**
 * Trains every model of the strategy and returns the run's record; `train` says what it throws. A run that is resumed and finished is
 * left as it is.
 */
export async function trainRun(options: RunOptions, context: RunContext): Promise<RunRecord> {
  const unlock = usingOption('out', () => lockRun(options.out));
  try {
    const prepared = await prepareRun(options, context);
    if (prepared.record.status === 'trained') return prepared.record;
    const plan = await planTraining(prepared, context);
    const claim = usingOption('out', () => new RunClaim(options.out, plan.isResumed));
    try {
      return await trainIn(claim, plan, context);
    } catch (error) {
      throw claim.fail(error);
    }
  } finally {
    unlock();
  }
}

/** A plan whose directory is claimed, with its record and the format of its prompts. */
interface RunningPlan {
  readonly plan: TrainingPlan;
  readonly claim: RunClaim;
  readonly record: OpenRecord;
  readonly prompt: PromptFormat;
}

async function trainIn(claim: RunClaim, plan: TrainingPlan, context: RunContext): Promise<RunRecord> {
  const { options, problems, student } = plan;
  const { out } = options;
  const record = new OpenRecord(() => claim.directory, plan.record);
  try {
    const prompt = await decidePrompt(plan, record, context);
    const sequences =
      prompt.kind === plan.prompt.kind
        ? plan.sequences
        : await makeSequences(options, problems, { ...student, prompt }, context.signal);
    writeSequenceFiles(claim.directory, sequences);
    writeTrainedProblems(claim.directory, problems);
    saveBase(options, claim.directory, { ...student, prompt, record: record.current });
    for (const role of sequences.keys()) await finishRole(role, { plan, claim, record, prompt }, context);
    rmSync(dirname(runFiles.checkpoints(out, 'student')), { recursive: true, force: true });
    return record.update({ status: 'trained' });
  } catch (error) {
    const isStopped = error instanceof InterruptedError && record.current.status === 'training';
    if (isStopped && !claim.isOpen) record.update({ status: 'interrupted' });
    const hasDiverged = error instanceof SocraticError && error.code === 'training-diverged';
    if (hasDiverged && !claim.isOpen) record.update({ status: 'diverged' });
    throw error;
  }
}

/** The format of the record; of a new run the one that was asked for, or the better one on validation, which is then on record. */
async function decidePrompt(
  plan: TrainingPlan,
  record: OpenRecord,
  context: RunContext,
): Promise<PromptFormat> {
  const { options, student } = plan;
  const { prompt: known } = record.current;
  if (known !== null) return known;
  if (options.prompt !== 'auto') {
    const prompt = promptFormat(options.prompt, student.tokenizer);
    record.update({ prompt, promptChoice: null });
    return prompt;
  }
  const { validation } = options.dataset;
  const choice = await choosePrompt({ student, validation, threads: options.threads }, context);
  record.update({ prompt: choice.format, promptChoice: choice.losses });
  return choice.format;
}

/** Trains a role, or goes on with it, unless it is trained already. Throws InterruptedError when it was stopped. */
async function finishRole(
  role: RoleName,
  { plan, claim, record, prompt }: RunningPlan,
  context: RunContext,
): Promise<void> {
  const { options, student } = plan;
  const { out } = options;
  const { models } = record.current;
  const earlier = models[role];
  if (earlier && existsSync(resultOf(options, role))) {
    context.reporter.info(`${role} is trained already (${earlier.steps} steps).`);
  } else {
    const pupil = { ...student, prompt, record: record.current };
    const trained = await trainRole(options, context, pupil, role, claim.place);
    const { finished, model } = trained;
    if (!finished && model.steps === 0 && claim.isOpen) throw stoppedBeforeStart();
    record.update({
      models: { ...models, [role]: modelRecord(trained, role, plan) },
      status: finished ? 'training' : 'interrupted',
    });
    if (!finished) throw stoppedIn(role, model, out);
  }
  // The model is there and on record: nothing goes on from its checkpoints any more.
  rmSync(runFiles.checkpoints(out, role), { recursive: true, force: true });
}

/** What the record says of a role that was trained; its memory only on a CPU: on a GPU estimate and measurement are of different things. */
function modelRecord(
  { model, peakMemory }: TrainedRole,
  role: RoleName,
  { options, memory }: TrainingPlan,
): ModelRecord {
  if ((options.device ?? 'cpu') !== 'cpu') return { ...model, memory: null };
  const { bytes, parts } = required(memory.get(role), `estimate of ${role}`);
  return { ...model, memory: { estimatedBytes: bytes, measuredBytes: peakMemory, parts: { ...parts } } };
}

function stoppedIn(
  role: RoleName,
  { steps, totalSteps }: TrainedRole['model'],
  out: string,
): InterruptedError {
  return new InterruptedError(
    say`Stopped after step ${steps} of ${totalSteps} of ${role}. Its state is in ${out}. To go on, start it again with ${option('resume', true)}.`,
  );
}
