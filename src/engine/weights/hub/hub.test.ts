// Fetching from a local server that speaks as the hub does: listing in pages, redirects to storage, ranges, tokens, faults. Long because
// of that one server.
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Reporter, silentReporter } from '../../../common/index.ts';
import { fetchHubModel, parseHubSpec } from './index.ts';

const COMMIT = 'c'.repeat(40);
const TOKEN = 'hf_secretsecret';
const weights = Buffer.from(Array.from({ length: 100_000 }, (_, i) => i % 251));
const files: Readonly<Record<string, Buffer>> = {
  'config.json': Buffer.from('{"model_type":"gpt2"}'),
  'tokenizer.json': Buffer.from('{}'),
  'tokenizer_config.json': Buffer.from('{"eos_token":"<|im_end|>"}'),
  'README.md': Buffer.from('---\nlicense: mit\n---\n'),
  'model.safetensors': weights,
  'model-00001-of-00002.safetensors': Buffer.from('the same again'),
  'pytorch_model.bin': Buffer.from('not wanted'),
  'small.Q4_0.gguf': Buffer.from('GGUF'),
};
const large = (name: string) => /safetensors$|gguf$/.test(name);
const gitId = (data: Buffer) => createHash('sha1').update(`blob ${data.length}\0`).update(data).digest('hex');
const sha256 = (data: Buffer) => createHash('sha256').update(data).digest('hex');

/** What the server does wrong, and what it was asked. */
interface Hub {
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
  /** Another host, to which it sends for the second page of the listing and for the content of small files. */
  elsewhere?: string;
}

async function startHub(): Promise<Hub> {
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
    if (url.pathname.startsWith('/api/models/org/model/revision/')) {
      return url.pathname.endsWith('/none')
        ? json(404, { error: 'no revision' })
        : json(200, { _id: '1', id: 'org/model', sha: COMMIT });
    }
    if (url.pathname === `/api/models/org/model/tree/${COMMIT}`) {
      const names = Object.keys(files);
      const second = url.searchParams.get('cursor') === '2';
      const page = (second ? names.slice(3) : names.slice(0, 3)).map((name) => {
        const data = files[name] ?? Buffer.alloc(0);
        const path = name === 'tokenizer.json' ? (hub.rename ?? name) : name;
        const oid = gitId(data);
        const lfs = { oid: sha256(data), size: data.length, pointerSize: 130 };
        return { type: 'file', path, size: data.length, oid, ...(large(name) ? { lfs } : {}) };
      });
      const next = `<${hub.elsewhere ?? hub.url}${url.pathname}?cursor=2>; rel="next"`;
      return json(200, page, second ? {} : { link: next });
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

let home = '';
let hub: Hub;
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'hub-'));
  hub = await startHub();
});
afterEach(() => {
  hub.server.closeAllConnections();
  hub.server.close();
  rmSync(home, { recursive: true, force: true });
});

const fetchModel = (
  spec = 'org/model',
  environment: Record<string, string> = {},
  reporter: Reporter = silentReporter,
) => {
  const parsed = parseHubSpec(spec);
  if (!parsed) throw new Error('not a spec');
  return fetchHubModel(parsed, {
    reporter,
    environment: { HF_HOME: home, HF_ENDPOINT: hub.url, ...environment },
  });
};
const namesIn = (path: string) => readdirSync(path).sort();

describe('a model', () => {
  test('comes with what it needs, in the layout of huggingface_hub, and only once', async () => {
    const path = await fetchModel();
    expect(path).toBe(join(home, 'hub', 'models--org--model', 'snapshots', COMMIT));
    expect(namesIn(path)).toEqual([
      'README.md',
      'config.json',
      'model.safetensors',
      'tokenizer.json',
      'tokenizer_config.json',
    ]);
    expect(readFileSync(join(path, 'model.safetensors')).equals(weights)).toBe(true);
    expect(namesIn(join(path, '..', '..', 'blobs'))).toContain(sha256(weights));
    expect(readFileSync(join(path, '..', '..', 'refs', 'main'), 'utf8')).toBe(COMMIT);
    hub.requests.length = 0;
    expect(await fetchModel()).toBe(path);
    expect(hub.requests).toEqual(['/api/models/org/model/revision/main']);
  });

  test('a GGUF file that is named comes alone', async () => {
    const path = await fetchModel('org/model@main:small.Q4_0.gguf');
    expect(readFileSync(path, 'utf8')).toBe('GGUF');
    expect(namesIn(join(path, '..'))).toEqual(['small.Q4_0.gguf']);
  });

  test('is used from the cache without a connection, and with HF_HUB_OFFLINE', async () => {
    const path = await fetchModel();
    expect(await fetchModel('org/model', { HF_HUB_OFFLINE: '1' })).toBe(path);
    expect(await fetchModel('org/model', { HF_ENDPOINT: 'http://127.0.0.1:9' })).toBe(path);
  });

  test('a token is sent and written nowhere', async () => {
    hub.needsToken = true;
    await expect(fetchModel()).rejects.toMatchObject({
      code: 'hub-forbidden',
      message: expect.stringContaining('HF_TOKEN'),
    });
    const path = await fetchModel('org/model', { HF_TOKEN: TOKEN });
    for (const file of readdirSync(home, { recursive: true, encoding: 'utf8' })) {
      const full = join(home, file);
      if (existsSync(full) && !/snapshots|blobs\/?$/.test(file)) {
        try {
          expect(readFileSync(full, 'utf8')).not.toContain(TOKEN);
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'EISDIR') throw error;
        }
      }
    }
    expect(namesIn(path)).toContain('config.json');
  });

  test('the token that the hub’s own login left is used', async () => {
    hub.needsToken = true;
    writeFileSync(join(home, 'token'), `${TOKEN}\n`);
    expect(namesIn(await fetchModel())).toContain('config.json');
  });
});

