// Answers that have been paid for get to disk, whatever the disk says.
import { messageOf, SocraticError } from '../../common/index.ts';
import type { StoredResponse } from '../store/index.ts';
import type { CallerOptions } from './caller-options.ts';
import { type Clock, systemClock } from './clock.ts';

const storeRetries = 30;
const storeRetryMs = 2000;

export class AnswerKeeper {
  readonly #options: Pick<CallerOptions, 'store' | 'account' | 'warn'>;
  readonly #clock: Clock;
  readonly #stop: (error: SocraticError) => void;
  #warnedOfRescue = false;

  /** `stop` ends the run: no further call goes out. */
  constructor(options: CallerOptions, stop: (error: SocraticError) => void) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#stop = stop;
  }

  /**
   * Stores an answer that has been paid for. When that fails, no further call goes out, and the answer goes into a file that the next start
   * reads; where that fails too, it is held and tried again for a minute, since a full disk can be emptied.
   */
  async keep(key: string, attempt: string, response: StoredResponse): Promise<void> {
    const { store, account, warn } = this.#options;
    for (let failures = 1; ; failures++) {
      try {
        await store.resolve(key, attempt, account, response);
        return;
      } catch (error) {
        this.#stop(error instanceof SocraticError ? error : unwritable(error));
        try {
          const path = store.rescue(key, attempt, account, response);
          if (!this.#warnedOfRescue) {
            warn?.(
              `The store cannot be written. Answers that have been paid for are kept in ${path}, which the next start reads.`,
            );
          }
          this.#warnedOfRescue = true;
          return;
        } catch (second) {
          if (failures > storeRetries) throw error;
          if (failures === 1) {
            warn?.(
              `An answer that has been paid for cannot be stored; trying again for a minute. ${messageOf(second)}`,
            );
          }
        }
        await this.#clock.sleep(storeRetryMs);
      }
    }
  }
}

function unwritable(error: unknown): SocraticError {
  return new SocraticError('store-unwritable', `The store cannot be written: ${messageOf(error)}`, {
    cause: error,
  });
}
