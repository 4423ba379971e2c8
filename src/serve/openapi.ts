// The description of the routes, as OpenAPI 3.1. A test compares it with the routes and with real responses.
import { packageVersion } from '../common/index.ts';

const json = (schema: object) => ({ 'application/json': { schema } });
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const nullable = (type: string) => ({ type: [type, 'null'] });
const events = { 'text/event-stream': { schema: { type: 'string' } } };

const failures = (...statuses: readonly number[]) =>
  Object.fromEntries(
    statuses.map((status) => [
      String(status),
      { description: meanings[status], content: json(ref('Error')) },
    ]),
  );
const meanings: Readonly<Record<number, string>> = {
  400: 'The request is wrong; the error names the field.',
  401: 'The key is missing or wrong.',
  403: 'The name of the server or the origin of the page is not allowed.',
  404: 'There is no such model.',
  413: 'The body is too large.',
  415: 'The body is not JSON.',
  429: 'The server is busy; the header Retry-After has seconds.',
  500: 'The server has failed.',
  502: 'The process of the models ended; another one is started (code engine-died).',
  503: 'The server is stopping, or models cannot be loaded.',
  504: 'The time of the request is over.',
};
const ofSolving = failures(400, 401, 403, 404, 413, 415, 429, 500, 502, 503, 504);
const ofReading = failures(401, 403, 500, 503);
const open = { security: [] };

const solveOptions = {
  calculator: { type: 'boolean' },
  maxSteps: { type: 'integer', minimum: 1 },
  repeats: { enum: ['keep', 'stop'] },
  resampleSteps: { type: 'integer', minimum: 0, maximum: 8 },
  maxNewTokens: { type: 'integer', minimum: 1 },
  samples: { type: 'integer', minimum: 1 },
  repetitionPenalty: { type: 'number', minimum: 1, maximum: 2 },
  temperature: { type: 'number', minimum: 0, maximum: 100 },
  topK: { type: 'integer', minimum: 1 },
  topP: { type: 'number', minimum: 1e-6, maximum: 1 },
  minP: { type: 'number', minimum: 0, maximum: 1 },
  seed: { type: 'integer', minimum: 0 },
} as const;

const openAiOptions = {
  model: { type: 'string' },
  stream: { type: 'boolean', default: false },
  stream_options: { type: 'object', properties: { include_usage: { type: 'boolean' } } },
  max_tokens: { type: 'integer', minimum: 1 },
  temperature: { type: 'number', minimum: 0, maximum: 2 },
  top_p: { type: 'number', minimum: 0, maximum: 1 },
  seed: { type: 'integer' },
  n: { const: 1 },
} as const;

const step = {
  type: 'object',
  properties: { question: { type: 'string' }, solution: { type: 'string' } },
  required: ['solution'],
};
const steps = { type: 'array', items: step };
const limits = { type: 'array', items: { enum: ['steps', 'tokens', 'context', 'stuck'] } };
const head = {
  id: { type: 'string' },
  object: { type: 'string' },
  created: { type: 'integer' },
  model: { type: 'string' },
} as const;
const choice = (text: object) => ({
  type: 'object',
  properties: {
    index: { const: 0 },
    logprobs: { type: 'null' },
    finish_reason: { enum: ['stop', 'length'] },
    ...text,
  },
});
const completionOf = (text: object) => ({
  type: 'object',
  properties: {
    ...head,
    choices: { type: 'array', items: choice(text) },
    usage: ref('Usage'),
    socratic: ref('Extras'),
  },
  required: [...Object.keys(head), 'choices', 'usage', 'socratic'],
});

