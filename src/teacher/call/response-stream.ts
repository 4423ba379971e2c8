// A stream where one body was asked for: events of a server (`data: …`), or JSON line by line. Its pieces become the body that they are of.
import { endingOf, saysBroken } from './response-ending.ts';
import {
  countIn,
  fieldOf,
  isObject,
  type JsonObject,
  listIn,
  parsedLoosely,
  usageOfPieces,
  writtenIn,
} from './response-parts.ts';

/** The pieces of a stream; null where a text is none. */
export function piecesIn(text: string): unknown[] | null {
  const lines = text.split(/\r\n|\r|\n/);
  const first = lines.find((line) => line.trim() !== '' && !line.startsWith(':')) ?? '';
  if (/^(?:data|event|id|retry):/.test(first)) return eventsIn(lines);
  const pieces = lines.filter((line) => line.trim() !== '').map(parsedLoosely);
  return pieces.length > 1 && pieces.every(isObject) ? pieces : null;
}

/** What stands in place of an event that cannot be read: without it, its text would have a hole. */
const unreadEvent: JsonObject = { choices: [{ error: 'its stream holds an event that cannot be read' }] };
const unended = 'its stream ended without an end of the answer';

/** The data of server-sent events; the lines of one event belong together. */
function eventsIn(lines: readonly string[]): unknown[] {
  let event: string[] = [];
  const events = [event];
  for (const line of lines) {
    if (line.trim() === '') {
      event = [];
      events.push(event);
    } else if (line.startsWith('data:')) event.push(line.slice(5).trim());
  }
  const read = (data: string) => (data === '[DONE]' ? { done: true } : (parsedLoosely(data) ?? unreadEvent));
  return events.flatMap((data) => {
    const filled = data.filter((line) => line !== '');
    const whole = parsedLoosely(filled.join('\n'));
    return whole === undefined ? filled.map(read) : [whole]; // some servers leave out the empty lines
  });
}

/** The body that pieces are of, as a chat completion; a whole body among them, where there is one. */
export function assembled(pieces: readonly unknown[]): JsonObject {
  const objects = ofOneChoice(pieces.filter(isObject));
  const bodies = objects.filter((piece) => !isEnd(piece) || isWhole(piece));
  const [body] = bodies;
  if (body !== undefined && bodies.every(isWhole)) return body; // each further one is another answer
  const whole = objects.find(({ type }) =>
    /^response\.(?:completed|incomplete|failed)$/.test(String(type)),
  )?.response;
  if (isObject(whole)) return whole;
  let [text, thoughts, input] = ['', '', ''];
  for (const piece of objects) {
    const [choice] = listIn(piece.choices);
    const [candidate] = listIn(piece.candidates);
    const { message, delta } = piece;
    // the whole once more, at the end of its parts
    const last = writtenIn(fieldOf(fieldOf(choice, 'message'), 'content')).text;
    text = last.startsWith(text) ? last : text + last;
    const places = [fieldOf(choice, 'delta'), delta, piece.type === undefined ? message : undefined];
    for (const place of places.filter(isObject)) {
      const content = writtenIn(place.content);
      text += content.text + textIn(place, ['text']);
      thoughts += content.thoughts + textIn(place, ['reasoning_content', 'reasoning', 'thinking']);
      input += textIn(place, ['partial_json']) + toolInput(place);
    }
    if (typeof delta === 'string' && piece.type === 'response.output_text.delta') text += delta;
    const parts = writtenIn(fieldOf(fieldOf(candidate, 'content'), 'parts'));
    text += textIn(choice, ['text']) + textIn(piece, ['response', 'content']) + parts.text;
    thoughts += parts.thoughts;
  }
  const isWritten = text + thoughts + input !== '';
  const ending = objects.map(endingOf).findLast((word) => word !== null) ?? null;
  const usage = usageOfPieces(objects);
  const isCutOff = isWritten && ending === null && !objects.some(isEnd);
  const broken = objects.map(errorOf).find(Boolean) ?? (isCutOff ? unended : undefined);
  if (!isWritten && broken !== undefined) return { error: broken, ...(usage !== null && { usage }) };
  const message = {
    role: 'assistant',
    content: text,
    ...(thoughts !== '' && { reasoning_content: thoughts }),
    ...(text === '' && input !== '' && { tool_calls: [{ function: { name: 'answer', arguments: input } }] }),
  };
  const choice =
    broken === undefined
      ? { index: 0, message, finish_reason: ending }
      : { index: 0, message, finish_reason: 'error', error: broken };
  const { id, model } =
    objects
      .flatMap((piece) => [piece, piece.message])
      .filter(isObject)
      .find((place) => place.model !== undefined) ?? {};
  return {
    ...(id !== undefined && { id }),
    ...(model !== undefined && { model }),
    choices: isWritten || ending !== null ? [choice] : [],
    ...(usage !== null && { usage }),
  };
}

/** The pieces with what they hold of one choice: of several, the first that is named. */
function ofOneChoice(pieces: readonly JsonObject[]): readonly JsonObject[] {
  const names = ['choices', 'candidates'] as const;
  const indexOf = (choice: unknown) => countIn(fieldOf(choice, 'index'));
  const all = pieces.flatMap((piece) => names.flatMap((name) => listIn(piece[name])));
  const first = all.map(indexOf).find((index) => index !== undefined);
  const isOurs = (choice: unknown) => (indexOf(choice) ?? first) === first;
  const kept = (piece: JsonObject) =>
    names.filter((name) => name in piece).map((name) => [name, listIn(piece[name]).filter(isOurs)]);
  return pieces.map((piece) => ({ ...piece, ...Object.fromEntries(kept(piece)) }));
}

/** Whether a piece is a body with an answer and its end. */
function isWhole(piece: JsonObject): boolean {
  const [choice] = listIn(piece.choices);
  return isObject(fieldOf(choice, 'message')) && endingOf(piece) !== null;
}

/** Whether a piece says that the answer is whole. Counts do not: some servers send them with every piece, or at the start. */
function isEnd({ done, stop, type }: JsonObject): boolean {
  return done === true || stop === true || type === 'message_stop';
}

/** What went wrong, by a piece or its choice. */
function errorOf(piece: JsonObject): unknown {
  const failed = [...listIn(piece.choices), piece].find((place) => isObject(place) && saysBroken(place));
  return fieldOf(failed, 'error') || failed;
}

function textIn(place: unknown, names: readonly string[]): string {
  return names.map((name) => fieldOf(place, name)).find((value) => typeof value === 'string') ?? '';
}

function toolInput(delta: unknown): string {
  const calls = listIn(fieldOf(delta, 'tool_calls'));
  return calls.map((call) => textIn(fieldOf(call, 'function'), ['arguments'])).join('');
}
