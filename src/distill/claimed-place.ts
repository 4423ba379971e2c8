// Where a new run is until its first step is done: in a directory of its own, so that a failure leaves what was there as it was. Then it
// takes its place.
import { AtomicDirectory, type Reporter, silentReporter } from '../common/index.ts';
import { isOfEvaluation } from './run-directory.ts';

export class ClaimedPlace {
  readonly #out: string;
  readonly #new: AtomicDirectory;
  #open = true;

  /**
   * For a locked directory that `assertPlaceFree` has let pass: the run will replace what is in it now, and evaluations of the run before
   * that end later.
   */
  constructor(out: string) {
    this.#out = out;
    this.#new = new AtomicDirectory(out, { replacesLater: isOfEvaluation });
    process.on('exit', this.#atExit);
  }

  /** Where the run is now. */
  get directory(): string {
    return this.#open ? this.#new.temporary : this.#out;
  }

  /** Whether everything is still as it was. */
  get open(): boolean {
    return this.#open;
  }

  /** Puts the run into its place. Throws as `AtomicDirectory.commit`; then everything is as it was, and the run is gone. */
  settle(reporter: Pick<Reporter, 'warn'> = silentReporter): void {
    if (!this.#open) return;
    this.#new.commit(reporter);
    this.#close();
  }

  /** Removes the run. Nothing once it is in its place. */
  abandon(): void {
    if (!this.#open) return;
    this.#close();
    this.#new.discard();
  }

  readonly #atExit = () => this.abandon();

  #close(): void {
    this.#open = false;
    process.off('exit', this.#atExit);
  }
}
