// The answer in a body of any shape that servers are known to write: of chat completions and older completions, of OpenAI's Responses,
// Anthropic's Messages, Gemini, Ollama, llama.cpp and gateways that wrap one of these.
import { endingOf, isUnfinished, saysBroken, saysEnd, saysFailure } from './response-ending.ts';
import {
  fieldOf,
  isObject,
  type JsonObject,
  listIn,
  nothingWritten,
  spokenIn,
  type TokenCounts,
  tokensIn,
  type Written,
  writtenIn,
} from './response-parts.ts';

export interface ToolCall {
  readonly id?: string;
  readonly name: string;
  /** JSON text. */
  readonly input: string;
}

export interface FoundAnswer extends Written {
  readonly tools: readonly ToolCall[];
  /** A word of chat completions, or the server's own; `error` where the body says that it is no whole answer. */
  readonly ending: string | null;
  readonly tokens: TokenCounts;
  readonly id: string | undefined;
  readonly model: string | undefined;
}

/** The answer in a body, be it empty; null where the body is no answer: an error, or something else. */
export function answerIn(body: unknown): FoundAnswer | null {
  if (!isObject(body)) return null;
  const choices = listIn(body.choices).filter(isObject);
  const choice = choices.find((each) => writtenByChoice(each).text !== '') ?? choices[0];
  const ofChoice = choice === undefined ? nothingWritten : writtenByChoice(choice);
  const tools = toolsIn(choice?.message);
  const beside = ofChoice.text === '' && tools.length === 0 ? writtenBeside(body) : nothingWritten;
  const text = ofChoice.text === '' ? beside.text : ofChoice.text;
  const thoughts = ofChoice.thoughts === '' ? beside.thoughts : ofChoice.thoughts;
  const isBroken = isUnfinished(body) || [choice, body].some((place) => isObject(place) && saysBroken(place));
  const said = [choice, body].map(endingOf).find((word) => word !== null) ?? null;
  const ending = isBroken && said !== 'content_filter' ? 'error' : said; // a filter may call itself an error: it would be the same again
  const isAnswer = text + thoughts !== '' || hasAnswersPlace(body, choice, ending);
  if (!isAnswer) return null;
  const nameIn = (value: unknown) =>
    typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  const model = typeof body.model === 'string' && body.model !== '' ? body.model : undefined;
  return { text, thoughts, tools, ending, tokens: tokensIn(body), id: nameIn(body.id), model };
}

/** Whether there is a place for an answer in which nothing was written: an empty answer, which is another failure than none. */
function hasAnswersPlace(body: JsonObject, choice: JsonObject | undefined, ending: string | null): boolean {
  if (saysFailure(body) && choice === undefined) return body.object === 'response'; // which failed, and may have been paid for
  if (isObject(choice?.message) || typeof choice?.text === 'string') return true;
  return (
    ending !== null &&
    (choice !== undefined ||
      'content' in body ||
      'message' in body ||
      'output' in body ||
      'candidates' in body)
  );
}

function writtenByChoice(choice: JsonObject): Written {
  const message = isObject(choice.message) ? choice.message : isObject(choice.delta) ? choice.delta : {};
  const content = writtenIn(message.content);
  const thoughts = [
    ...['reasoning_content', 'reasoning', 'thinking', 'thoughts'].map((name) => {
      const said = spokenIn(message[name]);
      return said.thoughts + said.text;
    }),
    content.thoughts,
  ].find((said) => said !== '');
  const candidates = [
    content,
    ...['parsed', 'text', 'output_text', 'output'].map((name) => spokenIn(message[name])),
    ...(isObject(choice.message) ? [] : [spokenIn(choice.message)]),
    ...['text', 'content', 'output', 'generated_text'].map((name) => spokenIn(choice[name])),
  ];
  return { text: firstTextOf(candidates), thoughts: thoughts ?? '' };
}

/**
 * What is written elsewhere than in choices. A text in a field of a body that failed, and has no end, is not read: it says what went wrong.
 * Nor is `{"message": "…"}`, by which servers say the same.
 */
function writtenBeside(body: JsonObject): Written {
  const { message, candidates, output } = body;
  const [candidate] = listIn(candidates);
  const items = Array.isArray(output) ? output : [];
  const ofItems = items.map((item) =>
    fieldOf(item, 'type') === 'message' ? writtenIn(fieldOf(item, 'content')) : writtenIn(item),
  );
  const isNotice = saysFailure(body) && endingOf(body) === null;
  const fields = isNotice ? [] : isModels(body) ? [...ownFields, ...noticeFields] : ownFields;
  const places: Written[] = [
    ...(isObject(message) ? [writtenByChoice({ message })] : []),
    writtenIn(fieldOf(fieldOf(candidate, 'content'), 'parts') ?? fieldOf(candidate, 'content')),
    {
      text: ofItems.map(({ text }) => text).join(''),
      thoughts: ofItems.map(({ thoughts }) => thoughts).join(''),
    },
    ...(isNotice && typeof body.content === 'string' ? [] : [writtenIn(body.content)]),
    ...fields.map((name) => writtenIn(typeof body[name] === 'string' ? body[name] : undefined)),
    ...(isNotice ? [] : [writtenIn(fieldOf(body.result, 'response'))]),
  ];
  return {
    text: firstTextOf(places),
    thoughts: places.find(({ thoughts }) => thoughts !== '')?.thoughts ?? '',
  };
}

const ownFields = ['output_text', 'text', 'generated_text', 'completion'];
/** Fields in which a gateway says what it does with a request, and a server what its model wrote. */
const noticeFields = ['response', 'output', 'result'];

/** Whether a body says that a model has written it: by its end, by counts, or by the model's name. */
function isModels(body: JsonObject): boolean {
  const { input, output, total } = tokensIn(body);
  const isNamed = typeof body.model === 'string' && body.model !== '';
  return !isUnfinished(body) && (saysEnd(body) || isNamed || (input ?? output ?? total) !== undefined);
}

function firstTextOf(places: readonly Written[]): string {
  return places.find(({ text }) => text.trim() !== '')?.text ?? '';
}

function toolsIn(message: unknown): ToolCall[] {
  if (!isObject(message)) return [];
  const calls = [...listIn(message.tool_calls), ...listIn(message.function_call)];
  return calls.flatMap((call) => {
    const made = isObject(fieldOf(call, 'function')) ? fieldOf(call, 'function') : call;
    const [id, name] = [fieldOf(call, 'id'), fieldOf(made, 'name')];
    const given = fieldOf(made, 'arguments') ?? fieldOf(made, 'input');
    if (given === undefined || given === null) return [];
    return [
      {
        ...(typeof id === 'string' && { id }),
        name: typeof name === 'string' && name !== '' ? name : 'answer',
        input: typeof given === 'string' ? given : JSON.stringify(given),
      },
    ];
  });
}
