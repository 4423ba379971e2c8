// Axes: a value's place in percent of the plot, and round tick values. Linear from any domain, logarithmic from a positive one.

/** `at` gives 0 at the domain's low end and 100 at its high end; values outside are clamped. */
export interface Scale {
  readonly kind: 'linear' | 'log';
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
  at(value: number): number;
}

/** The step of 1, 2 or 5 times a power of ten that divides `span` into about `count` parts, never into more than twice as many. */
export function niceStep(span: number, count: number): number {
  const rough = span / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const lead = rough / power;
  return (lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10) * power;
}

/** The multiples of a nice step within [low, high], free of binary dust; one value when the domain is a point. */
export function linearTicks(low: number, high: number, count = 5): number[] {
  if (!(high > low)) return [low];
  const step = niceStep(high - low, count);
  const decimals = Math.max(0, -Math.floor(Math.log10(step)));
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from(
    { length: last - first + 1 },
    (_, i) => Number(((first + i) * step).toFixed(decimals)) + 0,
  );
}

/** `value` rounded up to a whole nice step. */
export function niceCeiling(value: number, count = 5): number {
  if (!(value > 0)) return 1;
  const step = niceStep(value, count);
  return Number((Math.ceil(value / step - 1e-9) * step).toPrecision(12));
}

/** 1, 2, 5 of every decade within [low, high]; powers of ten alone when that is more than eight; linear ticks when fewer than two. */
export function logTicks(low: number, high: number): number[] {
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
    for (const lead of [1, 2, 5]) ticks.push(Number(`${lead}e${power}`));
  }
  const inside = ticks.filter((tick) => tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9));
  const decades = inside.filter((tick) => Number.isInteger(Math.log10(tick)));
  if (inside.length > 8 && decades.length >= 2) return decades;
  return inside.length >= 2 ? inside : linearTicks(low, high, 4);
}

/** A linear axis over exactly [low, high]; a domain without extent is widened upwards by one. */
export function linearScale(low: number, high: number, count = 5): Scale {
  const top = high > low ? high : low + 1;
  return {
    kind: 'linear',
    domain: [low, top],
    ticks: linearTicks(low, top, count),
    at: (value) => clamp((100 * (value - low)) / (top - low)),
  };
}

/** A logarithmic axis over exactly [low, high], both positive; a domain without extent is widened to a factor of ten. */
export function logScale(low: number, high: number): Scale {
  const top = high > low ? high : low * 10;
  const extent = Math.log(top / low);
  return {
    kind: 'log',
    domain: [low, top],
    ticks: logTicks(low, top),
    at: (value) => clamp((100 * Math.log(Math.max(value, low) / low)) / extent),
  };
}

/** Logarithmic with a little air when the values span a factor of eight or more, else linear from a round number below. */
export function lossScale(values: readonly number[]): Scale {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return linearScale(0, 1);
  const low = finite.reduce((a, b) => Math.min(a, b));
  const high = finite.reduce((a, b) => Math.max(a, b));
  if (low > 0 && high / low >= 8) return logScale(low * 0.9, high * 1.1);
  return linearScale(Math.min(0, low), niceCeiling(high, 4), 4);
}

/** Accuracy from zero to a round number above the highest interval, never a window under ten points. */
export function accuracyScale(highs: readonly number[], count = 5): Scale {
  const top = highs.filter(Number.isFinite).reduce((a, b) => Math.max(a, b), 0.1);
  return linearScale(0, Math.min(1, niceCeiling(top, count)), count);
}

function clamp(place: number): number {
  return Math.min(100, Math.max(0, place));
}
