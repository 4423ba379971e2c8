// A file of problems that grows: each id once, the newest of it.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { writeJsonLines } from '../common/index.ts';
import type { Problem } from '../data/index.ts';

export class KeptProblems {
  readonly path: string;
  readonly #lines = new Map<string, string>();

  /** Reads what is at `path`; lines that are no problem are not kept. */
  constructor(path: string) {
    this.path = path;
    if (!existsSync(path)) return;
    const lines = readFileSync(path, 'utf8').split('\n');
    for (const line of lines) {
      const id = idIn(line);
      if (id !== null) this.#lines.set(id, line);
    }
    const isWhole = lines.at(-1) === '' && lines.length === this.#lines.size + 1;
    if (!isWhole) this.#write();
  }

  /** Adds problems, each in the place of the one with its id, and writes the file. */
  add(problems: readonly Problem[]): void {
    let isReplaced = false;
    const added: string[] = [];
    for (const problem of problems) {
      const line = JSON.stringify(problem);
      const earlier = this.#lines.get(problem.id);
      if (earlier === line) continue;
      if (earlier !== undefined) isReplaced = true;
      this.#lines.set(problem.id, line);
      added.push(`${line}\n`);
    }
    if (isReplaced) this.#write();
    else if (added.length > 0) appendFileSync(this.path, added.join(''));
  }

  #write(): void {
    writeJsonLines(
      this.path,
      [...this.#lines.values()].map((line) => JSON.parse(line) as unknown),
    );
  }
}

function idIn(line: string): string | null {
  try {
    const value = JSON.parse(line) as { readonly id?: unknown } | null;
    const id = value?.id;
    return typeof id === 'string' ? id : null;
  } catch {
    return null;
  }
}
