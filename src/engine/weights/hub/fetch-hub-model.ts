// Models from the Hugging Face hub, or from a server that speaks like it, through its own client library; kept in the shared cache.
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { downloadFile, HubApiError, listFiles, modelInfo } from '@huggingface/hub';
import {
  InterruptedError,
  largestFile,
  messageOf,
  type Reporter,
  readBoundedText,
  readJsonObject,
  SocraticError,
} from '../../../common/index.ts';
import { indexFile } from '../sharded-safetensors.ts';
import { HubCache, type HubFile } from './hub-cache.ts';
import type { HubSpec } from './hub-spec.ts';

export interface HubOptions {
  readonly reporter: Reporter;
  readonly signal?: AbortSignal;
  /** Where HF_ENDPOINT, HF_TOKEN, HF_HOME, HF_HUB_CACHE and HF_HUB_OFFLINE are looked up. Default the process's. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** What a model directory needs; nothing else is fetched, and nothing outside the repository's top folder. */
const wanted =
  /^(config\.json|generation_config\.json|tokenizer\.json|tokenizer_config\.json|special_tokens_map\.json|added_tokens\.json|vocab\.json|merges\.txt|chat_template\.jinja|README\.md|LICEN[SC]E(\.\w+)?|model(-\d{5}-of-\d{5})?\.safetensors|model\.safetensors\.index\.json)$/i;

/**
 * The local path of a hub model: a directory, or the GGUF file that the spec names. Fetches what the cache lacks of the files that
 * the hub lists. Without a connection, a model that is whole in the cache is used as it is; one that another program fetched, of
 * which it is not known what the hub lists, with a warning. Throws `hub-unreachable`, `hub-forbidden`, `hub-not-found`, `hub-failed`,
 * `hub-corrupt`, `hub-cache-unusable`, and InterruptedError.
 */
export async function fetchHubModel(spec: HubSpec, options: HubOptions): Promise<string> {
  const environment = options.environment ?? process.env;
  const cache = new HubCache(cacheDirectory(environment), spec.repo);
  const offline = /^(1|true|yes|on)$/i.test(environment.HF_HUB_OFFLINE ?? '');
  const cached = () => usableInCache(cache, spec, options.reporter);
  if (offline) {
    return (
      cached() ?? unreachable(spec, endpointOf(environment), 'HF_HUB_OFFLINE is set', lacks(cache, spec))
    );
  }
  const hub = connection(spec, options, environment);
  try {
    const { sha: commit } = await modelInfo({
      ...hub,
      name: spec.repo,
      additionalFields: ['sha'],
      revision: spec.revision,
    });
    if (!/^[0-9a-f]{40}$/.test(commit)) throw new Error(`its commit is ${JSON.stringify(commit)}`);
    const have = isWhole(cache, spec, commit) ? modelIn(cache, spec, commit) : null;
    if (have === null) await fetchFiles(cache, spec, commit, hub, options.reporter);
    cache.remember(spec.revision, commit);
    return have ?? modelIn(cache, spec, commit) ?? incomplete(spec, cache.filesOf(commit));
  } catch (error) {
    if (options.signal?.aborted)
      throw new InterruptedError(`Stopped while fetching ${spec.repo}; what has come is kept.`);
    const have = isConnectionProblem(error) ? cached() : null;
    if (have === null) throw explained(error, spec, hub.hubUrl, lacks(cache, spec));
    options.reporter.warn(`${hub.hubUrl} cannot be reached: ${spec.repo} is used as it is in the cache.`);
    return have;
  }
}

type Connection = ReturnType<typeof connection>;

function connection(
  { repo }: HubSpec,
  { signal }: HubOptions,
  environment: Readonly<Record<string, string | undefined>>,
) {
  const accessToken = tokenOf(environment);
  const hubUrl = endpointOf(environment);
  const send: typeof fetch = (url, init) => {
    const headers = new Headers(init?.headers);
    // The library sends the token wherever the hub's `Link` and redirects lead: it is for the hub alone.
    if (new URL(url instanceof Request ? url.url : url).origin !== new URL(hubUrl).origin) {
      headers.delete('authorization');
    }
    // Plain downloads, not the chunk protocol that the library prefers: a file is then one stream, which can be continued.
    if (headers.get('accept')?.includes('xet')) headers.delete('accept');
    return fetch(url, { ...init, headers, ...(signal ? { signal } : {}) });
  };
  return {
    repo: { type: 'model' as const, name: repo },
    hubUrl,
    fetch: send,
    ...(accessToken === undefined ? {} : { accessToken }),
  };
}

async function fetchFiles(
  cache: HubCache,
  spec: HubSpec,
  commit: string,
  hub: Connection,
  reporter: Reporter,
): Promise<void> {
  const files: HubFile[] = [];
  for await (const { type, path, size, oid = '', lfs } of listFiles({ ...hub, revision: commit })) {
    const isWanted = spec.file === null ? wanted.test(path) : path === spec.file;
    if (type !== 'file' || !isWanted) continue;
    const etag = lfs?.oid ?? oid;
    if (!(lfs ? /^[0-9a-f]{64}$/ : /^[0-9a-f]{40}$/).test(etag))
      throw new Error(`${path} has the id ${JSON.stringify(etag)}`);
    files.push({ path, size: lfs?.size ?? size, etag, sha256: lfs?.oid ?? null });
  }
  // One safetensors file is enough; a repository may hold the same weights in several files too.
  const single = files.some(({ path }) => path === 'model.safetensors');
  const needed = files.filter(({ path }) => !(single && /^model(-|\.safetensors\.index)/.test(path)));
  if (spec.file === null) {
    cache.rememberNeeded(
      commit,
      needed.map(({ path }) => path),
    );
  }
  const total = needed.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  for (const file of needed) {
    await cache.add(
      commit,
      file,
      async (start) => {
        const blob = await downloadFile({ ...hub, path: file.path, revision: commit, xet: false });
        if (!blob) throw new Error(`${file.path} is listed but not there`);
        return blob.slice(start).stream();
      },
      (bytes) => {
        done += bytes;
        reporter.progress(`fetching ${spec.repo}`, {
          done: Math.min(done, total),
          total,
          note: `${(done / 1e6).toFixed(0)} of ${(total / 1e6).toFixed(0)} MB`,
        });
      },
    );
  }
}

/** The path of what may be used without a connection, or null: whole as the hub listed it, or whole as far as anyone knows. */
function usableInCache(cache: HubCache, spec: HubSpec, reporter: Reporter): string | null {
  const commit = cache.commitOf(spec.revision);
  const path = commit === null ? null : modelIn(cache, spec, commit);
  if (commit === null || path === null || isWhole(cache, spec, commit)) return path;
  if (cache.neededFilesOf(commit) !== null) return null;
  reporter.warn(
    `${spec.repo} in the cache was fetched by another program: files such as tokenizer_config.json, with the chat template, may be missing. They are fetched when the hub can be reached.`,
  );
  return path;
}

/** Whether every file is there that the hub listed for a commit; a GGUF file needs no other. */
const isWhole = (cache: HubCache, { file }: HubSpec, commit: string): boolean =>
  file !== null || missingOf(cache, commit)?.length === 0;

/** What the hub listed for a commit and the cache has not; null when it is not known what the hub listed. */
function missingOf(cache: HubCache, commit: string): readonly string[] | null {
  const files = cache.filesOf(commit);
  return cache.neededFilesOf(commit)?.filter((name) => !files.includes(name)) ?? null;
}

/** For messages: what is known to be missing. */
function lacks(cache: HubCache, { file, revision }: HubSpec): string {
  const commit = cache.commitOf(revision);
  const missing = file === null && commit !== null ? missingOf(cache, commit) : null;
  return missing?.length ? `: ${missing.join(', ')} missing` : '';
}

/** The path of a model in the cache that has what no model can do without, or null. */
function modelIn(cache: HubCache, { file }: HubSpec, commit: string): string | null {
  const files = cache.filesOf(commit);
  const directory = cache.snapshot(commit);
  if (file !== null) return files.includes(file) ? join(directory, file) : null;
  if (!files.includes('config.json') || !files.includes('tokenizer.json')) return null;
  return files.includes('model.safetensors') || hasAllShards(directory, files) ? directory : null;
}

function hasAllShards(directory: string, files: readonly string[]): boolean {
  if (!files.includes(indexFile)) return false;
  try {
    const index = readJsonObject(join(directory, indexFile), largestFile.config, 'weights-index-invalid');
    return Object.values(index.weight_map ?? {}).every((name) => files.includes(String(name)));
  } catch {
    return false;
  }
}

const endpointOf = (environment: Readonly<Record<string, string | undefined>>): string =>
  (environment.HF_ENDPOINT ?? 'https://huggingface.co').replace(/\/+$/, '');

function cacheDirectory(environment: Readonly<Record<string, string | undefined>>): string {
  return environment.HF_HUB_CACHE ?? environment.HUGGINGFACE_HUB_CACHE ?? join(homeOf(environment), 'hub');
}

const homeOf = (environment: Readonly<Record<string, string | undefined>>): string =>
  environment.HF_HOME ?? join(environment.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'huggingface');

/** HF_TOKEN, or what `hf auth login` left. It is sent to the endpoint and nowhere written. */
function tokenOf(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  const path = environment.HF_TOKEN_PATH ?? join(homeOf(environment), 'token');
  const token = environment.HF_TOKEN ?? (existsSync(path) ? readBoundedText(path, largestFile.prose) : '');
  return token.trim() === '' ? undefined : token.trim();
}

function isConnectionProblem(error: unknown): boolean {
  return !(error instanceof SocraticError) && !(error instanceof HubApiError && error.statusCode < 500);
}

function explained(error: unknown, { repo, revision }: HubSpec, endpoint: string, lacking: string): Error {
  if (error instanceof SocraticError) return error;
  const at = `${repo} (${revision}) at ${endpoint}`;
  const local = 'Or give a model directory or a GGUF file on this machine.';
  if (error instanceof HubApiError && (error.statusCode === 401 || error.statusCode === 403)) {
    return new SocraticError(
      'hub-forbidden',
      `The hub does not give ${at}: it is private, needs its licence accepted on its page, or does not exist. Set HF_TOKEN to a token that may read it. ${local}`,
      { details: { repo, status: error.statusCode } },
    );
  }
  if (error instanceof HubApiError && error.statusCode === 404) {
    return new SocraticError(
      'hub-not-found',
      `The hub has no ${at}. Check the name and the revision. ${local}`,
      {
        details: { repo, revision },
      },
    );
  }
  if (error instanceof HubApiError) {
    return new SocraticError(
      'hub-failed',
      `The hub answered ${error.statusCode} to a request for ${at}. Try again later. ${local}`,
      {
        details: { repo, status: error.statusCode },
      },
    );
  }
  if (error instanceof TypeError && /token/.test(error.message)) {
    return new SocraticError('hub-forbidden', `HF_TOKEN is not a hub token: ${error.message}.`);
  }
  return unreachableError(repo, endpoint, reasonOf(error), lacking);
}

/** What is behind `fetch failed`. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause === undefined ? messageOf(error) : `${messageOf(error)}: ${messageOf(cause)}`;
}

function unreachableError(repo: string, endpoint: string, reason: string, lacking: string): SocraticError {
  return new SocraticError(
    'hub-unreachable',
    `${repo} could not be fetched from ${endpoint} (${reason}), and it is not whole in the cache${lacking}. Give a model directory or a GGUF file on this machine, or set HF_ENDPOINT to a hub that can be reached.`,
    { details: { repo, endpoint } },
  );
}

function unreachable({ repo }: HubSpec, endpoint: string, reason: string, lacking: string): never {
  throw unreachableError(repo, endpoint, reason, lacking);
}

function incomplete({ repo, file }: HubSpec, files: readonly string[]): never {
  throw new SocraticError(
    'hub-not-usable',
    `${repo} has ${file ?? 'no config.json, tokenizer.json and safetensors weights together'}${file === null ? '' : ' not'}: found ${files.join(', ') || 'nothing of use'}.`,
    { details: { repo, files } },
  );
}