describe('a token', () => {
  test('does not go to another host, wherever the hub leads', async () => {
    const other = await startHub();
    try {
      hub.needsToken = true;
      hub.elsewhere = other.url;
      const path = await fetchModel('org/model', { HF_TOKEN: TOKEN });
      expect(namesIn(path)).toContain('tokenizer_config.json');
      expect(other.requests).toContain(`/api/models/org/model/tree/${COMMIT}`);
      expect(other.requests).toContain('/storage/config.json');
      expect(new Set(other.authorizations)).toEqual(new Set([undefined]));
    } finally {
      other.server.closeAllConnections();
      other.server.close();
    }
  });
});

describe('a part of a model', () => {
  const warnings: string[] = [];
  const reporter: Reporter = { ...silentReporter, warn: (text) => warnings.push(text) };
  beforeEach(() => warnings.splice(0));

  test('is completed by the next start, though it could be read as it is', async () => {
    hub.broken = 'tokenizer_config.json';
    await expect(fetchModel()).rejects.toMatchObject({ code: 'hub-failed' });
    await expect(fetchModel()).rejects.toMatchObject({ code: 'hub-failed' });
    await expect(fetchModel(`org/model@${COMMIT}`, { HF_HUB_OFFLINE: '1' })).rejects.toMatchObject({
      code: 'hub-unreachable',
      message: expect.stringMatching(/not whole in the cache: .*tokenizer_config\.json.* missing/),
    });
    delete hub.broken;
    expect(namesIn(await fetchModel())).toContain('tokenizer_config.json');
  });

  test('that another program fetched is used with a warning offline, and completed online', async () => {
    const repo = join(home, 'hub', 'models--org--model');
    const snapshot = join(repo, 'snapshots', COMMIT);
    for (const folder of [snapshot, join(repo, 'refs')]) mkdirSync(folder, { recursive: true });
    writeFileSync(join(repo, 'refs', 'main'), COMMIT);
    for (const name of ['config.json', 'tokenizer.json', 'model.safetensors']) {
      writeFileSync(join(snapshot, name), files[name] ?? '');
    }
    expect(await fetchModel('org/model', { HF_HUB_OFFLINE: '1' }, reporter)).toBe(snapshot);
    expect(warnings).toEqual([expect.stringContaining('tokenizer_config.json')]);
    expect(await fetchModel('org/model', {}, reporter)).toBe(snapshot);
    expect(namesIn(snapshot)).toContain('tokenizer_config.json');
    warnings.splice(0);
    expect(await fetchModel('org/model', { HF_HUB_OFFLINE: '1' }, reporter)).toBe(snapshot);
    expect(warnings).toEqual([]);
  });
});

