import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { sha256 } from '../common/index.ts';
import { readAnnotations } from './use-annotations.ts';

const folder = mkdtempSync(join(tmpdir(), 'annotations-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'file.jsonl');

const annotation = (problemId: string, solution: string, correct = true) =>
  JSON.stringify({
    ...{ problemId, problemHash: `hash of ${problemId}`, kind: 'cot', steps: [{ solution }], answer: '1' },
    ...{
      teacher: 't',
      promptVersion: 'v',
      sample: 0,
      usage: { inputTokens: 1, outputTokens: 1 },
      cost: null,
    },
    verdict: { correct, verified: correct, reasons: [] },
  });

test('of the chains that are kept it holds what training needs, and of the others their number', () => {
  const lines = [
    annotation('a', 'First.'),
    '{"torn',
    annotation('b', 'Wrong.', false),
    '{"problemId": 1}',
    annotation('c', 'Other.'),
    annotation('a', 'Second.'),
    annotation('a', 'Wrong.', false),
  ];
  writeFileSync(path, lines.join('\n'));
  expect(readAnnotations(path)).toEqual({
    sha256: sha256(lines.join('\n')),
    kept: new Map([
      [
        'a',
        [
          { problemHash: 'hash of a', steps: [{ solution: 'First.' }] },
          { problemHash: 'hash of a', steps: [{ solution: 'Second.' }] },
        ],
      ],
      ['c', [{ problemHash: 'hash of c', steps: [{ solution: 'Other.' }] }]],
    ]),
    rejected: 2,
    skipped: [
      { file: path, line: 2, reason: expect.stringContaining('not JSON') },
      { file: path, line: 4, reason: expect.stringContaining('not an annotation: problemId:') },
    ],
  });
});

test('a file without a chain that is kept is an error that counts the others', () => {
  writeFileSync(path, `${annotation('a', 'Wrong.', false)}\n[]\n`);
  expect(() => readAnnotations(path)).toThrow(
    expect.objectContaining({
      code: 'annotations-empty',
      message: expect.stringContaining('1 is rejected, 1 line cannot be read (line 2: not an annotation'),
    }),
  );
});
