// Calls to a teacher, many at once, each answered from the store or paid for exactly once, within the budget.
import { setMaxListeners } from 'node:events';
import { option, Random, SocraticError, say } from '../../common/index.ts';
import {
  type Charge,
  type NanoDollars,
  type Refusal,
  type RequestIdentity,
  requestKey,
  type StoredResponse,
} from '../store/index.ts';
import { AnswerKeeper } from './answer-keeper.ts';
import { AnswerWatch } from './answer-watch.ts';
import { type Answer, type Asker, asReused } from './asker.ts';
import { BudgetError } from './budget-error.ts';
import type { CallerOptions } from './caller-options.ts';
import { CircuitBreaker, type Try } from './circuit-breaker.ts';
import { type Clock, systemClock } from './clock.ts';
import {
  type CallFailure,
  describeFailure,
  type FailureKind,
  isRefusedRequest,
  isTransient,
  refusalOf,
} from './failure.ts';
import { generateOnce, type Prompt, type RawAnswer } from './generate.ts';
import { LimitWatch } from './limit-watch.ts';
import { costOf, likelyInputTokens } from './prices.ts';
import { RateLimit } from './rate-limit.ts';
import { RefusalWatch } from './refusal-watch.ts';
import { ServerWatch } from './server-watch.ts';
import { Slots } from './slots.ts';
import { mostUsage, storedResponse } from './stored-response.ts';
import { Waiting } from './waiting.ts';

/** How long a lease outlives the call's timeout: for writing the answer to disk, with all its retries. */
const leaseMarginMs = 90_000;
const longestBackoffMs = 60_000;
const leasePollMs = 250;
const budgetPollMs = 50;
/** An empty answer, or a body without an answer, is paid for, and so is a further one. */
const uselessRetries = 2;

export class Caller implements Asker {
  readonly #options: CallerOptions;
  readonly #clock: Clock;
  readonly #slots: Slots;
  readonly #requests: RateLimit | null;
  readonly #tokens: RateLimit | null;
  readonly #breaker: CircuitBreaker;
  readonly #limits: LimitWatch;
  readonly #refusals = new RefusalWatch<Refusal>();
  readonly #answers: AnswerWatch;
  readonly #keeper: AnswerKeeper;
  readonly #server: ServerWatch;
  readonly #waiting: Waiting;
  readonly #random = new Random(process.pid + Date.now());
  readonly #underWay = new Map<string, Promise<Answer>>();
  /** Calls that are out. */
  #open = 0;
  #pausedUntilMs = 0;
  #pausedBy = '';
  /** The longest answer so far, where that is more than was allowed: some servers do not count thoughts. */
  #longestAnswer = 0;
  #warnedOfLogprobs = false;
  #warnedOfTimeouts = false;
  #fatal: SocraticError | null = null;
  readonly #ended = new AbortController();
  /** Ends all waiting: the run was interrupted, or no further call goes out. */
  readonly #ending: AbortSignal;

