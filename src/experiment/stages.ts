// One progress line over many stages, some of them side by side, each with its share of the expected work, so that the time
// left is that of the whole.
import type { Reporter } from '../common/index.ts';

export interface Stage {
  readonly name: string;
  readonly expectedSeconds: number;
}

export class StagedProgress {
  readonly #reporter: Reporter;
  readonly #title: string;
  readonly #stages: ReadonlyMap<string, Stage>;
  readonly #total: number;
  /** Expected seconds of each stage that are done. */
  readonly #done = new Map<string, number>();

  constructor(reporter: Reporter, title: string, stages: readonly Stage[]) {
    this.#reporter = reporter;
    this.#title = title;
    this.#stages = new Map(stages.map((stage) => [stage.name, stage]));
    this.#total = stages.reduce((sum, stage) => sum + stage.expectedSeconds, 0);
  }

  /**
   * A reporter for the part from `from` to `to` (shares of 1) of a stage: its progress moves the whole on. Its `info` lines are
   * left out.
   */
  stage(name: string, from = 0, to = 1): Reporter {
    const stage = this.#stages.get(name);
    if (!stage) throw new Error(`there is no stage ${name}`);
    return {
      progress: (_task, { done, total, note }) => {
        this.#done.set(name, stage.expectedSeconds * (from + ((to - from) * done) / Math.max(1, total)));
        this.#report(note === undefined ? name : `${name}, ${note}`);
      },
      info: () => undefined,
      warn: (message) => this.#reporter.warn(message),
    };
  }

  /** Marks a stage as done, however much of it was reported. */
  complete(name: string): void {
    this.#done.set(name, this.#stages.get(name)?.expectedSeconds ?? 0);
    this.#report(`${name} done`);
  }

  finish(): void {
    this.#reporter.progress(this.#title, { done: 1, total: 1 });
  }

  #report(note: string): void {
    const sum = [...this.#done.values()].reduce((all, seconds) => all + seconds, 0);
    // The whole is finished by `finish` alone: before that, its last stage is never quite done.
    this.#reporter.progress(this.#title, {
      done: Math.min(sum / this.#total, 1 - 1e-6),
      total: 1,
      note,
    });
  }
}
