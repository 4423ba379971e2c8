/** How many of a unit another has, and other factors that change how a number is said. */
export const unitFactors: readonly number[] = [
  ...[7, 10, 12, 16, 24, 30, 52, 60, 100, 365, 1000, 1440, 3600, 10_000, 1_000_000],
];