  constructor(options: CallerOptions) {
    const { settings, signal, clock = systemClock } = options;
    this.#options = options;
    this.#ending = AbortSignal.any([this.#ended.signal, ...(signal === undefined ? [] : [signal])]);
    setMaxListeners(0, this.#ending); // every call that waits listens
    this.#clock = clock;
    this.#waiting = new Waiting(clock);
    this.#slots = new Slots(settings.concurrency);
    const limit = (perMinute: number | undefined) =>
      perMinute === undefined
        ? null
        : new RateLimit(perMinute, this.#waiting.clock('the limit for a minute'));
    this.#requests = limit(settings.requestsPerMinute);
    this.#tokens = limit(settings.tokensPerMinute);
    const breaker = settings.breaker ?? {
      threshold: Math.max(8, 2 * settings.concurrency),
      coolDownMs: 5000,
      tries: 6,
    };
    this.#breaker = new CircuitBreaker(breaker, this.#waiting.clock('no call succeeds'), (ms, message) =>
      options.warn?.(
        `No call to the teacher succeeds (${message}); trying again in ${Math.ceil(ms / 1000)} s.`,
      ),
    );
    this.#limits = new LimitWatch(clock, options.warn);
    this.#keeper = new AnswerKeeper(options, (error) => this.#stop(error));
    this.#answers = new AnswerWatch(options.parameters.maxOutputTokens);
    this.#server = new ServerWatch(clock, options.warn);
  }

  keyOf(prompt: Prompt, sample: number): string {
    return requestKey(identityOf(this.#options, prompt, sample));
  }

  find(prompt: Prompt, sample: number): StoredResponse | undefined {
    return this.#options.store.findAnswer(identityOf(this.#options, prompt, sample));
  }

  waitText(): string | null {
    return this.#open > 0 ? null : this.#waiting.text();
  }

  /** The most that a call can cost: more than the limit of tokens allows where an answer has had more. */
  worstCaseOf(prompt: Prompt): NanoDollars {
    const { price, parameters } = this.#options;
    const { inputTokens, outputTokens } = mostUsage(prompt, parameters);
    const longest = Math.max(outputTokens, this.#longestAnswer);
    return price === null ? 0 : costOf(price, { inputTokens, outputTokens: longest });
  }

  /**
   * The answer to a prompt. Throws BudgetError (`budget-reached`), `teacher-unavailable`, `teacher-limited`, `teacher-refuses` (a wrong
   * key, no credit, or every request refused), `answers-cut-off`, `answers-empty`, `answers-unreadable`, `store-unwritable`, and the signal's reason.
   * After one of them no further call goes out.
   */
  ask(prompt: Prompt, sample: number): Promise<Answer> {
    const { store, retryFailed = false } = this.#options;
    const key = this.keyOf(prompt, sample);
    const response = this.find(prompt, sample);
    if (response !== undefined) return Promise.resolve({ kind: 'answered', response, reused: true });
    const refusal = store.refusal(key);
    if (refusal !== undefined && !retryFailed) {
      const failure: CallFailure = {
        kind: refusal.kind as FailureKind,
        billed: 'no',
        message: refusal.message,
      };
      return Promise.resolve({ kind: 'unanswered', failure, isSetAside: true });
    }
    const same = this.#underWay.get(key);
    if (same !== undefined) return same.then(asReused);
    const answer = this.#slots
      .run(() => this.#askUntilAnswered(key, prompt, sample))
      .finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, answer);
    return answer;
  }

  async #askUntilAnswered(key: string, prompt: Prompt, sample: number): Promise<Answer> {
    const { store, account, ceiling, settings } = this.#options;
    let [faults, limited, useless] = [0, 0, 0];
    for (;;) {
      const admission = await this.#admit(prompt);
      const worstCase = this.worstCaseOf(prompt);
      const claimOptions = { account, worstCase, ceiling, leaseMs: settings.timeoutMs + leaseMarginMs };
      const claim = await this.#writing(() => store.claim(key, claimOptions));
      if (claim.kind === 'claimed') {
        const outcome = await this.#call({ key, attempt: claim.attempt, prompt, sample }, admission.trial);
        if ('response' in outcome) {
          const { inputTokens, outputTokens } = outcome.response.usage;
          admission.correctTokens(inputTokens + outputTokens);
          return { kind: 'answered', response: outcome.response, reused: false };
        }
        const { failure } = outcome;
        if (this.#fatal !== null) throw this.#fatal;
        if (failure.billed === 'no') admission.correctTokens(0);
        const { kind } = failure;
        if (!isTransient(kind)) {
          return { kind: 'unanswered', failure, ...(isRefusedRequest(kind) && { isSetAside: true }) };
        }
        const isPaid = kind === 'empty' || failure.isLikelyPaid === true;
        if (isPaid && ++useless > uselessRetries) return { kind: 'unanswered', failure };
        const rateLimited = kind === 'rate-limited';
        const again = rateLimited
          ? ++limited <= 10 * settings.retries
          : kind === 'loading' || ++faults <= settings.retries;
        if (!again) return { kind: 'unanswered', failure };
        await this.#backOff(rateLimited ? limited : Math.max(1, faults), failure);
        continue;
      }
      admission.giveBack(); // nothing went out: looking again must not use up the limits
      if (claim.kind === 'stored') return { kind: 'answered', response: claim.response, reused: true };
      if (claim.kind === 'in-batch') return { kind: 'unanswered', failure: waitsInBatch };
      if (claim.kind === 'leased') {
        const ms = Math.min(leasePollMs, Math.max(1, claim.untilMs - this.#clock.now()));
        const why = 'another process, perhaps a killed one, has asked for this answer';
        await this.#waiting.sleep(ms, why, this.#ending, claim.untilMs);
      } else if (claim.final) {
        throw this.#stop(new BudgetError(claim.account, worstCase, ceiling ?? 0));
      } else {
        await this.#clock.sleep(budgetPollMs, this.#ending); // calls under way will cost less than they may
      }
    }
  }

  /** Waits until a call may go out. */
  async #admit(prompt: Prompt): Promise<Admission> {
    const { parameters } = this.#options;
    const ending = this.#ending;
    ending.throwIfAborted();
    for (let ms = this.#pauseLeft(); ms > 0; ms = this.#pauseLeft()) {
      await this.#waiting.sleep(ms, this.#pausedBy, ending);
    }
    const correctRequests = await this.#requests?.take(1, ending);
    const tokens = likelyInputTokens(prompt) + Math.min(parameters.maxOutputTokens, 256);
    const correctTokens = await this.#tokens?.take(tokens, ending);
    const trial = await this.#breaker.admit(ending);
    ending.throwIfAborted();
    return {
      trial,
      correctTokens: (amount) => correctTokens?.(amount),
      giveBack: () => {
        correctRequests?.(0);
        correctTokens?.(0);
        this.#breaker.abandoned(trial);
      },
    };
  }

  #pauseLeft(): number {
    return this.#pausedUntilMs - this.#clock.now();
  }

  /** One call that has been claimed: its answer is stored before anything else happens. */
  async #call(
    { key, attempt, prompt, sample }: Call,
    trial: Try | null,
  ): Promise<{ readonly response: StoredResponse } | { readonly failure: CallFailure }> {
    const { model, parameters, settings, store, account, secrets } = this.#options;
    const startMs = this.#clock.now();
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), settings.timeoutMs);
    let answer: RawAnswer;
    this.#open++;
    try {
      // A student draws by the sample's number, so that a run that is repeated has the same samples.
      const drawn = model.provider === 'socratic' ? { ...parameters, seed: sample } : parameters;
      answer = await generateOnce(model, prompt, drawn, controller.signal);
    } catch (error) {
      const timedOut = controller.signal.aborted;
      const failure = describeFailure(error, { secrets, timedOut, now: this.#clock.now() });
      await this.#writing(() => store.fail(key, attempt, account, this.#chargeOf(failure)));
      await this.#judge(key, failure, trial);
      return { failure };
    } finally {
      this.#open--;
      clearTimeout(timer);
    }
    if (parameters.logprobs !== undefined && answer.logprobs === undefined) this.#missLogprobs();
    const times = { startMs, endMs: this.#clock.now() };
    const response = storedResponse(answer, prompt, times, this.#options);
    this.#longestAnswer = Math.max(this.#longestAnswer, response.usage.outputTokens);
    await this.#keeper.keep(key, attempt, response);
    this.#breaker.succeeded();
    this.#server.answered();
    for (const [refused, refusal] of this.#refusals.answered()) {
      await this.#writing(() => store.setAside(refused, refusal));
    }
    this.#limits.passed();
    this.#stopBy(this.#answers.answered(response, prompt.continues !== undefined));
    return { response };
  }

  /** Writes to the store. What cannot be written ends the run: the next answer could not be stored either. */
  async #writing<T>(write: () => Promise<T>): Promise<T> {
    try {
      return await write();
    } catch (error) {
      if (error instanceof SocraticError) this.#stop(error);
      throw error;
    }
  }

  /** What a failed call is booked with. */
  #chargeOf({ billed, usage }: CallFailure): 'no' | 'maybe' | Charge {
    const { price } = this.#options;
    if (usage?.inputTokens === undefined || usage.outputTokens === undefined) return billed;
    const tokens = { inputTokens: usage.inputTokens, outputTokens: usage.outputTokens };
    return { ...tokens, cost: price === null ? 0 : costOf(price, tokens) };
  }

  #missLogprobs(): void {
    if (this.#warnedOfLogprobs) return;
    this.#warnedOfLogprobs = true;
    this.#options.warn?.(
      'The teacher was asked for log-probabilities and answers without them (reasoning models have none, and not every server does); the answers are stored without.',
    );
  }

  /** What a failure says about the calls to come. */
  async #judge(key: string, failure: CallFailure, trial: Try | null): Promise<void> {
    const { kind, message, retryAfterMs } = failure;
    const down = ['server-error', 'timeout', 'connection', 'unreadable'].includes(kind);
    if (down) this.#breaker.failed(message, trial);
    else this.#breaker.succeeded();
    if (kind === 'rate-limited') this.#stopBy(this.#limits.limited(message));
    else this.#limits.passed();
    if (failure.isNoServer) this.#stopBy(this.#server.missing(failure));
    else if (kind === 'loading') this.#stopBy(this.#server.loading(failure));
    else if (kind !== 'connection') this.#server.answered();
    if (kind === 'empty') this.#stopBy(this.#answers.empty(message));
    if (kind === 'unreadable') this.#stopBy(this.#answers.unreadable(failure));
    if (kind === 'timeout') this.#adviseOnTimeouts();
    if (retryAfterMs !== undefined) this.#pause(retryAfterMs, message);
    if (kind === 'no-access' || kind === 'no-credit') {
      this.#stop(refusalOf(failure, this.#options));
      await this.#writing(() => this.#options.store.takeBack(this.#refusals.inARow));
    }
    if (isRefusedRequest(kind)) await this.#refused(key, failure);
  }

  /** A request was refused: for what it asks, or as all others would be. */
  async #refused(key: string, failure: CallFailure): Promise<void> {
    const { store, account } = this.#options;
    const { kind, message } = failure;
    const refusal = { kind, message, at: new Date(this.#clock.now()).toISOString() };
    const verdict = this.#refusals.refused(key, refusal, store.account(account).answers > 0);
    if (verdict === 'set-aside') await this.#writing(() => store.setAside(key, refusal));
    if (verdict !== 'stop') return;
    const { inARow } = this.#refusals;
    this.#stop(refusalOf(failure, this.#options, inARow.length));
    await this.#writing(() => store.takeBack(inARow));
  }

  #pause(ms: number, message: string): void {
    const untilMs = this.#clock.now() + ms;
    if (untilMs <= this.#pausedUntilMs) return;
    this.#pausedUntilMs = untilMs;
    this.#pausedBy = `the teacher asked for that (${message})`;
  }

  #adviseOnTimeouts(): void {
    const { settings, warn } = this.#options;
    if (this.#warnedOfTimeouts) return;
    this.#warnedOfTimeouts = true;
    const fewer =
      settings.concurrency === 1
        ? say``
        : say`A server that answers one call after the other keeps the others waiting: ${option('concurrency', 1)} is right for most servers on one machine. `;
    warn?.(
      say`A call had no answer after ${settings.timeoutMs / 1000} s. ${fewer}${option('timeoutMs')} gives slow answers more time.`,
    );
  }

  #stopBy(error: SocraticError | null): void {
    if (error !== null) this.#stop(error);
  }

  #stop(error: SocraticError): SocraticError {
    this.#fatal ??= error;
    this.#ended.abort(this.#fatal);
    return this.#fatal;
  }

