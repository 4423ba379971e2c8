// Requests of OpenAI's API: what they ask of a student. What a student cannot do is refused, and what changes nothing is left out.
import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { type SolveCallOptions, solveDefaults, temperatureOf } from '../solve/index.ts';
import { type FieldNames, HttpFailure } from './http-failure.ts';
import type { ServedModel } from './served-model.ts';

const shared = {
  model: z.string(),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  max_tokens: z.int().min(1).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  seed: z.int().nullish(),
  n: z.literal(1, 'A student writes one solution: n must be 1').nullish(),
};

const part = z.looseObject({ type: z.string(), text: z.string().optional() });

export const chatRequest = z.looseObject({
  ...shared,
  messages: z
    .array(z.looseObject({ role: z.string(), content: z.union([z.string(), z.array(part)]).nullish() }))
    .min(1),
  max_completion_tokens: z.int().min(1).nullish(),
});

export const completionRequest = z.looseObject({
  ...shared,
  prompt: z.union(
    [z.string(), z.tuple([z.string()])],
    'A prompt must be one text: a student reads no token ids, and several prompts are several requests',
  ),
});

type SharedRequest = Pick<z.infer<typeof completionRequest>, keyof typeof shared>;
export type ChatMessages = z.infer<typeof chatRequest>['messages'];

/** Fields that would change the text, with the values that change nothing. */
const neutral: Readonly<Record<string, readonly unknown[]>> = {
  best_of: [1],
  echo: [false],
  frequency_penalty: [0],
  function_call: ['none', 'auto'],
  functions: [[]],
  logit_bias: [{}],
  logprobs: [false, 0],
  presence_penalty: [0],
  response_format: [{ type: 'text' }],
  stop: ['', []],
  suffix: [''],
  tool_choice: ['none', 'auto'],
  tools: [[]],
  top_logprobs: [0],
};

/** Reads a body. Throws HttpFailure 400 that names the field which is wrong, or which a student cannot heed. */
export function readRequest<T>(schema: z.ZodType<T>, body: Record<string, unknown>): T {
  const { success, data, error } = schema.safeParse(body);
  if (!success) {
    const [issue] = error.issues;
    const param = (issue?.path ?? []).reduce<string>(
      (path, key) =>
        typeof key === 'number' ? `${path}[${key}]` : `${path === '' ? '' : `${path}.`}${String(key)}`,
      '',
    );
    throw new HttpFailure(400, 'invalid-value', `${param}: ${issue?.message ?? 'wrong'}.`, { param });
  }
  for (const [param, values] of Object.entries(neutral)) {
    const value = body[param];
    if (value === undefined || value === null) continue;
    if (values.some((known) => JSON.stringify(known) === JSON.stringify(value))) continue;
    throw new HttpFailure(400, 'unsupported', `A student cannot heed ${param}. Leave it out.`, { param });
  }
  return data;
}

/** The fields of OpenAI's requests by the library's names. */
export const openAiFields: FieldNames = {
  maxNewTokens: 'max_tokens',
  topP: 'top_p',
};

/** The options that a request comes to. What is asked for beyond the server's own number of tokens is not given. */
export function solveOptionsOf(
  { max_tokens, temperature, top_p, seed }: SharedRequest,
  { defaults }: ServedModel,
): SolveCallOptions {
  const { maxNewTokens: most = solveDefaults.maxNewTokens } = defaults;
  const { samples } = defaults;
  const drawn = temperatureOf({ samples, temperature: temperature ?? defaults.temperature });
  return {
    maxNewTokens: Math.min(max_tokens ?? most, most),
    ...(typeof temperature === 'number' ? { temperature } : {}),
    ...(drawn === 0
      ? {}
      : {
          ...(typeof top_p === 'number' ? { topP: Math.max(top_p, 1e-6) } : {}),
          // clients expect another text each time unless they or the operator say otherwise
          seed: Math.abs(seed ?? defaults.seed ?? randomInt(2 ** 47)),
        }),
  };
}

/** The problem: the text of the last message of the user. Throws HttpFailure 400. */
export function lastProblem(messages: ChatMessages): string {
  const index = messages.findLastIndex(({ role }) => role === 'user');
  const param = `messages[${index}].content`;
  const content = messages[index]?.content;
  if (content === undefined || content === null) {
    throw new HttpFailure(
      400,
      'invalid-value',
      'messages: expected a message of the user with the problem.',
      {
        param: 'messages',
      },
    );
  }
  if (typeof content === 'string') return content;
  return content
    .map(({ type, text }) => {
      if (type === 'text' && text !== undefined) return text;
      throw new HttpFailure(
        400,
        'unsupported',
        `${param}: a student reads text only, found a part ${type}.`,
        {
          param,
        },
      );
    })
    .join('\n');
}
