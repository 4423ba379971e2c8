// A server that continues texts with the models of a run, as vLLM and llama.cpp do: `POST /v1/completions`, one model a name.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { required } from '../../src/common/index.ts';
import type { BatchDecoder, RowAction, RowEvent } from '../../src/engine/generate/index.ts';
import type { SolverSpec, StudentModel } from '../../src/solve/index.ts';
import { loadModels } from '../../src/solve/load-models.ts';

interface Asked {
  readonly model: string;
  readonly prompt: string;
  readonly max_tokens: number;
  readonly stop?: readonly string[];
}

/** The text that the model writes behind `prompt`, up to a stop or its end. */
function continued({ tokenizer, decoder }: StudentModel, { prompt, max_tokens: most, stop = [] }: Asked) {
  const ids: number[] = [];
  const text = () => tokenizer.decode(ids);
  const found = () => stop.map((end) => text().indexOf(end)).find((at) => at >= 0);
  return new Promise<{ text: string; finish: 'stop' | 'length' }>((resolve) => {
    const done = (finish: 'stop' | 'length'): RowAction => {
      resolve({ text: text().slice(0, found() ?? Number.POSITIVE_INFINITY), finish });
      return { type: 'done' };
    };
    decoder.add({
      prompt: [...tokenizer.prefixIds, ...tokenizer.encodeStart([{ text: prompt, special: true }])],
      next: (event: RowEvent) => {
        if (event.type === 'contextFull') return done('length');
        if (event.type !== 'sampled') return { type: 'sample' };
        if (tokenizer.endOfTextIds.has(event.id)) return done('stop');
        ids.push(event.id);
        if (found() !== undefined) return done('stop');
        return ids.length >= most ? done('length') : { type: 'sample' };
      },
    });
  });
}

export interface CompletionsServer {
  readonly url: string;
  /** The bodies that came. */
  readonly asked: Asked[];
  close(): Promise<void>;
}

/** Serves the pair of `spec` as the models `qg` and `qa`. */
export async function completionsServer(spec: SolverSpec): Promise<CompletionsServer> {
  const models = await loadModels(spec, { threads: 1, slots: 8 });
  if ('student' in models) throw new Error('a pair is served');
  const { qg, qa } = models;
  const roles = { qg: required(qg, 'qg'), qa: required(qa, 'qa') };
  const asked: Asked[] = [];
  let isOpen = true;
  const steps = (async () => {
    while (isOpen) {
      const advanced = [await roles.qg.decoder.step(), await roles.qa.decoder.step()];
      await new Promise((resolve) =>
        advanced.includes(true) ? setImmediate(resolve) : setTimeout(resolve, 2),
      );
    }
  })();
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString()) as Asked;
    asked.push(body);
    const model = roles[body.model as keyof typeof roles];
    const isKnown = request.url === '/v1/completions' && model !== undefined;
    if (!isKnown) {
      response.writeHead(404).end();
      return;
    }
    const { text, finish } = await continued(model, body);
    const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
    const choices = [{ index: 0, text, finish_reason: finish }];
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({ id: 'c', object: 'text_completion', created: 1, model: body.model, choices, usage }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked,
    close: async () => {
      isOpen = false;
      await steps;
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      for (const { decoder } of Object.values(roles)) await (decoder as BatchDecoder).release();
    },
  };
}
