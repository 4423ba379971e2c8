// How an answer ended, whichever way a body or a piece of a stream says it: the word for its end, and whether it says that it failed.
import { fieldOf, isObject, type JsonObject, listIn } from './response-parts.ts';

/** Words for why an answer ended, as chat completions have them. */
const endings: readonly (readonly [string, RegExp])[] = [
  [
    'length',
    /^(?:length|(?:max|maximum|model|token|context)_?\w*_?(?:length|tokens?|limit|window\w*)|limit|truncated|incomplete)$/,
  ],
  [
    'stop',
    /^(?:stop|stopped|stop_sequence|stop_word|end|end_turn|eos|eos_?token|eos_found|completed?|done|finish(?:ed)?|normal|success|succeeded)$/,
  ],
  [
    'content_filter',
    /^(?:content_?filter(?:ed)?|safety|recitation|blocklist|prohibited_content|spii|sensitive|refusal|moderation)$/,
  ],
  ['tool_calls', /^(?:tool_?calls?|tool_use|function_?call)$/],
  [
    'error',
    /^(?:\w+_)?(?:error|failed|failure|abort(?:ed)?|cancel(?:l?ed)?|time_?d?_?out|interrupted|disconnect(?:ed)?|overloaded)$/,
  ],
];

/** Why an answer ended: a word of chat completions where it is known, the server's own where it is not; null where nothing says it. */
export function endingIn(value: unknown): string | null {
  if (isObject(value)) return endingIn(value.type ?? value.reason ?? value.name);
  if (typeof value !== 'string' || value.trim() === '') return null;
  const word = value
    .trim()
    .toLowerCase()
    .replace(/^finish_?reason_?/, '')
    .replace(/[^a-z]+/g, '_');
  return endings.find(([, words]) => words.test(word))?.[0] ?? value.trim();
}

const endingNames = ['finish_reason', 'finishReason', 'stop_reason', 'done_reason', 'native_finish_reason'];

/** The word for the end in a choice, a whole body or a piece of a stream. */
export function endingOf(place: unknown): string | null {
  const [choice] = listIn(fieldOf(place, 'choices'));
  const [candidate] = listIn(fieldOf(place, 'candidates'));
  const places = [choice, place, candidate, fieldOf(place, 'delta')];
  const words = [
    ...places.flatMap((each) => endingNames.map((name) => fieldOf(each, name))),
    fieldOf(fieldOf(place, 'incomplete_details'), 'reason'),
  ];
  return words.map(endingIn).find((word) => word !== null) ?? null;
}

/** Whether an `error` holds one: `{"code": 0, "message": ""}` and "none" are none. */
function isError(value: unknown): boolean {
  if (typeof value === 'string')
    return !/^\s*(?:|0|200|none|null|no error|false|ok|success)\s*$/i.test(value);
  if (typeof value === 'number') return value !== 0 && value !== 200;
  return typeof value === 'object' && value !== null ? Object.values(value).some(isError) : value === true;
}

/** The status of HTTP that a body says it should have come with. */
export function failedStatusIn(body: JsonObject): number | undefined {
  const numbers = [body.status, body.statusCode, body.status_code, body.code].map((value) =>
    typeof value === 'string' && value.trim() !== '' ? Number(value) : value,
  );
  return numbers.find((value): value is number => typeof value === 'number' && value >= 400 && value < 600);
}

/** Whether a body says of itself that it is no answer. */
export function saysFailure(body: JsonObject): boolean {
  const { code } = body;
  const isCode =
    Number(code) >= 400 ||
    (typeof code === 'string' && /[a-z]/i.test(code) && !/^(?:ok|success)$/i.test(code));
  return isCode || saysBroken(body);
}

/**
 * Whether a body or a choice says that what it holds is no whole answer. A code that is no status of HTTP does not say so: what it means
 * is the server's own, and an answer that stands beside it has been paid for.
 */
export function saysBroken(place: JsonObject): boolean {
  const { error, success, object, status, type } = place;
  const failed = [object, status, type].some(
    (word) =>
      typeof word === 'string' &&
      /^(?:error|fail(?:ed|ure)?|cancell?ed|aborted|time_?d?_?out|expired)$/i.test(word),
  );
  return isError(error) || success === false || failed || failedStatusIn(place) !== undefined;
}

/** Whether a body says that the server is not done with it. */
export function isUnfinished({ status }: JsonObject): boolean {
  return typeof status === 'string' && /^(?:in_progress|queued|pending|processing|running)$/i.test(status);
}

/** Whether a body says that it is whole: by its end, or by a status such as that of a finished job. */
export function saysEnd(body: JsonObject): boolean {
  const { status, done } = body;
  const isDone =
    typeof status === 'string' && /^(?:completed?|success|succeeded|finished|done)$/i.test(status);
  return isDone || done === true || endingOf(body) !== null;
}
