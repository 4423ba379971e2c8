// Written by scripts/quickstart-seeds.ts: what every student of the quickstart solved with each seed. See bench/results.
import type { SeedResults } from './seed-difference.ts';

export const seedResults: SeedResults = {
  flopsPerStudent: 2700000000000,
  seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  accuracy: {
    answer: [0.1867, 0.2167, 0.1733, 0.2, 0.1633, 0.19, 0.1433, 0.2267, 0.13, 0.1333],
    cot: [0.41, 0.4167, 0.4167, 0.2633, 0.33, 0.2767, 0.3467, 0.4133, 0.3567, 0.3467],
    'socratic-unified': [0.3367, 0.38, 0.2967, 0.2, 0.2733, 0.2833, 0.2533, 0.3567, 0.2133, 0.2567],
    socratic: [0.1267, 0.2433, 0.21, 0.19, 0.25, 0.13, 0.1867, 0.23, 0.22, 0.1833],
    'cot-double': [0.66, 0.5633, 0.7967, 0.7033, 0.7767, 0.6933, 0.64, 0.71, 0.67, 0.6933],
    'socratic-double': [0.25, 0.28, 0.24, 0.27, 0.42, 0.2633, 0.2233, 0.28, 0.23, 0.3467],
  },
};
