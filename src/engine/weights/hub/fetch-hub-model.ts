// Models from the Hugging Face hub, or from a server that speaks like it, through its own client library; kept in the shared cache.
import { join } from 'node:path';
import { InterruptedError, largestFile, type Reporter, readJsonObject } from '../../../common/index.ts';
import { indexFile } from '../sharded-safetensors.ts';
import { HubCache, type HubFile } from './hub-cache.ts';
import {
  answerInvalid,
  type Connection,
  cacheDirectory,
  connect,
  type Environment,
  isOffline,
} from './hub-connection.ts';
import { explained, mayUseCache, notUsable, offline, whyTheCache } from './hub-errors.ts';
import type { HubSpec } from './hub-spec.ts';

export interface HubOptions {
  readonly reporter: Reporter;
  readonly signal?: AbortSignal | undefined;
  /** Where HF_ENDPOINT, HF_TOKEN, HF_HOME, HF_HUB_CACHE and HF_HUB_OFFLINE are looked up. Default the process's. */
  readonly environment?: Environment;
}

/** What a model directory needs; nothing else is fetched, and nothing outside the repository's top folder. */
const wanted =
  /^(config\.json|generation_config\.json|tokenizer\.json|tokenizer_config\.json|special_tokens_map\.json|added_tokens\.json|vocab\.json|merges\.txt|chat_template\.jinja|README\.md|LICEN[SC]E(\.\w+)?|model(-\d{5}-of-\d{5})?\.safetensors|model\.safetensors\.index\.json)$/i;

/**
 * The local path of a hub model: a directory, or the GGUF file that the spec names. Fetches what the cache lacks of the files that
 * the hub lists. Without a connection, a model that is whole in the cache is used as it is; one that another program fetched, of
 * which it is not known what the hub lists, with a warning. Throws `hub-unreachable`, `hub-failed`, `hub-answer-invalid`, `hub-corrupt`,
 * `hub-cache-unusable`; as SocraticError `hub-endpoint-invalid`, `hub-offline`, `hub-forbidden`, `hub-not-found`, `hub-not-usable`; and
 * InterruptedError.
 */
export async function fetchHubModel(spec: HubSpec, options: HubOptions): Promise<string> {
  const environment = options.environment ?? process.env;
  const cache = new HubCache(cacheDirectory(environment), spec.repo);
  const cached = () => usableInCache(cache, spec, options.reporter);
  if (isOffline(environment)) return cached() ?? offline(spec, cache.directory, lacks(cache, spec));
  const hub = connect(environment, options.signal);
  try {
    const { modelInfo } = await import('@huggingface/hub'); // late: most models are on this machine
    const { sha: commit } = await modelInfo({
      ...libraryOptions(spec, hub, hub.fetchModel),
      name: spec.repo,
      additionalFields: ['sha'],
      revision: spec.revision,
    });
    const have = isWhole(cache, spec, commit) ? modelIn(cache, spec, commit) : null;
    if (have === null) await fetchFiles(cache, spec, commit, hub, options.reporter);
    cache.remember(spec.revision, commit);
    return have ?? modelIn(cache, spec, commit) ?? notUsable(spec, cache.filesOf(commit));
  } catch (error) {
    if (options.signal?.aborted)
      throw new InterruptedError(`Stopped while fetching ${spec.repo}; what has come is kept.`);
    const problem = await explained(error, spec, hub.endpoint, lacks(cache, spec));
    const have = mayUseCache(problem) ? cached() : null;
    if (have === null) throw problem;
    options.reporter.warn(
      `${whyTheCache(problem, hub.endpoint)} ${spec.repo} is used as it is in the cache.`,
    );
    return have;
  }
}

/** What the library is told at every request. */
const libraryOptions = ({ repo }: HubSpec, { endpoint, accessToken }: Connection, fetchAs: typeof fetch) => ({
  repo: { type: 'model' as const, name: repo },
  hubUrl: endpoint,
  fetch: fetchAs,
  ...(accessToken === undefined ? {} : { accessToken }),
});

async function fetchFiles(
  cache: HubCache,
  spec: HubSpec,
  commit: string,
  hub: Connection,
  reporter: Reporter,
): Promise<void> {
  const { downloadFile, listFiles } = await import('@huggingface/hub');
  const files: HubFile[] = [];
  const listing = listFiles({ ...libraryOptions(spec, hub, hub.fetchListing), revision: commit });
  for await (const { type, path, size, oid = '', lfs } of listing) {
    const isWanted = spec.file === null ? wanted.test(path) : path === spec.file;
    if (type !== 'file' || !isWanted) continue;
    const etag = lfs?.oid ?? oid;
    if (!(lfs ? /^[0-9a-f]{64}$/ : /^[0-9a-f]{40}$/).test(etag)) {
      const found = JSON.stringify(etag.slice(0, 100));
      throw answerInvalid(hub.endpoint, `lists ${path} with ${found}, which is no id of its content`);
    }
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
        const blob = await downloadFile({
          ...libraryOptions(spec, hub, hub.fetch),
          path: file.path,
          revision: commit,
          xet: false,
        });
        if (!blob) throw answerInvalid(hub.endpoint, `lists ${file.path} but does not have it`);
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