  /** Exponential, with half of it at random, so that calls that failed together do not come back together. */
  async #backOff(failures: number, { kind, message, retryAfterMs = 0 }: CallFailure): Promise<void> {
    const { backoffMs = 500 } = this.#options.settings;
    const ms = Math.min(longestBackoffMs, backoffMs * 2 ** Math.min(failures - 1, 20));
    const jittered = ms * (0.5 + this.#random.float() / 2);
    const wait = retryAfterMs > 0 ? retryAfterMs + jittered * 0.1 : jittered;
    if (kind === 'rate-limited') this.#limits.waits(Math.max(wait, this.#pauseLeft()), message);
    await this.#waiting.sleep(wait, `the teacher's last answer: ${message}`, this.#ending);
  }
}

/** What makes a call of this caller the call that it is. */
function identityOf(
  { spec, parameters }: Pick<CallerOptions, 'spec' | 'parameters'>,
  prompt: Prompt,
  sample: number,
): RequestIdentity {
  const { continues, ...asked } = prompt;
  const form = continues && { continues: continues === 'line' ? 1 : 2 }; // it says where the answer ends
  return { spec, parameters: { ...parameters, ...form }, ...asked, sample };
}

interface Call {
  readonly key: string;
  readonly attempt: string;
  readonly prompt: Prompt;
  readonly sample: number;
}

/** What lets a call out, until it is known what became of it. */
interface Admission {
  /** Null unless it is the one call that tries whether a provider is up again. */
  readonly trial: Try | null;
  /** Corrects what the call counts for the token limit. */
  readonly correctTokens: (amount: number) => void;
  /** The call did not go out after all. */
  readonly giveBack: () => void;
}

const waitsInBatch: CallFailure = {
  kind: 'in-batch',
  billed: 'no',
  message: 'it is in a batch at the provider; annotate in batches again to collect its answer',
};
