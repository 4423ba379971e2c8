// The process in which the machine is measured: whatever goes wrong in a native library ends this one alone.
import { serveChildTask } from '../../common/index.ts';
import { knownModels } from '../../engine/model/index.ts';
import { listBackends } from '../../engine/runtime/index.ts';
import { measureGemm, measureTraining, typicalBatch } from '../../engine/train/index.ts';
import { scratchSettings } from '../settings.ts';

export interface DoctorTask {
  readonly threads: number;
  /** Name of the known model whose training is measured. */
  readonly student: string;
}

export interface DoctorMeasurements {
  readonly backends: readonly string[];
  /** FLOP/s of a large matrix product. */
  readonly gemm: { readonly oneThread: number; readonly allThreads: number };
  /** FLOP/s of training steps with all threads. */
  readonly training: number;
}

serveChildTask<DoctorTask, never, DoctorMeasurements>(async ({ threads, student }) => {
  const { config } = knownModels().find(({ name }) => name === student) ?? {};
  if (!config) throw new Error(`there is no model ${student}`);
  return {
    backends: listBackends(),
    gemm: { oneThread: await measureGemm(1), allThreads: await measureGemm(threads) },
    training: await measureTraining(config, typicalBatch(scratchSettings.tokenBudget), threads),
  };
});
