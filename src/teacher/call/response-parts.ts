// What bodies of answers hold, whichever way a server writes it: texts, thoughts, counts of tokens.

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What stands in a field of a value, if the value is an object. */
export function fieldOf(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined;
}

export interface Written {
  readonly text: string;
  readonly thoughts: string;
}

export const nothingWritten: Written = { text: '', thoughts: '' };

const textFields = ['text', 'content', 'value', 'output_text', 'json', 'refusal'] as const;
const thoughtFields = ['thinking', 'reasoning', 'reasoning_content', 'thought', 'summary'] as const;
const partFields: readonly string[] = [
  'type',
  'text',
  'content',
  'value',
  'role',
  'index',
  'id',
  'annotations',
];

/** The text of a content: a text, a part, a list of parts, or JSON that the server has already read. */
export function writtenIn(content: unknown): Written {
  if (content === undefined || isVoid(content)) return nothingWritten;
  if (typeof content !== 'object') return { text: String(content), thoughts: '' };
  if (Array.isArray(content)) {
    const readable = readableIn(content);
    if (readable === null) return asJson(content);
    const parts = readable.map((part) =>
      isObject(part) ? writtenInPart(part) : { text: String(part), thoughts: '' },
    );
    return {
      text: parts.map(({ text }) => text).join(''),
      thoughts: parts.map(({ thoughts }) => thoughts).join(''),
    };
  }
  if (!isPart(content)) return asJson(content);
  const written = writtenInPart(content);
  // JSON that was asked for may have a field `type` too
  const isOther = written.text + written.thoughts === '' && !knownType.test(String(content.type));
  return isOther ? asJson(content) : written;
}

/**
 * The parts of a list without those that hold nothing, and without unknown ones where a part beside them names its type; null where the list
 * is JSON that was asked for.
 */
function readableIn(content: readonly unknown[]): readonly (string | JsonObject)[] | null {
  const isReadable = (part: unknown): part is string | JsonObject => typeof part === 'string' || isPart(part);
  const parts = content.filter(isReadable);
  const isTyped = parts.some((part) => isObject(part) && knownType.test(String(part.type ?? '')));
  return isTyped || content.every((part) => isReadable(part) || isVoid(part)) ? parts : null;
}

/** Whether a part has nothing in it, be it of a type. */
function isVoid(part: unknown): boolean {
  if (part === null) return true;
  return (
    isObject(part) && Object.keys(part).every((name) => name === 'type' && knownType.test(String(part[name])))
  );
}

/** The text of a field that may hold a flag in place of one. */
export function spokenIn(value: unknown): Written {
  return typeof value === 'boolean' || typeof value === 'number' ? nothingWritten : writtenIn(value);
}

const thoughtType = /think|reason|thought/i;
const knownType =
  /text|image|audio|video|file|tool|function|call|refusal|citation|search|think|reason|thought|json/i;

function writtenInPart(part: JsonObject): Written {
  if (part.thought === true || thoughtType.test(String(part.type ?? ''))) {
    return { text: '', thoughts: firstText(part, [...thoughtFields, ...textFields]) };
  }
  return { text: firstText(part, textFields), thoughts: '' };
}

/** `{"type": "text", "text": "…"}` and its relatives; `{"steps": […]}` is none, but an answer that was asked for as JSON. */
function isPart(value: unknown): value is JsonObject {
  if (!isObject(value)) return false;
  const names = Object.keys(value);
  if (typeof value.type === 'string') return names.length > 1;
  return (
    (typeof value.text === 'string' || typeof value.value === 'string') &&
    names.every((name) => partFields.includes(name) || name === 'thought' || name === 'thoughtSignature')
  );
}

function asJson(value: unknown): Written {
  return { text: JSON.stringify(value), thoughts: '' };
}

function firstText(value: JsonObject, names: readonly string[]): string {
  for (const name of names) {
    const isFlag = typeof value[name] === 'boolean' && thoughtFields.some((field) => field === name);
    if (isFlag) continue; // `"thought": true` says what the part is
    const { text, thoughts } = writtenIn(value[name]);
    if (text + thoughts !== '') return text + thoughts;
  }
  return '';
}