describe('a fault', () => {
  test('more bytes than were listed: fetching ends there, and nothing is left', async () => {
    hub.config = Buffer.alloc(50e6);
    await expect(fetchModel()).rejects.toMatchObject({
      code: 'hub-corrupt',
      message: expect.stringContaining('config.json did not come whole from the hub: more than the 21 bytes'),
    });
    const blobs = join(home, 'hub', 'models--org--model', 'blobs');
    expect(namesIn(blobs).filter((name) => statSync(join(blobs, name)).size > 1e6)).toEqual([]);
  });

  test('a small file of the right size and another content', async () => {
    hub.config = Buffer.from('{"model_type":"gptX"}');
    await expect(fetchModel()).rejects.toMatchObject({
      code: 'hub-corrupt',
      message: expect.stringMatching(/^config\.json .* its git id is another/),
    });
    delete hub.config;
    expect(
      readFileSync(join(await fetchModel(), 'config.json')).equals(files['config.json'] ?? weights),
    ).toBe(true);
  });

  test('a disk that refuses is not taken for a hub that cannot be reached', async () => {
    await fetchModel('org/model@a');
    await expect(fetchModel('org/model@a/b')).rejects.toMatchObject({
      code: 'hub-cache-unusable',
      message: expect.stringMatching(/refs\/a\/b: ENOTDIR.*HF_HUB_CACHE/),
    });
    writeFileSync(join(home, 'file'), '');
    await expect(fetchModel('org/model', { HF_HUB_CACHE: join(home, 'file') })).rejects.toMatchObject({
      code: 'hub-cache-unusable',
    });
  });

  test('a connection that breaks: nothing half is read, and the next start goes on from there', async () => {
    hub.cutAfter = 30_000;
    await expect(fetchModel()).rejects.toMatchObject({ code: expect.stringMatching(/^hub-/) });
    const snapshot = join(home, 'hub', 'models--org--model', 'snapshots', COMMIT);
    expect(existsSync(join(snapshot, 'model.safetensors'))).toBe(false);
    hub.requests.length = 0;
    const path = await fetchModel();
    expect(readFileSync(join(path, 'model.safetensors')).equals(weights)).toBe(true);
    const ranges = hub.requests.filter((line) => line.startsWith('/storage/model.safetensors bytes='));
    expect(ranges.some((line) => Number(/bytes=(\d+)-/.exec(line)?.[1]) > 0)).toBe(true);
  });

  test('content that is not what the hub said', async () => {
    hub.spoil = true;
    await expect(fetchModel()).rejects.toMatchObject({
      code: 'hub-corrupt',
      message: expect.stringContaining('model.safetensors'),
    });
    delete hub.spoil;
    expect(readFileSync(join(await fetchModel(), 'model.safetensors')).equals(weights)).toBe(true);
  });

  test('names that lead elsewhere are not fetched', async () => {
    hub.rename = '../../../escaped/tokenizer.json';
    await expect(fetchModel()).rejects.toMatchObject({ code: 'hub-not-usable' });
    expect(
      readdirSync(home, { recursive: true, encoding: 'utf8' }).filter((name) => /escaped/.test(name)),
    ).toEqual([]);
  });

  test.each<[string, () => Promise<string>, string, RegExp]>([
    [
      'a revision that is not there',
      () => fetchModel('org/model@none'),
      'hub-not-found',
      /org\/model \(none\)/,
    ],
    ['a file that is not there', () => fetchModel('org/model:none.gguf'), 'hub-not-usable', /none\.gguf/],
    [
      'a model that is not there',
      () => {
        hub.status = 404;
        return fetchModel('org/other');
      },
      'hub-not-found',
      /org\/other/,
    ],
    [
      'a licence that is not accepted',
      () => {
        hub.status = 403;
        return fetchModel();
      },
      'hub-forbidden',
      /licence accepted/,
    ],
    [
      'a server in trouble',
      () => {
        hub.status = 503;
        return fetchModel();
      },
      'hub-failed',
      /503/,
    ],
    [
      'no connection',
      () => fetchModel('org/model', { HF_ENDPOINT: 'http://127.0.0.1:9' }),
      'hub-unreachable',
      /HF_ENDPOINT|model directory/,
    ],
    [
      'HF_HUB_OFFLINE',
      () => fetchModel('org/model', { HF_HUB_OFFLINE: '1' }),
      'hub-unreachable',
      /HF_HUB_OFFLINE is set/,
    ],
    [
      'a token that is none',
      () => fetchModel('org/model', { HF_TOKEN: 'secret' }),
      'hub-forbidden',
      /not a hub token/,
    ],
  ])('%s', async (_name, run, code, message) => {
    await expect(run()).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });
});

test.each<[string, object | null]>([
  ['gpt2', { repo: 'gpt2', revision: 'main', file: null }],
  ['HuggingFaceTB/SmolLM2-135M', { repo: 'HuggingFaceTB/SmolLM2-135M', revision: 'main', file: null }],
  ['a/b@v1.0:m.Q4_1.gguf', { repo: 'a/b', revision: 'v1.0', file: 'm.Q4_1.gguf' }],
  ['../x', null],
  ['a/b/c', null],
  ['a/b@../../x', null],
  ['model.gguf', null],
  ['', null],
  ['scratch:tiny', null],
])('hub id %s', (spec, expected) => {
  expect(parseHubSpec(spec)).toEqual(expected);
});
