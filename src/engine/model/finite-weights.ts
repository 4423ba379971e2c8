// Weights that are no numbers: a model that has one computes nothing, and says so only by its results.
import { SocraticError } from '../../common/index.ts';

/** `data`, the weight `name` of the model at `path`; throws `weights-not-finite` when it holds NaN or infinity. */
export function finiteWeight(path: string, name: string, data: Float32Array): Float32Array {
  // A finite number times zero is zero, and anything else is NaN, which stays: a plain loop, since models have billions of weights.
  let probe = 0;
  for (let i = 0; i < data.length; i++) probe += (data[i] as number) * 0;
  if (probe === 0) return data;
  const at = data.findIndex((value) => !Number.isFinite(value));
  const bad = data.reduce((count, value) => count + (Number.isFinite(value) ? 0 : 1), 0);
  throw new SocraticError(
    'weights-not-finite',
    `${path}: the weight ${name} holds ${bad} of ${data.length} values that are no numbers (the first: ${data[at]}). Its training diverged, or the file is damaged: use an earlier checkpoint, or download it again.`,
    { subject: { path }, details: { weight: name, count: bad } },
  );
}
