// What a directory is that is no model directory: people name adapters, folders of the hub's cache and checkpoints of other tools.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const expected = 'expected config.json, model.safetensors and tokenizer.json.';
const saveAgain =
  'Convert it with transformers: AutoModelForCausalLM.from_pretrained(DIR).save_pretrained(OTHER).';

interface Hint {
  /** Whether the names in a directory are those of this kind; a match names the file that tells. */
  readonly find: (names: readonly string[]) => string | undefined;
  readonly say: (path: string, file: string) => string;
}

const named = (pattern: RegExp) => (names: readonly string[]) => names.find((name) => pattern.test(name));

/** Where weights are missing, the likeliest first. */
const weightHints: readonly Hint[] = [
  {
    find: named(/^adapter_(config\.json|model\.(safetensors|bin))$/),
    say: (path) =>
      `${path} holds an adapter (LoRA), not a model. Merge it into its base with peft: merge_and_unload().save_pretrained(DIR), and name that directory.`,
  },
  {
    find: named(/\.gguf$/i),
    say: (path, file) => `${path} is a directory with a GGUF file. Name the file itself: ${join(path, file)}`,
  },
  {
    find: (names) => (names.includes('snapshots') ? 'snapshots' : undefined),
    say: (path) =>
      `${path} is a model's folder in the hub's cache. Name one of the folders in ${join(path, 'snapshots')}.`,
  },
  {
    find: named(/^model.*-of-\d+.*$/),
    say: (path, file) =>
      `${path} has parts of the weights (${file}, …) without model.safetensors.index.json, which says what is in them. Download that file too.`,
  },
  {
    find: named(/^model\.\w+\.safetensors$/),
    say: (path, file) =>
      `${path} has a variant of the weights, ${file}, and no model.safetensors. Rename it to model.safetensors.`,
  },
  {
    find: named(/^consolidated.*\.(safetensors|pth)$/),
    say: (path, file) =>
      `${path} has the weights in their authors' own format (${file}), with other names. Download the model.safetensors of the same model.`,
  },
  {
    find: named(/^(pytorch_model.*|model.*\.index\.json|.*\.(bin|pt|pth|h5|msgpack))$/),
    say: (path, file) =>
      `${path} has no model.safetensors: ${expected} It has ${file}: only safetensors are read. ${saveAgain}`,
  },
  {
    find: (names) =>
      names.includes('onnx') || names.some((name) => name.endsWith('.onnx')) ? 'onnx' : undefined,
    say: (path) =>
      `${path} has the model as ONNX only, which cannot be trained. Download the model.safetensors of the same model.`,
  },
];

/** What is wrong with a directory of these files that lacks `missing`, and the one thing to do. */
export function explainIncomplete(path: string, missing: string, names: readonly string[]): string {
  if (/^model\.safetensors/.test(missing) || missing === 'config.json') {
    for (const { find, say } of weightHints) {
      const file = find(names);
      if (file !== undefined) return say(path, file);
    }
  }
  if (missing === 'tokenizer.json' && (names.includes('tokenizer.model') || names.includes('vocab.json'))) {
    const has = names.includes('vocab.json') ? 'vocab.json' : 'tokenizer.model';
    return `${path} has no tokenizer.json, only ${has}. Make it with transformers: AutoTokenizer.from_pretrained(DIR).save_pretrained(DIR).`;
  }
  const nested = names.find((name) => existsSync(join(path, name, 'config.json')));
  const hint = nested === undefined ? '' : ` Did you mean ${join(path, nested)}?`;
  return `${path} has no ${missing}: ${expected}${hint}`;
}
