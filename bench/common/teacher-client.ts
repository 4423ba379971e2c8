// The local teacher of `bench annotate`, from outside: started, asked what it has seen, reset.
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { BenchError } from './bench-error.ts';
import type { ServerStatistics } from './teacher-server.ts';

export class LocalTeacher {
  readonly url: string;
  readonly #child: ChildProcess;

  private constructor(url: string, child: ChildProcess) {
    this.url = url;
    this.#child = child;
  }

  static async start(latencyMs: number): Promise<LocalTeacher> {
    const script = fileURLToPath(new URL('teacher-server.ts', import.meta.url));
    const child = spawn(process.execPath, ['--import', 'tsx', script, '--latency-ms', String(latencyMs)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    for await (const line of createInterface({ input: child.stdout })) {
      return new LocalTeacher((JSON.parse(line) as { url: string }).url, child);
    }
    throw new BenchError('bench-no-server', 'The local teacher did not start; its words are above.');
  }

  async statistics(): Promise<ServerStatistics> {
    return (await (await fetch(`${this.url}/statistics`)).json()) as ServerStatistics;
  }

  async reset(): Promise<void> {
    await fetch(`${this.url}/reset`, { method: 'POST' });
  }

  /** Ends its input, on which it exits. */
  close(): void {
    this.#child.stdin?.end();
  }
}
