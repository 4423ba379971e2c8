// Models that think, told by their names.
import { expect, test } from 'vitest';
import { mayThink } from './thinking-models.ts';

test.each([
  'openai:o3',
  'openai:o4-mini',
  'openai:gpt-5-mini',
  'google:gemini-2.5-flash',
  'openai-compatible:http://localhost:11434/v1#deepseek-r1:8b',
  'openai-compatible:https://api.deepseek.com/v1#deepseek-reasoner',
  'openai-compatible:https://openrouter.ai/api/v1#qwen/qwen3-32b',
  'openai-compatible:https://openrouter.ai/api/v1#openai/gpt-oss-120b',
  'openai-compatible:http://localhost/v1#Qwen/QwQ-32B-AWQ',
  'openai-compatible:http://localhost/v1#mistralai/Magistral-Small-2507',
  'openai-compatible:http://localhost/v1#Qwen3-4B-Thinking-2507',
  'openai-compatible:https://api.x.ai/v1#grok-4-fast-reasoning',
  'config:mine=anthropic.messages/claude-thinking',
])('%s thinks', (spec) => {
  expect(mayThink(spec)).toBe(true);
});

test.each([
  'openai:gpt-4o',
  'openai:gpt-4.1-mini',
  'openai:gpt-5-chat-latest',
  'anthropic:claude-haiku-4-5',
  'google:gemini-2.0-flash',
  'openai-compatible:http://o3.example/v1#llama3.1',
  'openai-compatible:http://localhost/v1#Qwen/Qwen2.5-7B-Instruct',
  'openai-compatible:http://localhost/v1#Qwen3-4B-Instruct-2507',
  'openai-compatible:https://api.x.ai/v1#grok-4-fast-non-reasoning',
  'openai-compatible:http://localhost/v1#phi-4',
  'run:runs/o1-like@0123',
])('%s does not', (spec) => {
  expect(mayThink(spec)).toBe(false);
});
