// The SDK writes a user's message as a conversation for models that continue texts (`user:`, `assistant:`). Our texts are to be continued as
// they are: a student was trained on nothing else.
import { assert } from '../common/index.ts';

const before = 'user:\n';
const after = '\n\nassistant:\n';
const conversationStop = '\nuser:';

/** A `fetch` for the requests of the SDK's completion model that sends the one user message alone, to be continued. */
export function continuingFetch(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return (input, init = {}) => fetch(input, { ...init, body: continuing(init.body) });
}

function continuing(body: RequestInit['body']): string {
  assert(typeof body === 'string', 'a completion is asked for with a body of text');
  const { prompt, stop, ...rest } = JSON.parse(body) as { prompt: string; stop?: string[] };
  assert(
    prompt.startsWith(before) && prompt.endsWith(after),
    'the SDK writes a user’s message in another way: it cannot be continued as it is',
  );
  const stops = (stop ?? []).filter((text) => text !== conversationStop);
  const text = prompt.slice(before.length, -after.length);
  return JSON.stringify({ ...rest, prompt: text, ...(stops.length > 0 ? { stop: stops } : {}) });
}
