// The body of a success, made fit for the SDK, whose schemas refuse a whole answer for one odd field: it has been paid for. What can be
// understood is read; what cannot stays as it is, and is a failed call.
import { answerIn, type FoundAnswer } from './response-answer.ts';
import { saysFailure } from './response-ending.ts';
import { chatCompletion, generatedContent, message, response } from './response-forms.ts';
import { isObject, type JsonObject, parsedLoosely, type TokenCounts, tokensIn } from './response-parts.ts';
import { assembled, piecesIn } from './response-stream.ts';

/** The text of a body as the SDK reads it, for a request to `url`; the same text where it has no answer to find. */
export function fitBody(url: string, text: string): string {
  try {
    return fittingBody(url, text);
  } catch (error) {
    if (error instanceof RangeError) return text; // brackets within brackets, thousands deep
    throw error;
  }
}

function fittingBody(url: string, text: string): string {
  const write = formOf(url);
  if (write === null) return text;
  const whole = unwrapped(bodyIn(text));
  const found = answerIn(whole);
  if (!isObject(whole)) return text;
  return JSON.stringify(found === null ? whole : write(whole, found));
}

/** What stands in a text: JSON, or a stream of it. Undefined where that is neither. */
export function bodyIn(text: string): unknown {
  // some servers send comments or a mark before the body, to keep the connection
  const plain = text.replace(/^(?:\uFEFF|\s|:[^\n]*\n)+/, '');
  const value = parsedLoosely(plain);
  if (value !== undefined) return typeof value === 'string' ? parsedLoosely(value) : value;
  const pieces = piecesIn(plain);
  return pieces === null ? undefined : assembled(pieces);
}

const wrappers = ['data', 'result', 'response', 'output', 'body'] as const;

/** A body in a list of one, or in a field of a gateway; the pieces of a stream in a list. */
function unwrapped(body: unknown): unknown {
  if (Array.isArray(body)) {
    return body.length === 1
      ? unwrapped(body[0])
      : body.length > 0 && body.every(isObject)
        ? assembled(body)
        : body;
  }
  if (!isObject(body) || 'choices' in body || saysFailure(body)) return body;
  const inner = wrappers
    .map((name) => body[name])
    .filter(isObject)
    .find((value) => 'choices' in value);
  return inner === undefined ? body : withCounts(inner, tokensIn(body));
}

/** What a gateway puts around a body may hold the counts that the body lacks. */
function withCounts(body: JsonObject, { input, output, total }: TokenCounts): JsonObject {
  const own = tokensIn(body);
  if ((own.input ?? own.output ?? own.total) !== undefined) return body;
  const counts = { prompt_tokens: input, completion_tokens: output, total_tokens: total };
  const entries = Object.entries(counts).filter(([, count]) => count !== undefined);
  return entries.length === 0 ? body : { ...body, usage: Object.fromEntries(entries) };
}

type Form = (body: JsonObject, answer: FoundAnswer) => JsonObject;

/** By the endpoint that was asked: null for others. */
function formOf(url: string): Form | null {
  const [path = ''] = url.split('?');
  if (path.endsWith('/chat/completions')) return chatCompletion;
  if (path.endsWith('/responses')) return response;
  if (path.endsWith('/messages')) return message;
  return path.endsWith(':generateContent') ? generatedContent : null;
}
