// The models of a strategy, ready to generate.
import { required } from '../common/index.ts';
import { plainFormat, tokenizerOf } from '../distill/index.ts';
import { BatchDecoder } from '../engine/generate/index.ts';
import { loadModel, readAdapter, readModelFiles, type WeightFormat } from '../engine/model/index.ts';
import type { RoleName } from '../strategy/index.ts';
import type { OutsideParts } from './outside-parts.ts';
import type { SolverSpec } from './solver-spec.ts';
import type { SolveModels } from './types.ts';

/** What the models may use of the machine. */
export interface EngineSettings {
  readonly threads: number;
  /** Problems that each model works on at once, at most. */
  readonly slots: number;
  /** Default float32. */
  readonly weights?: WeightFormat | undefined;
  /** Whether predictions say how likely their lines were. Default false, and true where the solver is to be asked how sure it is. */
  readonly logProbabilities?: boolean | undefined;
  /** Parts of the pair that are asked elsewhere: their models are not loaded. */
  readonly outside?: OutsideParts | undefined;
}

/** The strategy's models; a pair of adapters shares one decoder. */
export async function loadModels(
  { strategy, prompt, models: paths, adapters }: SolverSpec,
  { threads, slots, weights: format, logProbabilities, outside = {} }: EngineSettings,
): Promise<SolveModels> {
  const load = async (role: RoleName, adapted?: readonly RoleName[]) => {
    const files = readModelFiles(required(paths[role], `model ${role}`));
    const { config, weights } = loadModel(files);
    const tokenizer = tokenizerOf(files);
    const ids = Array.from({ length: config.vocabularySize }, (_, id) => id);
    const decoder = await BatchDecoder.create({
      config,
      excluded: ids.filter((id) => !tokenizer.has(id)),
      weights,
      format,
      logProbabilities: logProbabilities || typeof outside.answers === 'number',
      threads,
      slots,
      ...(adapted
        ? {
            adapters: adapted.map((name) =>
              readAdapter(required(adapters?.[name], `adapter ${name}`), config),
            ),
          }
        : {}),
    });
    return { tokenizer, prompt: prompt ?? plainFormat(tokenizer), decoder };
  };
  if (strategy !== 'socratic') return { student: await load('student') };
  const [loadsQg, loadsQa] = [outside.questions !== true, outside.answers !== 'all'];
  if (!adapters) return { qg: loadsQg ? await load('qg') : null, qa: loadsQa ? await load('qa') : null };
  if (!loadsQg && !loadsQa) return { qg: null, qa: null };
  const both = await load('qg', ['qg', 'qa']);
  return {
    qg: loadsQg ? { ...both, adapter: 0 } : null,
    qa: loadsQa ? { ...both, adapter: 1 } : null,
  };
}
