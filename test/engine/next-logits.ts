// The logits that our engine gives for the token after a prompt.
import { BatchDecoder } from '../../src/engine/generate/index.ts';
import type { ModelConfig, Weights } from '../../src/engine/model/index.ts';

/** float32 [V] of each prompt. */
export async function nextLogits(
  config: ModelConfig,
  weights: Weights,
  prompts: readonly (readonly number[])[],
): Promise<Float32Array[]> {
  const found: Float32Array[] = [];
  const programs = prompts.map((prompt) => ({
    prompt,
    next: ({ type }: { readonly type: string }) =>
      type === 'started' ? ({ type: 'sample' } as const) : ({ type: 'done' } as const),
  }));
  const decoder = await BatchDecoder.create({
    config,
    weights,
    threads: 1,
    slots: prompts.length,
    onLogits: (program, logits, length) => {
      const index = programs.indexOf(program as (typeof programs)[number]);
      if (length === program.prompt.length) found[index] = logits.slice();
    },
  });
  for (const program of programs) decoder.add(program);
  while (await decoder.step());
  await decoder.release();
  return found;
}
