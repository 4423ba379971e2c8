// What this machine is, and the largest student that can be trained on it.
import { join } from 'node:path';
import {
  assertOptions,
  childModule,
  gigabytes,
  type OptionTable,
  optionKinds,
  type Reporter,
  required,
  runChildTask,
  type SystemMemory,
  silentReporter,
  systemMemory,
} from '../../common/index.ts';
import { type KnownModel, knownModels, parameterCount } from '../../engine/model/index.ts';
import {
  flopsPerToken,
  type MemoryEstimate,
  MemoryEstimator,
  type MemorySettings,
  typicalBatch,
  usesTwoSessions,
} from '../../engine/train/index.ts';
import { withAdapters } from '../memory-check.ts';
import { pretrainedSettings, scratchSettings } from '../settings.ts';
import { packageVersions } from '../versions.ts';
import type { DoctorMeasurements, DoctorTask } from './doctor-child.ts';
import { freeDisk, type Processor, processor } from './machine.ts';
import { probeOf } from './probes.ts';
import { findTorch, type Torch } from './torch.ts';

/** An option that is left out or undefined has its default. */
export interface DoctorOptions {
  /** Where runs would be written. Default `runs`. */
  readonly runs?: string | undefined;
  /** Commands that may be a Python with PyTorch; the first one that is counts. Default: SOCRATIC_PYTHON, .venv/bin/python, python3. */
  readonly pythons?: readonly string[] | undefined;
  /** What memory there is. Default: what the system says. */
  readonly memory?: SystemMemory | undefined;
  /** Receives progress and messages. Default: nobody. */
  readonly reporter?: Reporter | undefined;
  /** Aborting it ends the measurements. */
  readonly signal?: AbortSignal | undefined;
}

const { text, texts, object, reporter: reporterKind, signal: signalKind } = optionKinds;
const table: OptionTable<DoctorOptions> = {
  runs: text,
  pythons: texts,
  memory: object,
  reporter: reporterKind,
  signal: signalKind,
};

export const doctorDefaults = { runs: 'runs' } as const satisfies DoctorOptions;

/** Where a Python with PyTorch may be. */
function usualPythons(): string[] {
  const named = process.env.SOCRATIC_PYTHON;
  return [...(named ? [named] : []), join('.venv', 'bin', 'python'), 'python3'];
}

/** Whether and how fast a student can be trained in one way, with the default settings. */
export interface Trainability {
  /** Estimated peak memory of the training process, in bytes. */
  readonly estimatedBytes: number;
  /** Whether this machine can train the student in this way. */
  readonly fits: boolean;
  /** Why not, if memory is not the reason; null otherwise. */
  readonly reason: string | null;
  /** Estimated training speed. */
  readonly tokensPerSecond: number;
}

export interface StudentReport {
  /** Name of the student. */
  readonly name: string;
  /** Number of parameters. */
  readonly parameters: number;
  /** Tokens of the micro-batches that the estimates assume. */
  readonly batchTokens: number;
  /** With all weights trained. */
  readonly full: Trainability;
  /** With low-rank adapters on every linear layer; null for students without published weights. */
  readonly lora: Trainability | null;
}

export interface DoctorReport {
  /** Operating system and processor architecture. */
  readonly platform: string;
  /** Versions of Socratic, Node.js and ONNX Runtime. */
  readonly versions: Readonly<Record<string, string>>;
  /** The processor. */
  readonly processor: Processor;
  /** Execution providers of the installed ONNX Runtime. They are not tried. */
  readonly backends: readonly string[];
  /** Memory of the machine or its container. */
  readonly memory: SystemMemory;
  /** Free bytes on the disk of the directory `folder`. */
  readonly disk: { readonly folder: string; readonly freeBytes: number };
  /** Measured speed of a 1024×1024×1024 float32 matrix product, in GFLOP/s. */
  readonly gemm: {
    readonly threads: number;
    readonly gigaflopsOneThread: number;
    readonly gigaflops: number;
  };
  /** Share of the speed in `gemm` that training steps reach: of the small students, and of two layers of GPT-2. */
  readonly efficiency: readonly { readonly student: string; readonly share: number }[];
  /** Python with PyTorch; null if none is found. Socratic does not need it. */
  readonly torch: Torch | null;
  /** Students, from small to large. */
  readonly students: readonly StudentReport[];
  /** Name of the largest student that can be trained, in each way; null if none can be. */
  readonly largest: { readonly full: string | null; readonly lora: string | null };
}

