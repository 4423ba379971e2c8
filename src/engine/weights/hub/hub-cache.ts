// The hub cache on disk, in the layout of Python's `huggingface_hub`, so that what either has fetched serves both: the content of
// every file under `blobs/ETAG`, and `snapshots/COMMIT/NAME` links to it.

import { createHash } from 'node:crypto';
import {
  createReadStream,
  createWriteStream,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { makeDirectory, SocraticError, writeFileAtomic } from '../../../common/index.ts';

export interface HubFile {
  readonly path: string;
  readonly size: number;
  /** Git's id of the content, or the SHA-256 of a large file. */
  readonly etag: string;
  readonly sha256: string | null;
}

export class HubCache {
  readonly #repo: string;

  /** `directory`: where `huggingface_hub` keeps its repositories. */
  constructor(directory: string, repo: string) {
    this.#repo = join(directory, ['models', ...repo.split('/')].join('--'));
  }

  /** The commit that a branch or tag was when it was last asked for; null when it never was. */
  commitOf(revision: string): string | null {
    if (/^[0-9a-f]{40}$/.test(revision)) return revision;
    const path = join(this.#repo, 'refs', revision);
    if (!existsSync(path)) return null;
    const commit = readFileSync(path, 'utf8').trim();
    return /^[0-9a-f]{40}$/.test(commit) ? commit : null;
  }

  remember(revision: string, commit: string): void {
    if (revision === commit) return;
    const path = join(this.#repo, 'refs', revision);
    makeDirectory(dirname(path));
    writeFileAtomic(path, commit);
  }

  snapshot(commit: string): string {
    return join(this.#repo, 'snapshots', commit);
  }

  /** Names of the files that are whole in a commit's snapshot. */
  filesOf(commit: string): readonly string[] {
    const path = this.snapshot(commit);
    return existsSync(path) ? readdirSync(path).filter((name) => existsSync(join(path, name))) : [];
  }

  /**
   * Puts a file into the snapshot: fetched beside its place, continued where an earlier start ended, checked for size and hash, and
   * only then given its name. Throws `hub-corrupt` when it is not what the hub said.
   */
  async add(
    commit: string,
    file: HubFile,
    fetchFrom: (start: number) => Promise<ReadableStream>,
    onBytes: (bytes: number) => void,
  ): Promise<void> {
    const blob = join(this.#repo, 'blobs', file.etag);
    makeDirectory(dirname(blob));
    if (!existsSync(blob)) {
      const incomplete = `${blob}.incomplete`;
      const had = existsSync(incomplete) ? statSync(incomplete).size : 0;
      const start = had < file.size ? had : 0;
      onBytes(start);
      const source = Readable.fromWeb(
        (await fetchFrom(start)) as unknown as Parameters<typeof Readable.fromWeb>[0],
      );
      source.on('data', (chunk: Uint8Array) => onBytes(chunk.length));
      await pipeline(source, createWriteStream(incomplete, { flags: start > 0 ? 'a' : 'w' }));
      await check(incomplete, file);
      renameSync(incomplete, blob);
    }
    const link = join(this.snapshot(commit), file.path);
    makeDirectory(dirname(link));
    rmSync(link, { force: true });
    symlinkSync(relative(dirname(link), blob), link);
  }
}

async function check(path: string, { path: name, size, sha256 }: HubFile): Promise<void> {
  const found = statSync(path).size;
  let problem = found === size ? '' : `${found} bytes came, of ${size}`;
  if (problem === '' && sha256 !== null) {
    const hash = createHash('sha256');
    await pipeline(createReadStream(path), hash);
    if (hash.digest('hex') !== sha256) problem = 'its SHA-256 is another than the hub says';
  }
  if (problem === '') return;
  if (found >= size) rmSync(path, { force: true }); // a shorter one is continued next time
  throw new SocraticError('hub-corrupt', `${name} did not come whole from the hub: ${problem}. Try again.`, {
    details: { file: name },
  });
}
