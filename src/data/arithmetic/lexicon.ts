// Names and nouns that the scenarios share. Helpers of the main person have the other pronoun, so "he" and "she" stay clear.
import type { Random } from '../../common/index.ts';

export const girls =
  'Mia Ann Lucy Ella Nora Rosa Emma Sara Kate Lily Amy Zoe Maria Julia Grace Helen Clara Ruth'.split(' ');
export const boys =
  'Ben Tom Max Leo Sam Jack Paul Omar Noah Adam Luke Ivan Carl Hugo Dan Eric Finn Oscar'.split(' ');

export const collectibles =
  'marbles stickers shells beads coins stamps buttons cards badges postcards stones pencils'.split(' ');

/** `count` different items. */
export function several(random: Random, items: readonly string[], count: number): string[] {
  const out: string[] = [];
  while (out.length < count) {
    const item = random.pick(items);
    if (!out.includes(item)) out.push(item);
  }
  return out;
}

/** Two different items as words: `first` and `second`. */
export function twoOf(random: Random, items: readonly string[]): readonly [string, string] {
  const [first = '', second = ''] = several(random, items, 2);
  return [first, second];
}

/** The main person (`name`, `she`, `him`, `his`) and five others of the other gender (`f1` … `f5`). */
export function people(random: Random): Record<string, string> {
  const girl = random.float() < 0.5;
  const [f1 = '', f2 = '', f3 = '', f4 = '', f5 = ''] = several(random, girl ? boys : girls, 5);
  const name = random.pick(girl ? girls : boys);
  const pronouns = girl ? { she: 'she', him: 'her', his: 'her' } : { she: 'he', him: 'him', his: 'his' };
  return { name, ...pronouns, f1, f2, f3, f4, f5 };
}

const goods = 'pens notebooks cups plates towels candles pillows lamps brushes scarves posters baskets'.split(
  ' ',
);
const singles = 'hat bag clock mirror umbrella vase ball kite jacket scooter guitar map'.split(' ');
const shops = ['shop', 'store', 'warehouse'];

/** A buyer, a shop, three kinds of goods and four single things. */
export function shopping(random: Random): Record<string, string> {
  const [goods1 = '', goods2 = '', goods3 = ''] = several(random, goods, 3);
  const [single0 = '', single1 = '', single2 = '', single3 = ''] = several(random, singles, 4);
  return {
    ...people(random),
    shop: random.pick(shops),
    goods1,
    goods2,
    goods3,
    single0,
    single1,
    single2,
    single3,
  };
}
