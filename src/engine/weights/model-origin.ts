// Whose model a directory holds, as far as its files say: the front matter of its README.md, its licence file, its configuration.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { largestFile, readTextStart } from '../../common/index.ts';
import type { JsonObject, ModelOrigin } from './model-files.ts';

const licenceNames = ['LICENSE', 'LICENSE.txt', 'LICENSE.md', 'LICENCE', 'license', 'license.txt'];
const { prose } = largestFile;

export function originOf(directory: string, config: JsonObject): ModelOrigin {
  const card = join(directory, 'README.md');
  const front = existsSync(card) ? frontMatter(readTextStart(card, prose)) : new Map<string, string>();
  const licence = licenceNames.map((name) => join(directory, name)).find((path) => existsSync(path));
  const named = config._name_or_path;
  return {
    name: front.get('base_model') ?? (typeof named === 'string' && named !== '' ? named : null),
    licence: front.get('license') ?? null,
    licenceText: licence === undefined ? null : readTextStart(licence, prose),
  };
}

/** `key: value` lines between the first two `---` lines, and the first item of a list under a key. */
function frontMatter(text: string): Map<string, string> {
  const [, block = ''] = /^---\r?\n([\s\S]*?)\r?\n---/.exec(text) ?? [];
  const values = new Map<string, string>();
  let open: string | undefined;
  for (const line of block.split(/\r?\n/)) {
    const [, key, value = ''] = /^(\w+):\s*(.*)$/.exec(line) ?? [];
    const [, item] = /^\s*-\s+(.+)$/.exec(line) ?? [];
    if (key !== undefined) {
      open = value === '' ? key : undefined;
      if (value !== '') values.set(key, unquoted(value));
    } else if (open !== undefined && item !== undefined) {
      values.set(open, unquoted(item));
      open = undefined;
    }
  }
  return values;
}

const unquoted = (text: string) => text.trim().replace(/^(["'])(.*)\1$/, '$2');
