// Which configuration is read, what running it leaves behind, and how what is wrong with it is told.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SocraticError } from '../../common/index.ts';
import { findConfig, loadConfig } from './index.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'config-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

/** The source of a model, as a literal; its prototype-less state must survive being read. */
const model = `{
  specificationVersion: 'v3', provider: 'own.chat', modelId: 'm-1', supportedUrls: {},
  doGenerate: async () => { throw new Error('not asked'); }, doStream: async () => { throw new Error('not asked'); },
}`;

async function errorOf(
  text: string,
  name = 'socratic.config.mjs',
  secrets: string[] = [],
): Promise<SocraticError> {
  const error: unknown = await loadConfig(write(name, text), secrets).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(SocraticError);
  return error as SocraticError;
}

describe('the file', () => {
  test.each([
    [
      'ts',
      `enum Kind { A = 'a' }\nconst kind: Kind = Kind.A;\nexport default { teachers: { [kind]: ${model} } };`,
    ],
    ['mts', `export default { teachers: { a: ${model} } } satisfies object;`],
    ['js', `export default { teachers: { a: ${model} } };`],
    ['mjs', `export default { teachers: { a: ${model} } };`],
    ['cjs', `module.exports = { teachers: { a: ${model} } };`],
  ])('may be .%s', async (extension, text) => {
    const path = write(`socratic.config.${extension}`, text);
    expect(findConfig(undefined, folder)).toBe(path);
    const { teachers } = await loadConfig(path, []);
    expect(teachers.get('a')?.model).toMatchObject({ provider: 'own.chat', modelId: 'm-1' });
  });

  test('may be a function that takes its time, and is looked for by name', async () => {
    write('socratic.config.ts', 'throw new Error("not this one")');
    write('other.ts', `export default async () => ({ teachers: { a: ${model} } });`);
    const { teachers } = await loadConfig(findConfig('other.ts', folder), []);
    expect([...teachers.keys()]).toEqual(['a']);
  });

  test('gives its models as they are, classes and getters included', async () => {
    const text = `class Own { #id = 'hidden'; specificationVersion = 'v3'; get provider() { return 'own'; }
      get modelId() { return this.#id; } async doGenerate() { return this.#id; } }
      export default { teachers: { a: { model: new Own(), price: { input: 1, output: 2 }, secrets: ['s'] } } };`;
    const { teachers } = await loadConfig(write('socratic.config.js', text), []);
    const found = teachers.get('a');
    expect(found).toMatchObject({ price: { input: 1, output: 2 }, secrets: ['s'] });
    expect(await found?.model.doGenerate({ prompt: [] })).toBe('hidden');
  });

  test('is missing, or there are two of them', () => {
    const find = (named?: string) => () => findConfig(named, folder);
    expect(find()).toThrow(expect.objectContaining({ code: 'config-missing' }));
    expect(find()).toThrow('socratic.config.ts: there is no such file, and none of socratic.config.mts');
    expect(find('none.ts')).toThrow(expect.objectContaining({ code: 'config-missing' }));
    write('socratic.config.ts', '');
    write('socratic.config.js', '');
    expect(find()).toThrow(expect.objectContaining({ code: 'config-ambiguous' }));
    write('c.json', '{}');
    expect(find('c.json')).toThrow(expect.objectContaining({ code: 'config-file-invalid' }));
  });
});

test('nothing else is read, and nothing of it is written anywhere', async () => {
  const temporary = join(folder, 'temporary');
  mkdirSync(temporary);
  mkdirSync(join(folder, 'node_modules'));
  const before = process.env.TMPDIR;
  process.env.TMPDIR = temporary;
  try {
    write('.env', 'SOCRATIC_TEST_FROM_ENV=1');
    write('.socraticrc', 'teachers.rc = 1');
    write('package.json', '{"socratic": {"teachers": {"p": 1}}, "config": {"teachers": {"q": 1}}}');
    const path = write(
      'socratic.config.ts',
      `const key: string = 'sk-in-the-file';\nexport default { teachers: { a: ${model} } };`,
    );
    const { teachers } = await loadConfig(path, []);
    expect([...teachers.keys()]).toEqual(['a']);
    expect(process.env.SOCRATIC_TEST_FROM_ENV).toBeUndefined();
    expect(readdirSync(temporary)).toEqual([]);
    expect(existsSync(join(folder, 'node_modules', '.cache'))).toBe(false);
    expect(readdirSync(folder)).toHaveLength(6);
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
});

describe('what is wrong is told with the file and the place', () => {
  test.each<[string, string, RegExp]>([
    [
      'an unknown key',
      `export default { teachers: {}, teacher: {} };`,
      /socratic\.config\.mjs: Unrecognized key: "teacher"/,
    ],
    [
      'extends',
      `export default { extends: 'gh:someone/config', teachers: {} };`,
      /Unrecognized key: "extends"/,
    ],
    ['an environment section', `export default { teachers: {}, $test: {} };`, /Unrecognized key: "\$test"/],
    ['no teachers', `export default {};`, /teachers: .*Expected export default \{ teachers/],
    ['nothing exported', 'const teachers = {};', /teachers: .*Expected export default/],
    ['null exported', 'export default null;', /cannot be run: /],
    ['a number exported', 'export default 3;', /Expected export default/],
    ['a name with a space', `export default { teachers: { 'a b': ${model} } };`, /teachers\.a b: a name has/],
    [
      'a text',
      `export default { teachers: { a: 'openai/gpt-5' } };`,
      /teachers\.a: expected a LanguageModel .* found a text/,
    ],
    [
      'a provider',
      `export default { teachers: { a: () => null } };`,
      /teachers\.a: .* a function: is it a provider/,
    ],
    ['null', `export default { teachers: { a: null } };`, /teachers\.a: .* found null/],
    [
      'an empty object',
      `export default { teachers: { a: {} } };`,
      /teachers\.a: .* without provider, modelId or doGenerate/,
    ],
    [
      'an older specification',
      `export default { teachers: { a: { ...${model}, specificationVersion: 'v2' } } };`,
      /specification v2: update/,
    ],
    [
      'an unknown key of a teacher',
      `export default { teachers: { a: { model: ${model}, prize: 1 } } };`,
      /teachers\.a: Unrecognized key: "prize"/,
    ],
    [
      'half a price',
      `export default { teachers: { a: { model: ${model}, price: { input: 1 } } } };`,
      /teachers\.a\.price\.output: /,
    ],
  ])('%s', async (_name, text, message) => {
    const error = await errorOf(text);
    expect(error.message).toMatch(message);
    expect(error.message).toContain(folder);
  });

  test('a file that throws, without its stack and without secrets', async () => {
    const secret = 'sk-0123456789abcdef';
    const error = await errorOf(`throw new Error('the key ${secret} is old');`, 'socratic.config.ts', [
      secret,
    ]);
    expect(error.code).toBe('config-failed');
    expect(error.message).toBe(`${join(folder, 'socratic.config.ts')} cannot be run: the key [key] is old`);
    const cause = error.cause as Error;
    expect(cause.stack).toContain('[key]');
    expect(cause.stack).not.toContain(secret);
  });

  test('a file that is no program, or imports what is not there', async () => {
    expect((await errorOf('export default {', 'socratic.config.ts')).code).toBe('config-failed');
    const missing = await errorOf(`import 'no-such-package-here';\nexport default {};`, 'socratic.config.ts');
    expect(missing.message).toContain('no-such-package-here');
  });
});
