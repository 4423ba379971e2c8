// Files in other encodings than UTF-8, and what is said of them.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { errorOf, folderWith } from '../../../test/support/source-files.ts';
import { createDataset } from '../create-dataset.ts';
import { otherEncoding } from './encoding.ts';
import { readDataset } from './read.ts';

function fileOf(content: Buffer, name = 'mine.csv'): string {
  const path = join(folderWith(), name);
  writeFileSync(path, content);
  return path;
}
const csv = 'question,answer\nWie viele \xc4pfel hat Zo\xeb?,3\nHow many at 5 \x80 each?,4\n';
const windows = Buffer.from(csv, 'latin1');
const convert = (path: string, encoding: string) =>
  new RegExp(
    `Convert it with: iconv -f ${encoding} -t UTF-8 ${path} > ${path.replace(/(\.\w+)$/, '-utf8$1')}$`,
  );

describe.each([
  ['Windows-1252', windows, 'WINDOWS-1252'],
  ['in its header', Buffer.from('question,r\xe9ponse,answer\nHow many?,a,3\n', 'latin1'), 'WINDOWS-1252'],
  [
    'Mac OS Roman',
    Buffer.from('question,answer\nCaf\x8e cr\x8fme, how many?,3\nFa\x8dade?,1\n', 'latin1'),
    'MACINTOSH',
  ],
  [
    'Windows-1251',
    Buffer.from('question,answer\n\xd1\xea\xee\xeb\xfc\xea\xee \xff\xe1\xeb\xee\xea?,3\n', 'latin1'),
    'ENCODING',
  ],
  ['Shift_JIS', Buffer.from('question,answer\n\x82\xa2\x82\xad\x82\xc2\x81H,3\n', 'latin1'), 'ENCODING'],
])('a file in another encoding: %s', (_, content, encoding) => {
  test('is one error with the command that converts it', async () => {
    const path = fileOf(content);
    const error = errorOf(() => readDataset({ dataset: path }));
    expect(error).toMatchObject({
      code: 'data-format-unknown',
      message: expect.stringMatching(convert(path, encoding)),
    });
    await expect(createDataset(path, { out: join(folderWith(), 'out') })).rejects.toMatchObject({
      message: error.message,
    });
  });
});

test('JSON Lines too, and a path with a space is quoted', () => {
  const path = fileOf(
    Buffer.from('{"question": "Wie viele \xe4pfel?", "answer": 3}\n', 'latin1'),
    'my problems.jsonl',
  );
  expect(errorOf(() => readDataset({ dataset: path })).message).toContain(
    `UTF-8 '${path}' > '${path.replace('.jsonl', '-utf8.jsonl')}'`,
  );
});

test('a line that is damaged within UTF-8 is left out alone: a conversion would damage the others', () => {
  const good = Buffer.from('question,answer\nWie viele Äpfel?,3\n');
  const path = fileOf(Buffer.concat([good, Buffer.from('How many \xe9?,4\n', 'latin1')]));
  const { summary } = readDataset({ dataset: path });
  expect(summary.skipped).toEqual([
    {
      file: path,
      line: 3,
      reason: expect.stringContaining('bytes that are not UTF-8, which the rest of the file is'),
    },
  ]);
});

test('characters on the border of two blocks are whole', () => {
  const text = 'ab'.repeat(32767); // the character begins on the last byte of the first block
  expect(otherEncoding(fileOf(Buffer.from(`${text}a\u20ac`)))).toBe(null);
  expect(
    otherEncoding(fileOf(Buffer.concat([Buffer.from(`${text}a`), Buffer.from([0xe9])])))?.message,
  ).toContain('WINDOWS-1252');
  expect(otherEncoding(fileOf(Buffer.from('plain')))).toBe(null);
});
