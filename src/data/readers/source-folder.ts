// The folder of a published dataset: clear errors when it, or a file in it, is not there.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf, option, SocraticError, say } from '../../common/index.ts';

/** The names in `folder`. Throws `data-source-missing` when it is not a folder that can be read. */
export function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    throw new SocraticError(
      'data-source-missing',
      say`${option('source')}: ${folder} is not a readable folder: ${messageOf(error)}`,
      { subject: { path: folder, option: 'source' }, cause: error },
    );
  }
}

/** The path of `name` in `folder`; throws `data-file-missing`, saying what the folder does hold. */
export function sourceFile(folder: string, name: string, dataset: string): string {
  const path = join(folder, name);
  const found = filesIn(folder);
  if (existsSync(path)) return path;
  throw new SocraticError(
    'data-file-missing',
    say`${dataset} needs ${name} in ${folder}, which holds ${found.length === 0 ? 'nothing' : found.slice(0, 12).join(', ')}. Set ${option('source')} to the folder with the published files.`,
    { subject: { path: folder, option: 'source' }, details: { file: name } },
  );
}