/**
 * Describes this machine, measures its speed, and says which students can be trained on it. Throws InterruptedError when `signal` is
 * aborted, and `engine-died` (SocraticError).
 *
 * ```ts
 * const { memory, largest } = await doctor();
 * ```
 */
export async function doctor(options: DoctorOptions = {}): Promise<DoctorReport> {
  assertOptions(options, table);
  const { runs = doctorDefaults.runs, pythons = usualPythons(), reporter = silentReporter, signal } = options;
  const machine = processor();
  const memory = options.memory ?? systemMemory();
  const threads = machine.cores;
  reporter.info('Measuring the speed of this machine: a few seconds.');
  const measured = await runChildTask<DoctorTask, never, DoctorMeasurements>(
    childModule(import.meta.url, './doctor-child'),
    { threads },
    signal ? { signal, forceSignal: signal } : {},
  );
  const known = knownModels();
  const students = known.map((student, index) => {
    reporter.progress('estimate', { done: index, total: known.length, note: student.name });
    const flops = required(measured.training.get(probeOf(student)), `speed of ${student.name}`);
    return reportOn(student, memory.available, flops, threads);
  });
  reporter.progress('estimate', { done: known.length, total: known.length });
  const largest = (way: 'full' | 'lora') =>
    students
      .filter((student) => student[way]?.fits)
      .sort((a, b) => b.parameters - a.parameters)
      .at(0)?.name ?? null;
  return {
    platform: `${process.platform} ${process.arch}`,
    versions: packageVersions(),
    processor: machine,
    backends: measured.backends,
    memory,
    disk: { folder: runs, freeBytes: freeDisk(runs) },
    gemm: {
      threads,
      gigaflopsOneThread: measured.gemm.oneThread / 1e9,
      gigaflops: measured.gemm.allThreads / 1e9,
    },
    efficiency: [...measured.training].map(([student, flops]) => ({
      student,
      share: flops / measured.gemm.allThreads,
    })),
    torch: await findTorch(pythons),
    students,
    largest: { full: largest('full'), lora: largest('lora') },
  };
}

function reportOn(
  { name, config, pretrained }: KnownModel,
  available: number,
  flops: number,
  threads: number,
): StudentReport {
  const { tokenBudget, microBatches, dropout } = pretrained ? pretrainedSettings : scratchSettings;
  const batch = typicalBatch(tokenBudget);
  const settings: MemorySettings = {
    config,
    dropout: dropout > 0,
    accumulate: microBatches > 1,
    twoSessions: usesTwoSessions({ config, threads, dropout }),
  };
  const trainability = (of: MemorySettings): Trainability => {
    const { sequences: B, length: T, learned } = batch;
    const shape = { N: B * T, B, T, K: B * learned };
    const { bytes, tooLarge } = new MemoryEstimator(of).estimate([shape], [shape]);
    return {
      estimatedBytes: bytes,
      fits: tooLarge === null && bytes <= available,
      reason: tooLarge === null ? null : tooLargeText({ tooLarge }),
      tokensPerSecond: flops / flopsPerToken(config, batch, { frozen: Boolean(of.lora) }),
    };
  };
  return {
    name,
    parameters: parameterCount(config),
    batchTokens: tokenBudget,
    full: trainability(settings),
    lora: pretrained ? trainability(withAdapters(settings)) : null,
  };
}

function tooLargeText({ tooLarge }: Pick<MemoryEstimate, 'tooLarge'>): string {
  return `${tooLarge} with its gradient and moments is larger than the ${gigabytes(2 ** 32)} of one WebAssembly memory`;
}
