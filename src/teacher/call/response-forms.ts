// An answer in the form of the endpoint that was asked, as the SDK's schemas want it: of what they name, only what fits.
import type { FoundAnswer } from './response-answer.ts';
import {
  countIn,
  fieldOf,
  isObject,
  type JsonObject,
  listIn,
  parsedLoosely,
  writtenIn,
} from './response-parts.ts';

/** Only what is there. */
function defined(fields: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** Fields that a schema does not know may hold anything; those that it names are left to the caller. */
function besides(value: unknown, names: readonly string[]): JsonObject {
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)))
    : {};
}

/** The counts among the fields of an object; undefined where it has none. */
function countsOf(value: unknown): JsonObject | undefined {
  if (!isObject(value)) return undefined;
  return defined(Object.fromEntries(Object.entries(value).map(([name, count]) => [name, countIn(count)])));
}

/** A chat completion. Fields that its schema does not name stay. */
export function chatCompletion(
  body: JsonObject,
  { text, thoughts, tools, ending, tokens, id, model }: FoundAnswer,
): JsonObject {
  const choices = listIn(body.choices).filter(isObject);
  const choice = choices.find(({ logprobs }) => isObject(logprobs)) ?? choices[0];
  const said = fieldOf(choice, 'message');
  const calls = tools.map((tool) => ({
    ...defined({ id: tool.id }),
    type: 'function',
    function: { name: tool.name, arguments: tool.input },
  }));
  const { input, output, total } = tokens;
  const details = fieldOf(body.usage, 'completion_tokens_details');
  return {
    ...besides(body, ['id', 'created', 'model', 'choices', 'usage']),
    ...defined({ id, created: countIn(body.created), model }),
    choices: [
      {
        ...besides(choice, ['message', 'delta', 'finish_reason']),
        message: {
          ...besides(said, [
            'role',
            'content',
            'reasoning_content',
            'reasoning',
            'tool_calls',
            'function_call',
          ]),
          role: 'assistant',
          content: text === '' ? null : text,
          ...(thoughts !== '' && { reasoning_content: thoughts }),
          ...(calls.length > 0 && { tool_calls: calls }),
        },
        finish_reason: ending,
      },
    ],
    ...(hasCounts(tokens) && {
      usage: {
        ...besides(body.usage, [
          'prompt_tokens',
          'completion_tokens',
          'total_tokens',
          'prompt_tokens_details',
          'completion_tokens_details',
        ]),
        ...defined({
          prompt_tokens: input,
          completion_tokens: output,
          total_tokens: total,
          prompt_tokens_details: countsOf(fieldOf(body.usage, 'prompt_tokens_details')),
          completion_tokens_details: isObject(details)
            ? countsOf(details)
            : tokens.thoughts === undefined
              ? undefined
              : { reasoning_tokens: tokens.thoughts },
        }),
      },
    }),
  };
}

function hasCounts({ input, output, total, thoughts }: FoundAnswer['tokens']): boolean {
  return [input, output, total, thoughts].some((count) => count !== undefined);
}

/** The Messages of Anthropic. Its usage must be there: zeros are no report. */
export function message(
  body: JsonObject,
  { text, thoughts, tools, ending, tokens, id, model }: FoundAnswer,
): JsonObject {
  const parts = Array.isArray(body.content) ? body.content.flatMap(partOfMessage) : [];
  const isRead = parts.some(({ type }) => type === 'text' || type === 'tool_use');
  const endings = new Map(
    Object.entries({
      stop: 'end_turn',
      length: 'max_tokens',
      content_filter: 'refusal',
    }),
  );
  const isOwn = typeof body.stop_reason === 'string' && ending !== 'error';
  return {
    ...besides(body, ['id', 'type', 'model', 'content', 'stop_reason', 'stop_sequence', 'usage', 'choices']),
    ...defined({ id, model }),
    type: 'message',
    content: isRead
      ? parts
      : [
          ...(thoughts === '' ? [] : [{ type: 'thinking', thinking: thoughts, signature: '' }]),
          ...tools.map((tool, index) => ({
            type: 'tool_use',
            id: tool.id ?? `tool-${index}`,
            name: tool.name,
            input: parsedLoosely(tool.input) ?? {},
          })),
          ...(text === '' ? [] : [{ type: 'text', text }]),
        ],
    stop_reason: isOwn ? body.stop_reason : ending === null ? null : (endings.get(ending) ?? ending),
    ...(typeof body.stop_sequence === 'string' && { stop_sequence: body.stop_sequence }),
    usage: {
      ...countsOf(besides(body.usage, ['iterations', 'output_tokens_details'])),
      input_tokens: tokens.input ?? 0,
      output_tokens: tokens.output ?? 0,
      ...defined({ output_tokens_details: countsOf(fieldOf(body.usage, 'output_tokens_details')) }),
    },
  };
}

function partOfMessage(part: unknown): JsonObject[] {
  const type = fieldOf(part, 'type');
  if (isObject(part) && (type === 'tool_use' || type === 'redacted_thinking')) return [part];
  const { text, thoughts } = writtenIn([part]);
  const signature = fieldOf(part, 'signature');
  if (thoughts !== '')
    return [
      { type: 'thinking', thinking: thoughts, signature: typeof signature === 'string' ? signature : '' },
    ];
  return text === '' ? [] : [{ type: 'text', text }];
}

