// The process in which the machine is measured: whatever goes wrong in a native library ends this one alone.
import { serveChildTask } from '../../common/index.ts';
import { listBackends } from '../../engine/runtime/index.ts';
import { measureGemm, measureTraining, typicalBatch } from '../../engine/train/index.ts';
import { probes } from './probes.ts';

export interface DoctorTask {
  readonly threads: number;
}

export interface DoctorMeasurements {
  readonly backends: readonly string[];
  /** FLOP/s of a large matrix product. */
  readonly gemm: { readonly oneThread: number; readonly allThreads: number };
  /** FLOP/s of every probe's training steps with all threads, by name. */
  readonly training: ReadonlyMap<string, number>;
}

serveChildTask<DoctorTask, never, DoctorMeasurements>(async ({ threads }) => {
  const training = new Map<string, number>();
  for (const { name, config, tokenBudget } of probes())
    training.set(name, await measureTraining(config, typicalBatch(tokenBudget), threads));
  return {
    backends: listBackends(),
    gemm: { oneThread: await measureGemm(1), allThreads: await measureGemm(threads) },
    training,
  };
});
