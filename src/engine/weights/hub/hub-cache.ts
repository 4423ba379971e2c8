// The hub cache on disk, in the layout of Python's `huggingface_hub`, so that what either has fetched serves both: the content of
// every file under `blobs/ETAG`, and `snapshots/COMMIT/NAME` links to it. Beside them, where `huggingface_hub` does not look,
// `.socratic/COMMIT.json` names the files that the snapshot needs to be whole.

import { createHash } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import {
  besideOf,
  largestFile,
  makeDirectory,
  messageOf,
  readJsonObject,
  releaseTemporary,
  SocraticError,
  takeTemporary,
  writeFileAtomic,
  writeJson,
} from '../../../common/index.ts';

export interface HubFile {
  readonly path: string;
  readonly size: number;
  /** Git's id of the content (`sha256` is null then), or the SHA-256 of a large file. */
  readonly etag: string;
  readonly sha256: string | null;
}

const manifest = z.object({ files: z.array(z.string()) });

/** All methods throw `hub-cache-unusable` when the disk refuses. */
export class HubCache {
  /** Where `huggingface_hub` keeps its repositories. */
  readonly directory: string;
  readonly #repo: string;

  constructor(directory: string, repo: string) {
    this.directory = directory;
    this.#repo = join(directory, ['models', ...repo.split('/')].join('--'));
  }

  /** The commit that a branch or tag was when it was last asked for; null when it never was. */
  commitOf(revision: string): string | null {
    if (/^[0-9a-f]{40}$/.test(revision)) return revision;
    const path = join(this.#repo, 'refs', revision);
    if (!existsSync(path) || !statSync(path).isFile()) return null;
    const commit = onDisk(path, () => readFileSync(path, 'utf8')).trim();
    return /^[0-9a-f]{40}$/.test(commit) ? commit : null;
  }

  remember(revision: string, commit: string): void {
    if (revision === commit) return;
    const path = join(this.#repo, 'refs', revision);
    onDisk(path, () => writeFileAtomic(path, commit));
  }

  snapshot(commit: string): string {
    return join(this.#repo, 'snapshots', commit);
  }

  /** Names of the files that are whole in a commit's snapshot. */
  filesOf(commit: string): readonly string[] {
    const path = this.snapshot(commit);
    if (!existsSync(path)) return [];
    return onDisk(path, () => readdirSync(path)).filter((name) => existsSync(join(path, name)));
  }

  /** The files that a commit's snapshot needs, as the hub listed them; null when that was never asked, as after Python's download. */
  neededFilesOf(commit: string): readonly string[] | null {
    try {
      const json = readJsonObject(this.#manifest(commit), largestFile.config, 'hub-manifest-invalid');
      return manifest.parse(json).files;
    } catch {
      return null; // missing or spoilt: to be asked for again
    }
  }

  rememberNeeded(commit: string, files: readonly string[]): void {
    const path = this.#manifest(commit);
    onDisk(path, () => writeJson(path, { files }));
  }

  #manifest(commit: string): string {
    return join(this.#repo, '.socratic', `${commit}.json`);
  }

  /**
   * Puts a file into the snapshot: fetched beside its place, continued where an earlier start ended, checked for size and hash, and
   * only then given its name. Throws `hub-corrupt` when it is not what the hub said, as soon as more comes than it said.
   */
  async add(
    commit: string,
    file: HubFile,
    fetchFrom: (start: number) => Promise<ReadableStream>,
    onBytes: (bytes: number) => void,
  ): Promise<void> {
    const blob = join(this.#repo, 'blobs', file.etag);
    onDisk(blob, () => makeDirectory(dirname(blob)));
    if (!existsSync(blob)) {
      const incomplete = `${blob}.incomplete`;
      const had = existsSync(incomplete) ? statSync(incomplete).size : 0;
      const start = had < file.size ? had : 0;
      onBytes(start);
      const source = Readable.fromWeb(
        (await fetchFrom(start)) as unknown as Parameters<typeof Readable.fromWeb>[0],
      );
      await store(source, incomplete, start, file, onBytes);
      await check(incomplete, file);
      onDisk(blob, () => renameSync(incomplete, blob));
    }
    const link = join(this.snapshot(commit), file.path);
    onDisk(link, () => {
      makeDirectory(dirname(link));
      const temporary = takeTemporary(besideOf(blob), 'file'); // not in the snapshot, where it would be one of its files
      rmSync(temporary.path, { force: true }); // of a killed process with the same number
      try {
        symlinkSync(relative(dirname(link), blob), temporary.path);
        renameSync(temporary.path, link);
      } finally {
        releaseTemporary(temporary);
      }
    });
  }
}

/** Writes what comes to `path`, behind the `start` bytes that are there. */
async function store(
  source: AsyncIterable<Uint8Array>,
  path: string,
  start: number,
  file: HubFile,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const target = await open(path, start > 0 ? 'a' : 'w').catch((error: unknown) => refuseDisk(path, error));
  try {
    let size = start;
    for await (const chunk of source) {
      size += chunk.length;
      if (size > file.size) refuseContent(path, file, `more than the ${file.size} bytes that it should have`);
      await target.appendFile(chunk).catch((error: unknown) => refuseDisk(path, error));
      onBytes(chunk.length);
    }
  } finally {
    await target.close();
  }
}

async function check(path: string, file: HubFile): Promise<void> {
  const { size, etag, sha256 } = file;
  const found = onDisk(path, () => statSync(path).size);
  if (found < size) throw corrupt(file, `${found} bytes came, of ${size}`); // to be continued next time
  const hash = sha256 === null ? createHash('sha1').update(`blob ${size}\0`) : createHash('sha256');
  await pipeline(createReadStream(path), hash).catch((error: unknown) => refuseDisk(path, error));
  if (hash.digest('hex') === (sha256 ?? etag)) return;
  refuseContent(path, file, `its ${sha256 === null ? 'git id' : 'SHA-256'} is another than the hub says`);
}

function refuseContent(path: string, file: HubFile, problem: string): never {
  rmSync(path, { force: true });
  throw corrupt(file, problem);
}

const corrupt = ({ path }: HubFile, problem: string) =>
  new SocraticError('hub-corrupt', `${path} did not come whole from the hub: ${problem}. Try again.`, {
    details: { file: path },
  });

function onDisk<T>(path: string, use: () => T): T {
  try {
    return use();
  } catch (error) {
    return refuseDisk(path, error);
  }
}

function refuseDisk(path: string, error: unknown): never {
  throw new SocraticError(
    'hub-cache-unusable',
    `The cache of hub models cannot be used at ${path}: ${messageOf(error)}. Make room there, or set HF_HUB_CACHE to another folder.`,
    { details: { path }, cause: error }, // not its subject: no option named this folder, the environment did
  );
}
