// How clauses choose their numbers: whole, at least 2, within the problem's maximum, exact where they divide.
import type { Random } from '../../common/index.ts';
import type { Draft, Draw } from './grammar.ts';

/** No quantity is below 2, so every counted noun is plural. */
export const smallest = 2;

/** An integer in low … high, small ones more often. */
function skewed(random: Random, low: number, high: number): number {
  return low + Math.floor((high - low + 1) * random.float() ** 1.6);
}

function total(draft: Draft): number {
  return draft.numbers.total ?? 0;
}

/** The opening quantity `total`, from `low` to a share of the maximum. */
export function start(low = 6, share = 0.4): Draw {
  return (draft) => {
    const high = Math.floor(draft.max * share);
    draft.numbers.total = skewed(draft.random, Math.min(low, high), high);
    return true;
  };
}

/** `n`, to be added; no more than `most`. */
export function added(most: number): Draw {
  return (draft) => {
    const room = draft.max - total(draft);
    if (room < smallest) return false;
    const high = Math.min(room, most, Math.max(8, Math.floor(draft.max / 5)));
    draft.numbers.n = skewed(draft.random, smallest, high);
    return true;
  };
}

/** `n`, to be added. */
export const addend: Draw = added(200);

/** `n`, to be taken away: something stays. */
export const takeaway: Draw = (draft) => {
  const high = total(draft) - smallest;
  if (high < smallest) return false;
  draft.numbers.n = skewed(draft.random, smallest, high);
  return true;
};

/** `m` and `n` of an opening that adds two quantities. */
export const pair: Draw = (draft) => {
  const high = Math.floor(draft.max / 5);
  draft.numbers.m = skewed(draft.random, 3, high);
  draft.numbers.n = skewed(draft.random, 3, high);
  return true;
};

function group(draft: Draft, room: number, kHigh: number, nHigh: number, k = 'k', n = 'n'): boolean {
  if (room < smallest * smallest) return false;
  const count = draft.random.integer(2, Math.min(kHigh, Math.floor(room / smallest)));
  const high = Math.min(nHigh, Math.floor(room / count));
  if (high < smallest) return false;
  draft.numbers[k] = count;
  draft.numbers[n] = skewed(draft.random, smallest, high);
  return true;
}

/** `k` groups of `n`, as an opening. */
export function groups(kHigh = 9, nHigh = 60): Draw {
  return (draft) => group(draft, Math.floor(draft.max * 0.6), kHigh, nHigh);
}

/** `k` groups of `n` and `j` groups of `m`, as an opening. */
export function twoGroups(kHigh = 9, nHigh = 40): Draw {
  return (draft) => {
    const room = Math.floor(draft.max * 0.35);
    return group(draft, room, kHigh, nHigh) && group(draft, room, kHigh, nHigh, 'j', 'm');
  };
}

/** `k` groups of `n`, to be added. */
export function groupsAdded(kHigh = 9, nHigh = 40): Draw {
  return (draft) => group(draft, draft.max - total(draft), kHigh, nHigh);
}

/** `k` groups of `n`, to be taken away. */
export function groupsTaken(kHigh = 9, nHigh = 40): Draw {
  return (draft) => group(draft, total(draft) - smallest, kHigh, nHigh);
}

/** `k` hours at a speed of `n`, to be taken away; slower than `nLow` only when there is no room for it. */
export function atSpeed(kHigh: number, nLow: number, nHigh: number): Draw {
  return (draft) => {
    const room = total(draft) - smallest;
    if (room < smallest * smallest) return false;
    const count = draft.random.integer(2, Math.max(2, Math.min(kHigh, Math.floor(room / nLow))));
    const high = Math.min(nHigh, Math.floor(room / count));
    draft.numbers.k = count;
    draft.numbers.n = skewed(draft.random, Math.min(nLow, high), high);
    return true;
  };
}

/** `m` in `k` units, a whole number `m / k` each, then `j` units. */
export function rate(nHigh = 40): Draw {
  return (draft) => {
    if (!group(draft, Math.floor(draft.max * 0.5), 8, nHigh)) return false;
    const { k = 2, n = 2 } = draft.numbers;
    const jHigh = Math.min(9, Math.floor(draft.max / n));
    if (jHigh < smallest) return false;
    draft.numbers.m = k * n;
    draft.numbers.j = draft.random.integer(smallest, jHigh);
    return draft.numbers.j !== k;
  };
}

/** `k`, a factor of 2 … `high`, or of `low` … `high`. */
export function factor(high = 5, low = 2): Draw {
  return (draft) => {
    const most = Math.min(high, Math.floor(draft.max / Math.max(1, total(draft))));
    if (most < low) return false;
    draft.numbers.k = draft.random.integer(low, most);
    return true;
  };
}

/** `k`, from `low` to `high`, that divides the total. */
export function divisor(high = 12, low = 2): Draw {
  return (draft) => {
    const candidates: number[] = [];
    for (let k = low; k <= high; k++) {
      if (total(draft) % k === 0 && total(draft) / k >= smallest) candidates.push(k);
    }
    if (candidates.length === 0) return false;
    draft.numbers.k = draft.random.pick(candidates);
    return true;
  };
}

const percentages = [10, 20, 25, 30, 40, 50, 60, 75, 80] as const;

/** `p` such that p % of the total is whole. `limit`: the largest p, and the part must fit on top when `grows`. */
export function percent(limit = 80, grows = false): Draw {
  return (draft) => {
    const fits = percentages.filter((p) => {
      const part = total(draft) * p;
      return (
        p <= limit &&
        p <= draft.max &&
        part % 100 === 0 &&
        part / 100 >= smallest &&
        (!grows || total(draft) + part / 100 <= draft.max)
      );
    });
    if (fits.length === 0) return false;
    draft.numbers.p = draft.random.pick(fits);
    return true;
  };
}

const fractions = [
  [2, 3],
  [3, 4],
  [2, 5],
  [3, 5],
  [4, 5],
  [5, 6],
  [3, 7],
  [3, 8],
  [5, 8],
] as const;

/** The fraction `i`/`j`, exact on the total. */
export const fraction: Draw = (draft) => {
  const fits = fractions.filter(([, j]) => total(draft) % j === 0);
  if (fits.length === 0) return false;
  const [i, j] = draft.random.pick(fits);
  draft.numbers.i = i;
  draft.numbers.j = j;
  return true;
};

/** `n` above the total and every earlier total: a capacity, a target, a sum of money to pay with. Round where it can be. */
export const above: Draw = (draft) => {
  const low = draft.peak + smallest;
  if (low > draft.max) return false;
  const n = skewed(draft.random, low, Math.min(draft.max, Math.max(low + 20, draft.peak * 2)));
  const round = Math.ceil(n / 5) * 5;
  draft.numbers.n = round <= draft.max ? round : n;
  return true;
};