const schemas = {
  Error: {
    type: 'object',
    properties: {
      error: {
        type: 'object',
        properties: {
          message: { type: 'string' },
          type: { type: 'string' },
          param: nullable('string'),
          code: { type: 'string' },
        },
        required: ['message', 'type', 'param', 'code'],
      },
    },
    required: ['error'],
  },
  ChatRequest: {
    type: 'object',
    properties: {
      ...openAiOptions,
      messages: { type: 'array', minItems: 1, items: { type: 'object' } },
      max_completion_tokens: { type: 'integer', minimum: 1 },
    },
    required: ['model', 'messages'],
  },
  CompletionRequest: {
    type: 'object',
    properties: { ...openAiOptions, prompt: { type: 'string' } },
    required: ['model', 'prompt'],
  },
  ChatCompletion: completionOf({
    message: {
      type: 'object',
      properties: { role: { const: 'assistant' }, content: { type: 'string' }, refusal: { type: 'null' } },
    },
  }),
  Completion: completionOf({ text: { type: 'string' } }),
  Usage: {
    type: 'object',
    properties: {
      prompt_tokens: { type: 'integer' },
      completion_tokens: { type: 'integer' },
      total_tokens: { type: 'integer' },
    },
    required: ['prompt_tokens', 'completion_tokens', 'total_tokens'],
  },
  Extras: {
    type: 'object',
    properties: { answer: nullable('string'), steps, limits },
    required: ['answer', 'steps', 'limits'],
  },
  Model: {
    type: 'object',
    properties: {
      id: { type: 'string' },
      object: { const: 'model' },
      created: { type: 'integer' },
      owned_by: { const: 'socratic' },
    },
    required: ['id', 'object', 'created', 'owned_by'],
  },
  ModelList: {
    type: 'object',
    properties: { object: { const: 'list' }, data: { type: 'array', items: ref('Model') } },
    required: ['object', 'data'],
  },
  SolveRequest: {
    type: 'object',
    properties: {
      model: { type: 'string' },
      problem: { type: 'string' },
      stream: { type: 'boolean' },
      ...solveOptions,
    },
    required: ['problem'],
    additionalProperties: false,
  },
  Solution: {
    type: 'object',
    properties: {
      model: { type: 'string' },
      answer: nullable('string'),
      steps,
      output: { type: 'string' },
      generatedTokens: { type: 'integer' },
      forcedTokens: { type: 'integer' },
      promptTokens: { type: 'integer' },
      limits,
      calculator: { type: 'boolean' },
      calculatorUses: { type: 'integer' },
      seconds: { type: 'number' },
    },
    required: ['model', 'answer', 'steps', 'output', 'generatedTokens', 'promptTokens', 'limits', 'seconds'],
  },
  Health: {
    type: 'object',
    properties: {
      status: { enum: ['ok', 'unavailable'] },
      models: { type: 'array', items: { enum: ['ready', 'loading', 'failed'] } },
    },
    required: ['status', 'models'],
  },
};

const asked = (request: string) => ({ required: true, content: json(ref(request)) });
const answered = (response: string, more: object = {}) => ({
  200: { description: 'The answer.', content: { ...json(ref(response)), ...more } },
});

/** The document behind GET /openapi.json. */
export function openApiDocument() {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Socratic',
      version: packageVersion(),
      description:
        'Trained students that solve problems step by step. The problem is the last message of the user.',
    },
    security: [{ key: [] }],
    paths: {
      '/v1/chat/completions': {
        post: {
          summary: 'Solve the problem in the last message of the user, as the API of OpenAI.',
          requestBody: asked('ChatRequest'),
          responses: { ...answered('ChatCompletion', events), ...ofSolving },
        },
      },
      '/v1/completions': {
        post: {
          summary: 'Solve the problem in the prompt, as the API of OpenAI.',
          requestBody: asked('CompletionRequest'),
          responses: { ...answered('Completion', events), ...ofSolving },
        },
      },
      '/v1/models': { get: { summary: 'The runs.', responses: { ...answered('ModelList'), ...ofReading } } },
      '/v1/models/{model}': {
        get: {
          summary: 'One run.',
          parameters: [{ name: 'model', in: 'path', required: true, schema: { type: 'string' } }],
          responses: { ...answered('Model'), ...ofReading, ...failures(404) },
        },
      },
      '/v1/solve': {
        post: {
          summary:
            'Solve a problem. With stream, or where events are accepted: question, solution, step, plan, sample, answer, done, error.',
          requestBody: asked('SolveRequest'),
          responses: { ...answered('Solution', events), ...ofSolving },
        },
      },
      '/healthz': {
        get: {
          ...open,
          summary: 'Whether every model is ready.',
          responses: {
            ...answered('Health'),
            503: { description: 'A model is not ready.', content: json(ref('Health')) },
          },
        },
      },
      '/metrics': {
        get: {
          summary: 'Counts and times, in the text format of Prometheus.',
          responses: {
            200: { description: 'The metrics.', content: { 'text/plain': { schema: { type: 'string' } } } },
            ...ofReading,
          },
        },
      },
      '/openapi.json': {
        get: {
          ...open,
          summary: 'This document.',
          responses: { 200: { description: 'The document.', content: json({ type: 'object' }) } },
        },
      },
    },
    components: {
      schemas,
      securitySchemes: { key: { type: 'http', scheme: 'bearer' } },
    },
  };
}
