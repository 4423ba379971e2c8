// A model that a test drives, and a clock that jumps to whatever is waited for.
import { APICallError, type LanguageModelV3 } from '@ai-sdk/provider';
import type { Prompt } from './index.ts';

export type Reply =
  | {
      readonly text: string;
      /** Of input and output each; 10 where that is not said. */
      readonly tokens?: number;
      readonly usage?: false;
      readonly finish?: 'stop' | 'error' | 'length';
    }
  | Error;

/** A model that answers as told, after `ms`; every call is counted. */
export function fakeModel(reply: (call: number, prompt: string) => Reply, ms = 0) {
  const calls: string[] = [];
  let [open, most] = [0, 0];
  const model: LanguageModelV3 = {
    specificationVersion: 'v3',
    provider: 'fake',
    modelId: 'fake-1',
    supportedUrls: {},
    doGenerate: async ({ prompt, abortSignal }) => {
      const last = prompt.at(-1);
      const text =
        Array.isArray(last?.content) && last.content[0]?.type === 'text' ? last.content[0].text : '';
      calls.push(text);
      most = Math.max(most, ++open);
      try {
        await new Promise((resolve, reject) => {
          setTimeout(resolve, ms);
          abortSignal?.addEventListener('abort', () => reject(abortSignal.reason));
        });
      } finally {
        open--;
      }
      const answer = reply(calls.length, text);
      if (answer instanceof Error) throw answer;
      const tokens = answer.usage === false ? undefined : (answer.tokens ?? 10);
      return {
        content: [{ type: 'text', text: answer.text }],
        finishReason: { unified: answer.finish ?? 'stop', raw: 'stop' },
        usage: {
          inputTokens: { total: tokens, noCache: tokens, cacheRead: undefined, cacheWrite: undefined },
          outputTokens: { total: tokens, text: tokens, reasoning: undefined },
        },
        warnings: [],
      };
    },
    doStream: () => Promise.reject(new Error('not used')),
  };
  return { model, calls, most: () => most };
}

export const prompt = (text: string): Prompt => ({ system: '', messages: [{ role: 'user', content: text }] });
export const http = (statusCode: number, responseHeaders: Record<string, string> = {}) =>
  new APICallError({ message: 'no', url: 'u', requestBodyValues: {}, statusCode, responseHeaders });

/** Time passes only while somebody sleeps. */
export function jumpingClock() {
  const clock = {
    time: 0,
    now: () => clock.time,
    sleep: async (ms: number) => {
      clock.time += ms;
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
  return clock;
}
