// One progress line over many stages, each with its share of the expected time, so that the time left is that of the whole.
import type { Reporter } from '../common/index.ts';

export interface Stage {
  readonly name: string;
  readonly expectedSeconds: number;
}

export class StagedProgress {
  readonly #reporter: Reporter;
  readonly #title: string;
  readonly #stages: readonly Stage[];
  readonly #total: number;

  constructor(reporter: Reporter, title: string, stages: readonly Stage[]) {
    this.#reporter = reporter;
    this.#title = title;
    this.#stages = stages;
    this.#total = stages.reduce((sum, stage) => sum + stage.expectedSeconds, 0);
  }

  /** A reporter for one stage, whose progress moves the whole on by the stage's share. Its `info` lines are left out. */
  stage(name: string): Reporter {
    const at = this.#stages.findIndex((stage) => stage.name === name);
    const stage = this.#stages[at];
    if (!stage) throw new Error(`there is no stage ${name}`);
    const before = this.#stages.slice(0, at).reduce((sum, { expectedSeconds }) => sum + expectedSeconds, 0);
    return {
      progress: (_task, { done, total, note }) => {
        const seconds = before + (stage.expectedSeconds * done) / Math.max(1, total);
        // The whole is finished by `finish` alone: before that, its last stage is never quite done.
        const reached = Math.min(seconds, this.#total - 1e-6);
        this.#reporter.progress(this.#title, {
          done: reached,
          total: this.#total,
          note: note === undefined ? name : `${name}, ${note}`,
        });
      },
      info: () => undefined,
      warn: (message) => this.#reporter.warn(message),
    };
  }

  finish(): void {
    this.#reporter.progress(this.#title, { done: this.#total, total: this.#total });
  }
}
