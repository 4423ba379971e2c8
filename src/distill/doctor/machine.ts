// What the machine is: processor, memory, disk. Read from the system, nothing is computed.
import { existsSync, readFileSync, statfsSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { dirname, resolve } from 'node:path';

export interface Processor {
  /** Name of the processor. */
  readonly model: string;
  /** Cores that this process may use. */
  readonly cores: number;
  /** Instruction sets that matter for the speed of matrix products; empty if the system does not report them. */
  readonly instructions: readonly string[];
}

const instructionSets = ['avx', 'avx2', 'fma', 'avx512f', 'avx512_vnni', 'avx512_bf16', 'amx_tile', 'asimd'];

export function processor(): Processor {
  const flags = instructionFlags();
  return {
    model: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    instructions: instructionSets.filter((name) => flags.has(name)),
  };
}

/** Of the first core, on Linux: `flags` on x86, `Features` on Arm. */
function instructionFlags(): Set<string> {
  try {
    const line = /^(?:flags|Features)\s*:\s*(.+)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1];
    return new Set(line?.split(' '));
  } catch {
    return new Set();
  }
}

/** Bytes that can be written below `folder`, which need not exist yet. */
export function freeDisk(folder: string): number {
  let existing = resolve(folder);
  while (!existsSync(existing)) existing = dirname(existing);
  const { bavail, bsize } = statfsSync(existing);
  return bavail * bsize;
}
