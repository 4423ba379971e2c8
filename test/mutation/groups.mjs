// What is mutated, and the tests that must notice it: those beside the code. Fewer tests a group keep a change at half a second.
// Stryker starts every test that reaches a changed line, and those of a whole folder above it would take minutes for each.

/** Each group has `name`, `mutate` and `tests` (patterns as Stryker and vitest take them). */
export const groups = [
  {
    name: 'answers',
    mutate: ['src/data/answer/**/*.ts'],
    tests: ['src/data/answer/**/*.test.ts', 'src/teacher/verify/word-calculations.test.ts'],
  },
  {
    name: 'calculator',
    mutate: ['src/data/calculator/**/*.ts'],
    tests: ['src/data/calculator/**/*.test.ts', 'src/teacher/verify/**/*.test.ts'],
  },
  {
    name: 'verification',
    mutate: ['src/teacher/verify/**/*.ts', 'src/teacher/repair.ts'],
    tests: ['src/teacher/verify/**/*.test.ts', 'src/teacher/repair.test.ts'],
  },
  {
    name: 'budgets',
    mutate: [
      ...[
        'caller',
        'asker',
        'answer-keeper',
        'answer-watch',
        'stored-response',
        'prices',
        'usage',
        'limit-watch',
      ],
      ...['failure', 'generate', 'response-answer', 'response-body', 'response-parts', 'response-stream'],
    ].map((name) => `src/teacher/call/${name}.ts`),
    tests: ['src/teacher/call/**/*.test.ts'],
  },
  {
    name: 'statistics',
    mutate: ['intervals', 'bleu', 'summary', 'score'].map((name) => `src/evaluate/${name}.ts`),
    tests: ['src/evaluate/**/*.test.ts'],
  },
];

/** Neither tests, nor what only tests use, nor lists of exports. */
export const notMutated = ['!src/**/*.test.ts', '!src/**/*.fixture.ts', '!src/**/index.ts'];
