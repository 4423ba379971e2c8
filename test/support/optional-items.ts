// What some tests need and a clone does not have: data, a model, programs. Where each is, whether it is there, and which ones
// SOCRATIC_REQUIRE=datasets,python promises. Tests use optional-data.ts.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

interface OptionalItem {
  /** For the sentence "12 tests were skipped without …". */
  readonly what: string;
  /** Its path. For programs that no path finds, null. */
  path(): string | null;
  /** Whether the path has to exist. A Python may be a command's name instead. */
  readonly isFile: boolean;
  /** How to get it. */
  readonly help: string;
}

const shared = () => resolve(root, process.env.SOCRATIC_SHARED || '../shared');

export const optionalItems = {
  datasets: {
    what: 'the published datasets',
    path: () => join(shared(), 'data'),
    isFile: true,
    help: 'put them in ../shared/data, or name another place of data/ in SOCRATIC_SHARED',
  },
  cases: {
    what: 'the collected cases',
    path: () => join(shared(), 'cases'),
    isFile: true,
    help: 'put them in ../shared/cases, or name another place of cases/ in SOCRATIC_SHARED',
  },
  smollm2: {
    what: 'the SmolLM2 file',
    path: () => resolve(root, process.env.SOCRATIC_SMOLLM2 || '.models/SmolLM2-135M-Instruct.Q4_1.gguf'),
    isFile: true,
    help: 'run `node scripts/fetch-smollm2.mjs`',
  },
  python: {
    what: 'a Python with PyTorch',
    path: () => process.env.SOCRATIC_PYTHON || null,
    isFile: false,
    help: 'name one in SOCRATIC_PYTHON, see test/parity/README.md',
  },
  'llama-cpp': {
    what: 'node-llama-cpp',
    path: () => join(root, 'test/real/node_modules/node-llama-cpp'),
    isFile: true,
    help: 'run `npm install --no-save --prefix test/real`',
  },
  webgpu: {
    what: 'a WebGPU device',
    path: () => null,
    isFile: false,
    help: 'see test/webgpu/README.md',
  },
} satisfies Record<string, OptionalItem>;

export type OptionalName = keyof typeof optionalItems;
/** What has a path. */
export type OptionalPath = Exclude<OptionalName, 'webgpu'>;

/** Its path; null when it is missing. */
export function findPath(name: OptionalPath): string | null {
  const { path, isFile } = optionalItems[name];
  const found = path();
  return found === null || (isFile && !existsSync(found)) ? null : found;
}

/** The names in SOCRATIC_REQUIRE. Throws on one that does not exist. */
export function requiredNames(): ReadonlySet<OptionalName> {
  const named = (process.env.SOCRATIC_REQUIRE ?? '').split(',').map((name) => name.trim());
  const names = named.filter((name) => name !== '');
  const unknown = names.filter((name) => !Object.hasOwn(optionalItems, name));
  if (unknown.length > 0) {
    const known = Object.keys(optionalItems).join(', ');
    throw new Error(`SOCRATIC_REQUIRE names ${unknown.join(', ')}. Expected some of: ${known}.`);
  }
  return new Set(names as OptionalName[]);
}
