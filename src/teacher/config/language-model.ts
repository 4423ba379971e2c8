// Whether a value is a LanguageModel of the AI SDK that can be a teacher.
import type { LanguageModelV3 } from '@ai-sdk/provider';

const expected = 'a LanguageModel of the AI SDK 6, such as createOpenAI({ … })("gpt-4.1-mini")';

/** What was expected and what was found where a value is no LanguageModelV3; null where it is one. */
export function whatIsNotModel(value: unknown): { readonly expected: string; readonly found: string } | null {
  const found = wrongWith(value);
  return found === null ? null : { expected, found };
}

function wrongWith(value: unknown): string | null {
  if (typeof value === 'string') return 'a text: a name alone does not say who answers';
  if (typeof value === 'function')
    return 'a function: is it a provider that still needs the name of a model?';
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
  const { specificationVersion, provider, modelId, doGenerate } = value as Partial<LanguageModelV3>;
  if (typeof doGenerate !== 'function' || typeof provider !== 'string' || typeof modelId !== 'string') {
    return 'an object without provider, modelId or doGenerate';
  }
  if (specificationVersion === 'v3') return null;
  return `one of the specification ${String(specificationVersion)}: update the provider's package to one for v3`;
}
