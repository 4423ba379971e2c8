// Fetching from a local server that speaks as the hub does, and what is said when it does not.
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
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Reporter, SocraticError, silentReporter } from '../../../common/index.ts';
import { COMMIT, type Hub, sha256, startHub, stopHub, TOKEN } from './hub.fixture.ts';
import { fetchHubModel, parseHubSpec } from './index.ts';

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
let home = '';
let hub: Hub;
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'hub-'));
  hub = await startHub(files);
});
afterEach(() => {
  stopHub(hub);
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
    const other = await startHub(files);
    try {
      hub.needsToken = true;
      hub.elsewhere = other.url;
      const path = await fetchModel('org/model', { HF_TOKEN: TOKEN });
      expect(namesIn(path)).toContain('tokenizer_config.json');
      expect(other.requests).toContain(`/api/models/org/model/tree/${COMMIT}`);
      expect(other.requests).toContain('/storage/config.json');
      expect(new Set(other.authorizations)).toEqual(new Set([undefined]));
    } finally {
      stopHub(other);
    }
  });
});

const warnings: string[] = [];
const reporter: Reporter = { ...silentReporter, warn: (text) => warnings.push(String(text)) };
beforeEach(() => void warnings.splice(0));

describe('a part of a model', () => {
  test('is completed by the next start, though it could be read as it is', async () => {
    hub.broken = 'tokenizer_config.json';
    await expect(fetchModel()).rejects.toMatchObject({ code: 'hub-failed' });
    await expect(fetchModel()).rejects.toMatchObject({ code: 'hub-failed' });
    await expect(fetchModel(`org/model@${COMMIT}`, { HF_HUB_OFFLINE: '1' })).rejects.toMatchObject({
      code: 'hub-offline',
      message: expect.stringMatching(/not whole in the cache \(.*\): .*tokenizer_config\.json.* missing/),
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
      message: expect.stringMatching(/refs\/a is a file.*HF_HUB_CACHE/s),
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
      'hub-offline',
      /^HF_HUB_OFFLINE is set, so nothing is fetched, and org\/model is not whole in the cache \(.*\)\. Unset HF_HUB_OFFLINE and try again; or copy the cache/,
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

describe('an answer that is not the hub’s', () => {
  const page = { type: 'text/html', text: '<!doctype html><title>Sign in</title>' };
  const entry = { type: 'file', path: 'config.json', size: 1, oid: 'x' };
  test.each<[string, Partial<Hub>, RegExp]>([
    ['a web page', { answer: page }, /revision\/main answered with a web page, not with the hub's JSON/],
    ['a web page of another type', { answer: { ...page, type: 'text/plain' } }, /answered with a web page/],
    ['a web page with 404', { answer: { ...page, status: 404 } }, /answered 404 with a web page/],
    [
      'half a JSON',
      { answer: { type: 'application/json', text: '{"sha": ' } },
      /answered with what is no JSON/,
    ],
    ['null', { answer: { type: 'application/json', text: 'null' } }, /JSON that is not the hub's/],
    ['5 MB', { answer: { type: 'application/json', text: ' '.repeat(5e6) } }, /more than 4194304 bytes/],
    ['no commit', { commit: 7 }, /not the hub's \(sha: /],
    [
      'a commit that leads elsewhere',
      { commit: '../../x' },
      /\(sha: expected a commit of 40 hexadecimal digits\)/,
    ],
    [
      'an id that is none',
      { oid: '../x' },
      /lists config\.json with "\.\.\/x", which is no id of its content/,
    ],
    ['pages without end', { endless: true }, /a list of files of more than 100 pages/],
    [
      'a listing that is none',
      { answer: { type: 'application/json', text: JSON.stringify([entry]) } },
      /not the hub's/,
    ],
  ])('%s', async (_name, fault, message) => {
    Object.assign(hub, fault);
    const fetched = fetchModel('org/model', {}, reporter);
    await expect(fetched).rejects.toMatchObject({
      code: 'hub-answer-invalid',
      message: expect.stringMatching(message),
    });
    await expect(fetched).rejects.toThrow(/Check HF_ENDPOINT, and whether a proxy or a sign-in page/);
    expect(
      readdirSync(home, { recursive: true, encoding: 'utf8' }).filter((name) => /snap/.test(name)),
    ).toEqual([]);
  });

  test('does not keep a model in the cache from being used, which is said', async () => {
    const path = await fetchModel();
    hub.answer = page;
    expect(await fetchModel('org/model', {}, reporter)).toBe(path);
    expect(warnings).toEqual([
      expect.stringMatching(/a web page.* org\/model is used as it is in the cache\.$/),
    ]);
  });

  test('the text of a refusal is not read', async () => {
    hub.answer = { status: 403, type: 'application/json', text: '{"half' };
    await expect(fetchModel()).rejects.toMatchObject({ code: 'hub-forbidden' });
  });
});

test.each([
  'nonsense',
  'huggingface.co',
  'ftp://huggingface.co',
  'https://me:secret@hub.example',
  'https://x/?a=b',
])('HF_ENDPOINT=%s is refused as usage, before anything is asked', async (endpoint) => {
  const error = await fetchModel('org/model', { HF_ENDPOINT: endpoint }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(SocraticError);
  expect(error).toMatchObject({
    code: 'hub-endpoint-invalid',
    message: expect.stringMatching(
      /^HF_ENDPOINT: .*expected a URL.*https:\/\/huggingface\.co\. Correct it, or unset it\.$/,
    ),
  });
  expect(String(error)).not.toContain('secret');
});

test('what happens again until the name, a variable or the token changes is the fault of the input', async () => {
  const attempts: readonly [Record<string, string>, string, number?][] = [
    [{ HF_HUB_OFFLINE: '1' }, 'org/model'],
    [{ HF_TOKEN: 'secret' }, 'org/model'],
    [{}, 'org/model@none'],
    [{}, 'org/model:none.gguf'],
    [{}, 'org/model', 401],
  ];
  for (const [environment, spec, status] of attempts) {
    if (status) hub.status = status;
    await expect(fetchModel(spec, environment)).rejects.toMatchObject({ fault: 'input' });
  }
  hub.status = 503;
  await expect(fetchModel()).rejects.toMatchObject({ code: 'hub-failed', fault: 'environment' });
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
