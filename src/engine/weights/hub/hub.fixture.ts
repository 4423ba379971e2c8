// A local server that speaks as the hub does, for tests: listing in pages, redirects to storage, ranges, tokens, faults.
import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export const COMMIT = 'c'.repeat(40);
export const TOKEN = 'hf_secretsecret';

const large = (name: string) => /safetensors$|gguf$/.test(name);
const gitId = (data: Buffer) => createHash('sha1').update(`blob ${data.length}\0`).update(data).digest('hex');
export const sha256 = (data: Buffer) => createHash('sha256').update(data).digest('hex');

/** What the server does wrong, and what it was asked. */
export interface Hub {
  readonly url: string;
  readonly server: Server;
  readonly requests: string[];
  readonly authorizations: (string | undefined)[];
  /** Path of a listed file instead of `tokenizer.json`. */
  rename?: string;
  needsToken?: boolean;
  status?: number;
  /** The storage ends the connection after so many bytes, once. */
  cutAfter?: number;
  spoil?: boolean;
  /** The one file for which it answers 500. */
  broken?: string;
  /** What it sends as `config.json`, instead of what it lists. */
  config?: Buffer;
  /** What it answers to every question about a model and its files, instead of JSON. */
  answer?: { readonly status?: number; readonly type: string; readonly text: string };
  /** The commit that it says. */
  commit?: unknown;
  /** The id that it says of every file's content. */
  oid?: string;
  /** Every page of the listing names another one. */
  endless?: boolean;
  /** Another host, to which it sends for the second page of the listing and for the content of small files. */
  elsewhere?: string;
}

/** Serves `files` as the repository org/model. */
export async function startHub(files: Readonly<Record<string, Buffer>>): Promise<Hub> {
  const hub = { requests: [] as string[], authorizations: [] as string[] } as unknown as {
    -readonly [K in keyof Hub]: Hub[K];
  };
  hub.server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://x');
    const range = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? '');
    hub.requests.push(`${url.pathname}${range ? ` ${range[0]}` : ''}`);
    hub.authorizations.push(request.headers.authorization);
    const json = (status: number, body: unknown, headers = {}) =>
      response
        .writeHead(status, { 'content-type': 'application/json', ...headers })
        .end(JSON.stringify(body));
    if (hub.status) return json(hub.status, { error: 'no' });
    const stored = url.pathname.startsWith('/storage/');
    if (hub.needsToken && !stored && request.headers.authorization !== `Bearer ${TOKEN}`) {
      return json(401, { error: 'Invalid username or password.' });
    }
    if (hub.answer && url.pathname.startsWith('/api/')) {
      const { status = 200, type, text } = hub.answer;
      return response.writeHead(status, { 'content-type': type }).end(text);
    }
    if (url.pathname.startsWith('/api/models/org/model/revision/')) {
      return url.pathname.endsWith('/none')
        ? json(404, { error: 'no revision' })
        : json(200, { _id: '1', id: 'org/model', sha: hub.commit ?? COMMIT });
    }
    if (url.pathname === `/api/models/org/model/tree/${COMMIT}`) {
      const names = Object.keys(files);
      const second = url.searchParams.get('cursor') === '2';
      const page = (second ? names.slice(3) : names.slice(0, 3)).map((name) => {
        const data = files[name] ?? Buffer.alloc(0);
        const path = name === 'tokenizer.json' ? (hub.rename ?? name) : name;
        const oid = hub.oid ?? gitId(data);
        const lfs = { oid: sha256(data), size: data.length, pointerSize: 130 };
        return { type: 'file', path, size: data.length, oid, ...(large(name) ? { lfs } : {}) };
      });
      const next = `<${hub.elsewhere ?? hub.url}${url.pathname}?cursor=2>; rel="next"`;
      return json(200, page, second && !hub.endless ? {} : { link: next });
    }
    const name = decodeURIComponent(url.pathname.split('/').at(-1) ?? '');
    const data = name === 'config.json' ? (hub.config ?? files[name]) : files[name];
    if (name === hub.broken) return json(500, { error: 'broken' });
    if (!data) return json(404, { error: 'Entry not found' }, { 'x-error-code': 'EntryNotFound' });
    if (!stored && large(name)) {
      return response
        .writeHead(302, { location: `${hub.url}/storage/${name}`, 'x-linked-size': String(data.length) })
        .end();
    }
    if (hub.elsewhere && !stored) {
      return response.writeHead(302, { location: `${hub.elsewhere}/storage/${name}` }).end();
    }
    const start = Number(range?.[1] ?? 0);
    const end = range?.[2] ? Number(range[2]) + 1 : data.length;
    const body = Buffer.from(data.subarray(start, end));
    if (hub.spoil && stored && body.length > 10) body[5] = (body[5] ?? 0) ^ 1;
    response.writeHead(range ? 206 : 200, {
      'content-length': body.length,
      'content-range': `bytes ${start}-${end - 1}/${data.length}`,
      etag: `"${sha256(data)}"`,
      'x-cache': 'Hit from cloudfront',
    });
    if (hub.cutAfter && stored && body.length > hub.cutAfter) {
      response.write(body.subarray(0, hub.cutAfter), () => setTimeout(() => response.destroy(), 20));
      delete hub.cutAfter;
      return;
    }
    return response.end(body);
  });
  await new Promise<void>((resolve) => hub.server.listen(0, '127.0.0.1', resolve));
  hub.url = `http://127.0.0.1:${(hub.server.address() as AddressInfo).port}`;
  return hub;
}

/** Ends the server and all that is connected to it. */
export function stopHub({ server }: Hub): void {
  server.closeAllConnections();
  server.close();
}
