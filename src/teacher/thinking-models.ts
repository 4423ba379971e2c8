// Which models think before they answer, by their names: what they think is charged as output, and no estimate knows how much it is.

/** Families that think always, or unless a request says otherwise. Names of makers and quantizations may stand around them. */
const families: readonly RegExp[] = [
  /(?:^|[^a-z0-9])o[1-9](?:-(?:mini|preview|pro|deep-research))?(?:$|[^a-z0-9])/,
  /gpt-?5(?!.*chat)/,
  /gpt-oss/,
  /gemini-(?:2\.5|[3-9])/,
  /deepseek-(?:r\d|reasoner)|(?:^|[^a-z0-9])r1(?:$|[^a-z0-9])/,
  /qwq|qwen-?3(?!.*(?:instruct|coder|embedding))/,
  /magistral|ministral.*reasoning/,
  /grok-(?:[4-9]|3-mini|code)/,
  /glm-(?:4\.[5-9]|[5-9]|z1)/,
  /minimax-m\d|kimi-k2-thinking|seed-oss|exaone-deep|nemotron|smollm3|phi-4.*reasoning|olmo.*think|skywork-o1|marco-o1/,
  /thinking|reasoner|reasoning/,
];

const withoutThoughts = /non-?reasoning|non-?thinking|no-?think/;

/** Whether a teacher is likely to think, by its name: `openai:o3`, `openai-compatible:URL#deepseek-r1:8b`. */
export function mayThink(spec: string): boolean {
  if (spec.startsWith('run:')) return false;
  const model = spec.slice(spec.lastIndexOf('#') + 1).toLowerCase();
  return !withoutThoughts.test(model) && families.some((family) => family.test(model));
}