/** A count, be it written as text. */
export function countIn(value: unknown): number | undefined {
  const isText = typeof value === 'string' && /^\s*\d[\d,_]*(?:\.\d+)?\s*$/.test(value);
  const number = typeof value === 'number' ? value : Number.NaN;
  const count = isText ? Number(value.replace(/[,_\s]/g, '')) : number;
  return count >= 0 && count < Number.POSITIVE_INFINITY ? count : undefined;
}

/** Undefined where nothing says it. */
export interface TokenCounts {
  readonly input: number | undefined;
  readonly output: number | undefined;
  readonly total: number | undefined;
  readonly thoughts: number | undefined;
}

const countNames = {
  input: [
    'prompt_tokens',
    'input_tokens',
    'promptTokens',
    'inputTokens',
    'promptTokenCount',
    'prompt_eval_count',
    'tokens_evaluated',
  ],
  output: [
    'completion_tokens',
    'output_tokens',
    'completionTokens',
    'outputTokens',
    'candidatesTokenCount',
    'eval_count',
    'tokens_predicted',
    'generated_tokens',
  ],
  total: ['total_tokens', 'totalTokens', 'totalTokenCount'],
  thoughts: ['reasoning_tokens', 'thinking_tokens', 'thoughtsTokenCount'],
} as const;
const detailNames = ['completion_tokens_details', 'output_tokens_details'] as const;

/** Where a body or a piece of a stream may report counts: reports of nothing else, and places that hold other things too. */
function placesOfCounts(body: unknown) {
  const [choice] = listIn(fieldOf(body, 'choices'));
  const [data, result] = [fieldOf(body, 'data'), fieldOf(body, 'result')];
  const around = [body, choice, fieldOf(body, 'x_groq'), fieldOf(body, 'message'), fieldOf(body, 'response')];
  return {
    reports: [
      ...[...around, data, result].map((place) => fieldOf(place, 'usage')),
      ...['usageMetadata', 'usage_metadata', 'token_usage'].map((name) => fieldOf(body, name)),
    ],
    others: [fieldOf(body, 'details'), fieldOf(body, 'meta'), data, result, body],
  };
}

/** How many tokens a body says that it took, wherever it says it. */
export function tokensIn(body: unknown): TokenCounts {
  const { reports, others } = placesOfCounts(body);
  const places = [...reports, ...others];
  const details = places.flatMap((place) => detailNames.map((name) => fieldOf(place, name)));
  const first = (names: readonly string[], within: readonly unknown[]) =>
    within.flatMap((place) => names.flatMap((name) => countIn(fieldOf(place, name)) ?? []))[0];
  return {
    input: first(countNames.input, places),
    output: first(countNames.output, places),
    total: first(countNames.total, places),
    thoughts: first(countNames.thoughts, [...details, ...places]),
  };
}

/**
 * What the pieces of a stream report, as one usage, the last of each count: an event of Anthropic at the start has the input, one at the
 * end the output. Null where they report nothing.
 */
export function usageOfPieces(pieces: readonly JsonObject[]): JsonObject | null {
  const names: readonly string[] = Object.values(countNames).flat();
  const entriesOf = (places: readonly unknown[]) => places.filter(isObject).flatMap(Object.entries);
  const entries = pieces
    .map(placesOfCounts)
    .flatMap(({ reports, others }) => [
      ...entriesOf(others).filter(([name]) => names.includes(name)),
      ...entriesOf(reports),
    ])
    .filter(([, value]) => isObject(value) || (countIn(value) ?? 0) > 0);
  return entries.length === 0 ? null : Object.fromEntries(entries);
}

/** A list; one thing, or an object with numbers for names, as a list. */
export function listIn(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (!isObject(value)) return [];
  const names = Object.keys(value);
  return names.length > 0 && names.every((name) => /^\d+$/.test(name)) ? Object.values(value) : [value];
}

/** A text as JSON, be it with NaN and Infinity, as Python writes them, or with line breaks in texts; undefined where it is none. */
export function parsedLoosely(text: string): unknown {
  for (const form of [(json: string) => json, withoutNaN]) {
    try {
      return JSON.parse(form(text)) as unknown;
    } catch {
      // the next form
    }
  }
  return undefined;
}

function withoutNaN(text: string): string {
  return text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|\bNaN\b|-?\bInfinity\b/gs, (part) =>
    part.startsWith('"')
      ? part.replace(/\p{Cc}/gu, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`)
      : 'null',
  );
}
