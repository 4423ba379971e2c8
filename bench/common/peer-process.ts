// A peer in a process of its own that answers requests one at a time: a JSON line in, a JSON line out. Between two requests it
// waits for input, so that runs can alternate with ours.
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { BenchError } from './bench-error.ts';

export class PeerProcess {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string>;
  readonly #failed: Promise<never>;

  /** Starts `command`; what it writes to stderr joins ours. */
  constructor(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.#child = spawn(command, args, {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, ...env },
    });
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
    this.#failed = new Promise((_, reject) => {
      this.#child.on('error', (error) =>
        reject(new BenchError('peer-not-started', `${command} could not be started: ${error.message}`)),
      );
    });
    this.#failed.catch(() => undefined); // told to whoever asks next
    this.#child.stdin.on('error', () => undefined); // it has ended: the missing answer says so
  }

  /** Sends one request and waits for its answer; throws `peer-failed` when the process ends instead. */
  async ask<Answer>(request: Readonly<Record<string, unknown>>): Promise<Answer> {
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    const line = await Promise.race([this.#lines.next(), this.#failed]);
    if (line.done) {
      throw new BenchError(
        'peer-failed',
        `The peer ended at ${JSON.stringify(request.command)}; its words are above.`,
      );
    }
    return JSON.parse(line.value) as Answer;
  }

  /** Ends its input, on which it exits. */
  close(): void {
    this.#child.stdin.end();
  }
}
