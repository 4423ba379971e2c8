// The registry of model families. To add one, write its entry in a file or folder beside this one, and list it here.
import { SocraticError } from '../../../common/index.ts';
import type { GgufFamily, GgufLayoutOfModel } from '../../weights/index.ts';
import type { Architecture, Family, ParameterSpec } from '../architecture.ts';
import { gemma3 } from './gemma3/index.ts';
import { gpt2 } from './gpt2/index.ts';
import { llama } from './llama/index.ts';
import { mistral } from './mistral.ts';
import { qwen2 } from './qwen2.ts';
import { qwen3 } from './qwen3.ts';
import { smollm3 } from './smollm3.ts';

const families = [gpt2, llama, qwen2, qwen3, mistral, smollm3, gemma3] as const;

/** What a model is, independent of how it is run: the configuration of one of the families. */
export type ModelConfig = ReturnType<(typeof families)[number]['parseConfig']>;

/** By `model_type`. An entry is only given configurations with its own name. */
const byModelType: ReadonlyMap<string, Family<ModelConfig>> = new Map(
  families.map((family) => [family.modelType, family]),
);

/** What `config.json` calls the families. */
export const modelTypes: readonly ModelConfig['architecture'][] = families.map(({ modelType }) => modelType);

/** The names of the families, for help. */
export const familyTitles: readonly string[] = families.map(({ title }) => title);

/** How GGUF files hold models of each family. */
export const ggufFamilies: readonly GgufFamily[] = families.flatMap(({ gguf }) => gguf ?? []);

/** The models that students are often made of, by name. */
export const publishedConfigs = (): ReadonlyMap<string, ModelConfig> =>
  new Map(
    families.flatMap((family) =>
      Object.entries(family.published).map(([name, json]) => [name, family.parseConfig(json, name)]),
    ),
  );

/** Reads the fields of a Hugging Face `config.json`; throws `config-unsupported` naming what does not fit. */
export function parseConfig(json: unknown, where: string): ModelConfig {
  const type = (json as { readonly model_type?: unknown } | null | undefined)?.model_type;
  const family = typeof type === 'string' ? byModelType.get(type) : undefined;
  if (family) assertNotQuantized(json, where);
  if (family) return family.parseConfig(json, where);
  const named =
    typeof type === 'string' ? JSON.stringify(type.slice(0, 60)) : type === undefined ? 'missing' : 'no text';
  const known = [...byModelType.keys()];
  throw new SocraticError(
    'config-unsupported',
    `${where}: model_type is ${named}; this engine runs ${known.slice(0, -1).join(', ')} and ${known.at(-1)}.`,
    { subject: { path: where }, details: { modelType: named } },
  );
}

/** Its weights may be there as numbers all the same, but `transformers` would compute with the quantized ones. */
function assertNotQuantized(json: unknown, where: string): void {
  const { quantization_config: quantization } = json as { readonly quantization_config?: unknown };
  if (quantization === undefined || quantization === null) return;
  const { quant_method: method } = quantization as { readonly quant_method?: unknown };
  const how = typeof method === 'string' ? ` with ${method.slice(0, 60)}` : '';
  throw new SocraticError(
    'config-unsupported',
    `${where}: the weights are quantized${how}, which is not read here. Use the model that was quantized, or a GGUF file of it.`,
    { subject: { path: where } },
  );
}

/** The `config.json` that `transformers` reads as the same model. */
export function configJson(config: ModelConfig): Record<string, unknown> {
  return familyOf(config).configJson(config);
}

/** How a GGUF file holds this model. Throws `export-unsupported` for one that llama.cpp would compute otherwise. */
export function ggufLayoutOf(config: ModelConfig): GgufLayoutOfModel {
  return familyOf(config).toGguf(config);
}

export function architectureOf(config: ModelConfig): Architecture {
  return familyOf(config).architecture(config);
}

/** All weights of a model in the order of the forward pass. */
export function parametersOf(config: ModelConfig): ParameterSpec[] {
  return architectureOf(config).parameters();
}

function familyOf({ architecture }: ModelConfig): Family<ModelConfig> {
  const family = byModelType.get(architecture);
  if (!family) throw new Error(`no family is called ${architecture}`);
  return family;
}
