// A program and everything that it starts, as one: how long it runs, how much memory it takes, and how it is killed.
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

export interface GroupEnd {
  /** Exit code or signal. */
  readonly status: number | string;
  readonly seconds: number;
  /** The most that all of its processes together had resident, shared pages counted once; null where the system does not say. */
  readonly peakBytes: number | null;
  readonly stdout: string;
  /** The last of it. */
  readonly stderr: string;
}

const sampleMs = 250;
const longestStderr = 4000;

export class ProcessGroup {
  readonly #child: ChildProcess;
  readonly #ended: Promise<GroupEnd>;
  #peakBytes = 0;

  constructor(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const startedMs = performance.now();
    // detached: the leader of a group of its own
    this.#child = spawn(command, args, {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    const kill = () => this.kill();
    process.once('exit', kill); // a group of its own does not end with us
    let [stdout, stderr] = ['', ''];
    this.#child.stdout?.on('data', (part) => (stdout += part));
    this.#child.stderr?.on('data', (part) => (stderr = (stderr + part).slice(-longestStderr)));
    const sampler = setInterval(() => this.#sample(), sampleMs);
    this.#ended = new Promise((resolve, reject) => {
      this.#child.on('error', reject);
      this.#child.on('close', (code, signal) =>
        resolve({
          status: code ?? signal ?? 'unknown',
          seconds: (performance.now() - startedMs) / 1000,
          peakBytes: this.#peakBytes || null,
          stdout,
          stderr,
        }),
      );
    });
    this.#ended
      .catch(() => undefined)
      .finally(() => {
        clearInterval(sampler);
        process.off('exit', kill);
      });
  }

  get ended(): Promise<GroupEnd> {
    return this.#ended;
  }

  /** SIGKILL for all of its processes at once. */
  kill(): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // it has ended by itself
    }
  }

  #sample(): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    const bytes = membersOf(pid).reduce((sum, member) => sum + residentBytes(member), 0);
    this.#peakBytes = Math.max(this.#peakBytes, bytes);
  }
}

/** The processes of a group. */
function membersOf(group: number): number[] {
  const folders = list('/proc').filter((name) => /^\d+$/.test(name));
  return folders.map(Number).filter((pid) => {
    // "pid (name) state parent group …", where the name may hold anything
    const [, , group_] = /\) \S (\d+) (\d+)/.exec(read(`/proc/${pid}/stat`)) ?? [];
    return Number(group_) === group;
  });
}

/** What is resident of a process, a page that is shared by n processes counted as its nth part. */
function residentBytes(pid: number): number {
  return 1024 * Number(/^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0);
}

function list(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // it has ended
  }
}
