// Kinds of units that convert into each other, and how far a stated conversion between two of them can be judged.

/**
 * `exact`: one size for everybody. `rate`: also how problems say a rate or a scale (`5 days = 40 hours` of work, `1 inch = 5 miles` on a map).
 * `price`: of a thing that may be worth another amount (`five gold quarters = $100`). `rough`: rounded by everybody. `counted`: converted within calculations only, since one is the price of the other as often
 * (`2 pounds = 80 cents`).
 */
export type Use = 'exact' | 'rate' | 'price' | 'rough' | 'counted';

export interface UnitKind {
  readonly use: Use;
  /** The size of every unit in the smallest one; more where people count with several. */
  readonly sizes: Readonly<Record<string, readonly number[]>>;
}

/** Of two kinds that have the same two units, the first one counts for stated conversions. */
export const unitKinds: readonly UnitKind[] = [
  { use: 'exact', sizes: { second: [1], minute: [60], hour: [3600] } },
  { use: 'rate', sizes: { second: [1], minute: [60], hour: [3600], day: [86_400], week: [604_800] } },
  { use: 'rate', sizes: { month: [1], year: [12], decade: [120], century: [1200] } },
  { use: 'rate', sizes: { week: [1], year: [48, 52, 53] } },
  {
    use: 'rate',
    sizes: { day: [1], week: [7], month: [28, 30, 31], year: [360, 364, 365, 366], decade: [3650] },
  },
  { use: 'rate', sizes: { week: [1], month: [4], year: [48, 52] } },
  { use: 'rate', sizes: { hour: [1], month: [672, 720, 744], year: [8640, 8760, 8784] } },
  { use: 'rate', sizes: { inch: [1], foot: [12], yard: [36], mile: [63_360] } },
  { use: 'rate', sizes: { mm: [1], cm: [10], m: [1000], km: [1_000_000] } },
  {
    use: 'rough',
    sizes: { mm: [1], cm: [10], inch: [25, 25.4], foot: [304.8], yard: [914.4], m: [1000], km: [1_000_000] },
  },
  { use: 'rough', sizes: { km: [1], mile: [1.6, 1.609] } },
  { use: 'exact', sizes: { cent: [1], dollar: [100] } },
  { use: 'price', sizes: { cent: [1], nickel: [5], dime: [10], quarter: [25], dollar: [100] } },
  { use: 'exact', sizes: { cent: [1], euro: [100] } },
  { use: 'exact', sizes: { pence: [1], sterling: [100] } },
  { use: 'exact', sizes: { pence: [1], pound: [100] } },
  {
    use: 'counted',
    sizes: { cent: [1], nickel: [5], dime: [10], quarter: [25], dollar: [100], euro: [100], pound: [100] },
  },
  { use: 'exact', sizes: { ounce: [1], pound: [16] } },
  { use: 'rough', sizes: { ounce: [1], pound: [16], ton: [32_000, 35_840] } },
  { use: 'exact', sizes: { mg: [1], g: [1000], kg: [1_000_000], tonne: [1_000_000_000] } },
  { use: 'rough', sizes: { mg: [1], g: [1000], kg: [1_000_000], ton: [907_000_000, 1_000_000_000] } },
  { use: 'rough', sizes: { pound: [1], kg: [2.2, 2.205] } },
  { use: 'rough', sizes: { g: [1], ounce: [28, 28.35], pound: [450, 454] } },
  {
    use: 'exact',
    sizes: { teaspoon: [1], tablespoon: [3], cup: [48], pint: [96], quart: [192], gallon: [768] },
  },
  {
    use: 'rate',
    sizes: { teaspoon: [1], tablespoon: [3], ounce: [6], cup: [48], pint: [96], quart: [192], gallon: [768] },
  },
  { use: 'exact', sizes: { ml: [1], l: [1000] } },
  {
    use: 'rough',
    sizes: {
      ml: [1],
      teaspoon: [5],
      tablespoon: [15],
      cup: [237, 250],
      pint: [473, 568],
      quart: [946],
      l: [1000],
      gallon: [3785, 4546],
    },
  },
  { use: 'exact', sizes: { kb: [1], mb: [1000, 1024], gb: [1_000_000, 1_048_576] } },
];
