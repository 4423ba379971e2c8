// Where a model's files are, whatever names it: a directory, a GGUF file or a hub id.
import { existsSync } from 'node:fs';
import { recoverDirectory, SocraticError } from '../../common/index.ts';
import { fetchHubModel, type HubOptions, parseHubSpec } from './hub/index.ts';

/**
 * Where the files of `spec` are: the path itself, or where a hub model was fetched to. Throws `student-unknown` for what is neither
 * there nor a hub id, and what `fetchHubModel` throws.
 */
export async function resolveStudentPath(spec: string, options: HubOptions): Promise<string> {
  recoverDirectory(spec);
  if (existsSync(spec)) return spec;
  const hub = parseHubSpec(spec);
  if (hub && !/^[.~/\\]/.test(spec)) return fetchHubModel(hub, options);
  throw new SocraticError(
    'student-unknown',
    `Received the model ${JSON.stringify(spec)}, which is no file or directory here. Expected scratch:tiny, scratch:small, a model directory, a .gguf file, or a hub id: gpt2, owner/name, owner/name@revision, owner/name:file.gguf.`,
    { subject: { model: spec } },
  );
}
