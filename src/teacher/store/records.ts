// What the response store keeps: answers that were paid for, intents to pay, and what a run has spent.
import { sha256 } from '../../common/index.ts';

/** Whole billionths of a dollar: sums of them are exact up to 9 million dollars. */
export type NanoDollars = number;

export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** False where the provider did not say and the most that it can have been is taken. */
  readonly reported: boolean;
}

/** A token as text, or as its bytes where these alone are no text. */
export type TokenText = string | readonly number[];

/** A token of an answer, its log-probability, and the likeliest tokens in its place with theirs. */
export type TokenLogprob = readonly [
  token: TokenText,
  logprob: number,
  top: readonly (readonly [token: TokenText, logprob: number])[],
];

/** One answer of a teacher, as it was received. */
export interface StoredResponse {
  readonly text: string;
  /** `stop`, `length`, `content-filter`, … as the AI SDK names them. */
  readonly finishReason: string;
  readonly usage: Usage;
  /** What it cost at the prices of the day; null where no price was known. */
  readonly cost: NanoDollars | null;
  /** The model's name as the provider says it. */
  readonly model: string | null;
  /** When the call began, as ISO 8601, and how long it took. */
  readonly calledAt: string;
  readonly seconds: number;
  /** The provider's whole answer as JSON text, where it is known; without log-probabilities. */
  readonly body: string | null;
  /** Of every token, where they were asked for and given. */
  readonly logprobs?: readonly TokenLogprob[];
  /** The batch that it came in, by our name for it. */
  readonly batch?: string;
}

/** What makes two calls the same call. */
export interface RequestIdentity {
  /** `openai:MODEL`, … */
  readonly spec: string;
  /** Everything besides the prompt that decides the answer. */
  readonly parameters: Readonly<Record<string, number | undefined>>;
  readonly system: string;
  readonly messages: readonly { readonly role: 'user' | 'assistant'; readonly content: string }[];
  /** Which of several answers to the same prompt this is, from 0. */
  readonly sample: number;
  /** Of the JSON that is asked for. */
  readonly schema?: object;
}

/** The key under which an answer is stored: SHA-256 of everything that decides it. */
export function requestKey(identity: RequestIdentity): string {
  const { spec, parameters, system, messages, sample, schema } = identity;
  const sorted = Object.entries(parameters)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const turns = messages.map(({ role, content }) => [role, content]);
  const json = schema === undefined ? [] : [schema];
  return sha256(JSON.stringify(['request-1', spec, sorted, system, turns, sample, ...json]));
}

/** A process that makes calls. */
export interface Owner {
  readonly id: string;
  readonly pid: number;
  /** The machine, its boot and its process namespace: only within one of them do process ids mean the same. */
  readonly machine: string;
  /** When the process started, on that machine's clock; absent in records of versions that did not say. */
  readonly startedAtMs?: number;
}

/** A call that is about to be made, or was made and not yet answered. */
export interface Intent {
  readonly attempt: string;
  readonly account: string;
  readonly owner: Owner;
  readonly worstCase: NanoDollars;
  readonly leaseEndsAt: number;
}

/** Why the provider refused a request that it will not answer another time either. */
export interface Refusal {
  readonly kind: string;
  readonly message: string;
  /** As ISO 8601. */
  readonly at: string;
}

/** A call that may have been paid for and whose answer never arrived. */
export interface UnresolvedCall {
  readonly worstCase: NanoDollars;
  readonly leaseEndsAt: number;
}

/** What one run has spent and may still have to pay. */
export interface Account {
  /** Paid for answers that arrived. */
  readonly spent: NanoDollars;
  /** The worst case of calls under way. */
  readonly reserved: NanoDollars;
  /** The worst case of calls whose outcome is unknown. */
  readonly unresolved: NanoDollars;
  readonly unresolvedCalls: number;
  /** The worst case of calls in batches that the provider has not answered yet. */
  readonly batched: NanoDollars;
  readonly batchedCalls: number;
  readonly answers: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export const emptyAccount: Account = {
  spent: 0,
  reserved: 0,
  unresolved: 0,
  unresolvedCalls: 0,
  batched: 0,
  batchedCalls: 0,
  answers: 0,
  inputTokens: 0,
  outputTokens: 0,
};

/** The most that a run has spent and may have to pay. */
export function committed({ spent, reserved, unresolved, batched }: Account): NanoDollars {
  return spent + reserved + unresolved + batched;
}

/** How far a batch of calls has come. */
export type BatchState =
  /** Calls are put into it; nothing has gone out. */
  | 'building'
  /** Its file is whole on disk, and may be on its way to the provider. That costs nothing. */
  | 'uploading'
  /** The request that starts it may have gone out. */
  | 'creating'
  /** The provider has it. */
  | 'submitted'
  /** What became of every call is booked. */
  | 'done';

/** A batch of calls that one request starts and the provider answers within a day. */
export interface BatchRecord {
  /** Our name for it, which the provider keeps in its metadata. */
  readonly id: string;
  /** The run that pays. */
  readonly account: string;
  readonly spec: string;
  readonly state: BatchState;
  /** Who builds, uploads and creates it. Anybody may ask how it stands and collect its answers. */
  readonly owner: Owner;
  readonly leaseEndsAt: number;
  /** What its calls cost: dollars for a million tokens. */
  readonly price: { readonly input: number; readonly output: number } | null;
  readonly rows: number;
  /** The provider's name for the file of its calls. */
  readonly fileId?: string;
  /** When the request that starts it last went out, in milliseconds since 1970. */
  readonly createCalledAt?: number;
  /** The provider's name for it. */
  readonly providerId?: string;
  /** What became of it. */
  readonly outcome?: string;
}

/** A call in a batch: the most tokens that it can have, and their price. */
export interface BatchRow {
  readonly most: { readonly inputTokens: number; readonly outputTokens: number };
  readonly worstCase: NanoDollars;
}

/** Why a call in a batch brought no answer, and how often that has happened. */
export interface RowFailure {
  readonly kind: string;
  readonly billed: 'no' | 'maybe';
  readonly message: string;
  readonly tries: number;
}
