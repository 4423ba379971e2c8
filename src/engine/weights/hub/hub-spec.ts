// How a hub model is named: `owner/name` or `gpt2`, with `@revision` and `:file.gguf` where wanted.

export interface HubSpec {
  readonly repo: string;
  /** A branch, tag or commit. */
  readonly revision: string;
  /** The GGUF file that is wanted instead of a model directory. */
  readonly file: string | null;
}

const part = '[A-Za-z0-9][A-Za-z0-9._-]{0,95}';
const pattern = new RegExp(
  `^(${part}(?:/${part})?)(?:@([A-Za-z0-9][A-Za-z0-9._/-]{0,200}))?(?::(${part}\\.gguf))?$`,
);

/** The parts of a hub id, or null for what cannot be one. */
export function parseHubSpec(spec: string): HubSpec | null {
  const [, repo, revision = 'main', file = null] = pattern.exec(spec) ?? [];
  if (repo === undefined || /\.\.|--/.test(spec) || /\.(json|safetensors|bin|gguf)$/.test(repo)) return null;
  return { repo, revision, file };
}
