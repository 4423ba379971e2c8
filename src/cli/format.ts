// How numbers read on a terminal: counts, shares, intervals, durations.

export { countOf, formatCount } from '../common/index.ts';

/** A share of 1 in percent: `46.2 %`. */
export function formatPercent(share: number, digits = 1): string {
  return Number.isFinite(share) ? `${(100 * share).toFixed(digits)} %` : '–';
}

/** A share with its interval: `46.2 % [40.6, 51.9]`. */
export function formatPercentInterval(
  share: number,
  [low, high]: readonly [low: number, high: number],
  digits = 1,
): string {
  const bound = (value: number) => (100 * value).toFixed(digits);
  return `${formatPercent(share, digits)} [${bound(low)}, ${bound(high)}]`;
}

/** `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`: two units at most. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return twoUnits(Math.floor(whole / 60), 'min', whole % 60, 's');
  const minutes = Math.round(whole / 60);
  if (minutes < 24 * 60) return twoUnits(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  const hours = Math.round(minutes / 60);
  return twoUnits(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

function twoUnits(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}