/** An answer of Gemini. */
export function generatedContent(
  body: JsonObject,
  { text, thoughts, ending, tokens }: FoundAnswer,
): JsonObject {
  const [candidate] = listIn(body.candidates);
  const endings = new Map(
    Object.entries({
      stop: 'STOP',
      length: 'MAX_TOKENS',
      content_filter: 'SAFETY',
    }),
  );
  const own = fieldOf(candidate, 'finishReason');
  const finishReason =
    typeof own === 'string' && ending !== 'error'
      ? own
      : ending === null
        ? null
        : (endings.get(ending) ?? ending);
  return {
    ...besides(body, ['responseId', 'candidates', 'usageMetadata', 'choices', 'usage']),
    ...(typeof body.responseId === 'string' && { responseId: body.responseId }),
    candidates: [
      {
        ...besides(candidate, ['content', 'finishReason']),
        content: {
          parts: [
            ...(thoughts === '' ? [] : [{ text: thoughts, thought: true }]),
            ...(text === '' ? [] : [{ text }]),
          ],
        },
        finishReason,
      },
    ],
    ...(hasCounts(tokens) && {
      usageMetadata: {
        ...besides(body.usageMetadata, [
          ...ofGemini,
          'promptTokensDetails',
          'cacheTokensDetails',
          'candidatesTokensDetails',
          'toolUsePromptTokensDetails',
        ]),
        ...defined({
          ...countsOf(body.usageMetadata),
          promptTokenCount: tokens.input,
          candidatesTokenCount: tokens.output,
          thoughtsTokenCount: tokens.thoughts,
          totalTokenCount: tokens.total,
        }),
      },
    }),
  };
}

const ofGemini = [
  'cachedContentTokenCount',
  'thoughtsTokenCount',
  'promptTokenCount',
  'candidatesTokenCount',
  'toolUsePromptTokenCount',
  'totalTokenCount',
];

/** An answer of OpenAI's Responses. */
export function response(
  body: JsonObject,
  { text, thoughts, ending, tokens, id, model }: FoundAnswer,
): JsonObject {
  const items = Array.isArray(body.output) ? body.output.filter(isObject) : [];
  const output = items.flatMap((item) => itemOfResponse(item));
  const isRead = output.some(({ type }) => type === 'message' || type === 'function_call');
  const { input, output: written, total } = tokens;
  const own = fieldOf(body.incomplete_details, 'reason');
  const reason =
    ending === 'error'
      ? ending
      : (own ??
        (ending === 'length' ? 'max_output_tokens' : ending === 'content_filter' ? ending : undefined));
  // for an `error` of its own, the SDK would take the whole for a request that is not allowed
  const error = fieldOf(body.incomplete_details, 'error') ?? body.error ?? undefined;
  return {
    ...besides(body, [
      'id',
      'created_at',
      'model',
      'output',
      'usage',
      'incomplete_details',
      'choices',
      'error',
    ]),
    ...defined({ id, created_at: countIn(body.created_at), model }),
    output: isRead
      ? output
      : [
          ...output,
          ...(thoughts === '' ? [] : [thoughtItem(thoughts)]),
          ...(text === '' ? [] : [textItem(text)]),
        ],
    incomplete_details: typeof reason === 'string' ? defined({ reason, error }) : null,
    ...(input !== undefined && written !== undefined
      ? {
          usage: defined({
            input_tokens: input,
            input_tokens_details: countsOf(fieldOf(body.usage, 'input_tokens_details')),
            output_tokens: written,
            output_tokens_details: countsOf(fieldOf(body.usage, 'output_tokens_details')),
            total_tokens: total,
          }),
        }
      : {}),
  };
}

function itemOfResponse(item: JsonObject): JsonObject[] {
  if (item.type === 'function_call') return [item];
  if (item.type === 'reasoning')
    return [{ ...item, id: nameOf(item.id), summary: thoughtItem(writtenIn(item.summary).text).summary }];
  if (item.type !== 'message') return [];
  const parts = listIn(item.content).filter(isObject);
  const content = parts.flatMap((part) => {
    if (part.type === 'refusal' && typeof part.refusal === 'string') return [part];
    const { text } = writtenIn([part]);
    const logprobs = Array.isArray(part.logprobs) ? { logprobs: part.logprobs } : {};
    return text === '' ? [] : [{ type: 'output_text', text, annotations: [], ...logprobs }];
  });
  return content.length === 0 ? [] : [{ type: 'message', role: 'assistant', id: nameOf(item.id), content }];
}

function nameOf(id: unknown): string {
  return typeof id === 'string' || typeof id === 'number' ? String(id) : 'item';
}

function textItem(text: string): JsonObject {
  return {
    type: 'message',
    role: 'assistant',
    id: 'item',
    content: [{ type: 'output_text', text, annotations: [] }],
  };
}

function thoughtItem(thoughts: string) {
  return {
    type: 'reasoning',
    id: 'item',
    summary: thoughts === '' ? [] : [{ type: 'summary_text', text: thoughts }],
  };
}
