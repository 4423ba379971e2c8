// AssemblyScript source of the vector kernels (WebAssembly SIMD, one thread). Not compiled with the project: after a
// change run `node scripts/build-kernels.mjs`, which writes the module's bytes into kernels.wasm.ts beside this file.
// Every array is float32, starts at a byte offset that is a multiple of 64 and has room for a whole number of vectors
// of four: the kernels run over the last vector whole, so what lies behind `n` is touched, and is nobody's.

/**
 * One step of AdamW (Loshchilov & Hutter 2019, algorithm 2) on one tensor.
 * `rate` is learning rate / (1 - beta1^t); `secondScale` is 1 / sqrt(1 - beta2^t); `keep` is 1 - learning rate * decay.
 */
export function adamw(
  weight: usize, gradient: usize, firstMoment: usize, secondMoment: usize, n: i32,
  rate: f32, beta1: f32, oneMinusBeta1: f32, beta2: f32, oneMinusBeta2: f32,
  epsilon: f32, keep: f32, secondScale: f32, gradientScale: f32,
): void {
  const rates = f32x4.splat(rate);
  const beta1s = f32x4.splat(beta1);
  const oneMinusBeta1s = f32x4.splat(oneMinusBeta1);
  const beta2s = f32x4.splat(beta2);
  const oneMinusBeta2s = f32x4.splat(oneMinusBeta2);
  const epsilons = f32x4.splat(epsilon);
  const keeps = f32x4.splat(keep);
  const secondScales = f32x4.splat(secondScale);
  const gradientScales = f32x4.splat(gradientScale);
  const bytes = <usize>n << 2;
  for (let i: usize = 0; i < bytes; i += 16) {
    const g = f32x4.mul(v128.load(gradient + i), gradientScales);
    const m = f32x4.add(f32x4.mul(v128.load(firstMoment + i), beta1s), f32x4.mul(g, oneMinusBeta1s));
    const v = f32x4.add(
      f32x4.mul(v128.load(secondMoment + i), beta2s),
      f32x4.mul(f32x4.mul(g, g), oneMinusBeta2s),
    );
    v128.store(firstMoment + i, m);
    v128.store(secondMoment + i, v);
    const denominator = f32x4.add(f32x4.mul(f32x4.sqrt(v), secondScales), epsilons);
    const update = f32x4.div(f32x4.mul(rates, m), denominator);
    v128.store(weight + i, f32x4.sub(f32x4.mul(v128.load(weight + i), keeps), update));
  }
}

/** The sum of x², added up in float64: each square is exact there. */
export function sumOfSquares(x: usize, n: i32): f64 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  const bytes = <usize>n << 2;
  for (let i: usize = 0; i < bytes; i += 16) {
    const four = v128.load(x + i);
    const a = f64x2.promote_low_f32x4(four);
    const b = f64x2.promote_low_f32x4(i64x2.shuffle(four, four, 1, 0));
    low = f64x2.add(low, f64x2.mul(a, a));
    high = f64x2.add(high, f64x2.mul(b, b));
  }
  const sum = f64x2.add(low, high);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** target += source. */
export function addInto(target: usize, source: usize, n: i32): void {
  const bytes = <usize>n << 2;
  for (let i: usize = 0; i < bytes; i += 16) {
    v128.store(target + i, f32x4.add(v128.load(target + i), v128.load(source + i)));
  }
}

/** A bijective 32-bit mixer (lowbias32, Chris Wellons' hash prospector). */
// @ts-ignore: decorator
@inline
function mix(value: u32): u32 {
  let x = value;
  x = (x ^ (x >> 16)) * 0x7feb352d;
  x = (x ^ (x >> 15)) * 0x846ca68b;
  return x ^ (x >> 16);
}

/** The same on four lanes. */
// @ts-ignore: decorator
@inline
function mix4(value: v128): v128 {
  let x = value;
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 16)), i32x4.splat(0x7feb352d));
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 15)), i32x4.splat(<i32>0x846ca68b));
  return v128.xor(x, i32x4.shr_u(x, 16));
}

/**
 * target[i] = `value` with probability `threshold` / 2^24, else 0: a function of (seed, counter, i) alone.
 * Two keys of 32 bits are drawn from seed and counter; the index is mixed with one, then with the other.
 */
export function dropoutMask(
  target: usize, n: i32, seed: u32, counterLow: u32, counterHigh: u32, threshold: i32, value: f32,
): void {
  const keyA = i32x4.splat(mix(mix(mix(seed + 0x9e3779b9) ^ counterLow) ^ counterHigh));
  const keyB = i32x4.splat(mix(mix(mix(seed + 0x7f4a7c15) + counterHigh) + counterLow));
  const thresholds = i32x4.splat(threshold);
  const values = f32x4.splat(value);
  let index = i32x4(0, 1, 2, 3);
  const bytes = <usize>n << 2;
  for (let i: usize = 0; i < bytes; i += 16) {
    const bits = mix4(i32x4.add(mix4(v128.xor(index, keyA)), keyB));
    const kept = i32x4.lt_s(i32x4.shr_u(bits, 8), thresholds);
    v128.store(target + i, v128.and(values, kept));
    index = i32x4.add(index, i32x4.splat(4));
  }
}
