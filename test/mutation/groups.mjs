// What is mutated, and the tests that must notice it: those beside the code. Fewer tests a group keep a change at half a second.
// Stryker starts every test that reaches a changed line, and those of a whole folder above it would take minutes for each.

/** Calculations in words: answers need them rarely, so that the tests of verification are those that notice. */
const words = ['expression', 'tokens'].map((name) => `src/data/answer/word-${name}.ts`);

/**
 * Each group has `name`, `mutate` and `tests` (patterns as Stryker and vitest take them), perhaps `except` (files of another group). `parts`: `npm run mutate` takes every so many-th
 * block of lines, so that all groups together take less than an hour on two idle cores.
 */
export const groups = [
  {
    name: 'answers',
    parts: 12,
    mutate: ['src/data/answer/**/*.ts'],
    except: words,
    tests: ['src/data/answer/**/*.test.ts', 'src/teacher/verify/word-calculations.test.ts'],
  },
  {
    name: 'calculator',
    parts: 3,
    mutate: ['src/data/calculator/**/*.ts'],
    tests: ['src/data/calculator/**/*.test.ts', 'src/teacher/verify/**/*.test.ts'],
  },
  {
    name: 'verification',
    parts: 4,
    mutate: ['src/teacher/verify/**/*.ts', 'src/teacher/repair.ts', ...words],
    tests: [
      'src/teacher/verify/**/*.test.ts',
      'src/teacher/repair.test.ts',
      'src/data/answer/word-*.test.ts',
    ],
  },
  {
    name: 'budgets',
    parts: 4,
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
    parts: 1,
    mutate: ['intervals', 'bleu', 'summary', 'score'].map((name) => `src/evaluate/${name}.ts`),
    tests: ['src/evaluate/**/*.test.ts'],
  },
];

/** Neither tests, nor what only tests use, nor lists of exports. */
export const notMutated = ['!src/**/*.test.ts', '!src/**/*.fixture.ts', '!src/**/index.ts'];
