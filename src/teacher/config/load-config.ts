// Finds and reads `socratic.config.ts`. It is a program: reading it runs it, so nothing reads it but a command that names one of its teachers.
//
// c12 reads it, with everything switched off that would look beyond the one file (rc files, package.json, .env, `extends` from the
// network, environment sections) and without jiti's cache, which would copy the file, and a key written into it, to the temporary folder.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { LanguageModelV3 } from '@ai-sdk/provider';
import { z } from 'zod';
import { type ErrorCode, type Message, messageOf, option, SocraticError, say } from '../../common/index.ts';
import { redact } from '../call/index.ts';
import type { ConfiguredTeacher } from './define-config.ts';
import { whatIsNotModel } from './language-model.ts';

const extensions = ['ts', 'mts', 'js', 'mjs', 'cjs'] as const;
const fileNames = extensions.map((extension) => `socratic.config.${extension}`);

export interface LoadedConfig {
  readonly path: string;
  readonly teachers: ReadonlyMap<string, ConfiguredTeacher>;
}

/** The configuration file: the one that is named, or the one in `folder`. Throws `config-missing`, `config-ambiguous`. */
export function findConfig(named: string | undefined, folder: string): string {
  if (named !== undefined) {
    const path = resolve(folder, named);
    if (!existsSync(path)) throw invalid('config-missing', path, 'there is no such file.');
    if (!extensions.some((extension) => path.endsWith(`.${extension}`))) {
      const expected = extensions.map((extension) => `.${extension}`).join(', ');
      throw invalid(
        'config-file-invalid',
        path,
        `expected a program (${expected}): a model cannot be written in another.`,
      );
    }
    return path;
  }
  const found = fileNames.filter((name) => existsSync(join(folder, name)));
  const [first, second] = found;
  if (first === undefined) {
    throw invalid(
      'config-missing',
      join(folder, 'socratic.config.ts'),
      say`there is no such file, and none of ${fileNames.slice(1).join(', ')}. Write one, or name it with ${option('config')}.`,
    );
  }
  if (second !== undefined) {
    throw invalid(
      'config-ambiguous',
      folder,
      say`it has ${found.join(' and ')}. Keep one, or name it with ${option('config')}.`,
    );
  }
  return join(folder, first);
}

/**
 * Runs the file and checks what it exports. `secrets` are kept out of what it says when it fails. Throws `config-failed`,
 * `config-file-invalid`.
 */
export async function loadConfig(path: string, secrets: readonly string[]): Promise<LoadedConfig> {
  return { path, teachers: teachersOf(await exported(path, secrets), path) };
}

async function exported(path: string, secrets: readonly string[]): Promise<unknown> {
  const c12 = await import('c12');
  // standard output is for results
  const { log, info, error: toStderr } = console;
  Object.assign(console, { log: toStderr, info: toStderr });
  try {
    const { config } = await c12.loadConfig<Record<string, unknown>>({
      configFile: path,
      configFileRequired: true,
      rcFile: false,
      globalRc: false,
      packageJson: false,
      dotenv: false,
      envName: false,
      extend: false,
      giget: false,
      jitiOptions: { fsCache: false },
      merger: (...sources) => sources.find((source) => source !== undefined) ?? {}, // models are taken as they are
    });
    return config;
  } catch (error) {
    const clean = withoutSecrets(error, secrets);
    throw new SocraticError('config-failed', `${path} cannot be run: ${clean.message}`, {
      subject: { path },
      cause: clean,
    });
  } finally {
    Object.assign(console, { log, info });
  }
}

function withoutSecrets(error: unknown, secrets: readonly string[]): Error {
  const clean = new Error(redact(messageOf(error), secrets));
  clean.stack = error instanceof Error ? redact(error.stack ?? '', secrets) : '';
  return clean;
}

const nameForm = /^[\w.-]+$/;
const configSchema = z.strictObject({ teachers: z.record(z.string(), z.unknown()) });
const priceSchema = z.strictObject({ input: z.number().nonnegative(), output: z.number().nonnegative() });
const teacherSchema = z.strictObject({
  model: z.unknown(),
  price: priceSchema.exactOptional(),
  secrets: z.array(z.string()).exactOptional(),
});

function teachersOf(config: unknown, path: string): Map<string, ConfiguredTeacher> {
  const parsed = configSchema.safeParse(config);
  if (!parsed.success)
    throw invalidBy(parsed.error, path, '', 'Expected export default { teachers: { NAME: MODEL } }.');
  const entries = Object.entries(parsed.data.teachers).map(([name, value]) => {
    const place = `teachers.${name}`;
    if (!nameForm.test(name)) {
      throw invalid('config-file-invalid', path, `${place}: a name has letters, digits, ".", "_" and "-".`);
    }
    return [name, teacherOf(value, path, place)] as const;
  });
  return new Map(entries);
}

function teacherOf(value: unknown, path: string, place: string): ConfiguredTeacher {
  if (typeof value !== 'object' || value === null || 'doGenerate' in value || !('model' in value)) {
    return { model: modelOf(value, path, place) };
  }
  const parsed = teacherSchema.safeParse({ ...value });
  if (!parsed.success) throw invalidBy(parsed.error, path, place, 'Expected { model, price, secrets }.');
  const { model, ...about } = parsed.data;
  return { model: modelOf(model, path, `${place}.model`), ...about };
}

function modelOf(value: unknown, path: string, place: string): LanguageModelV3 {
  const wrong = whatIsNotModel(value);
  if (wrong === null) return value as LanguageModelV3;
  throw invalid('config-file-invalid', path, `${place}: expected ${wrong.expected}, found ${wrong.found}.`);
}

function invalid(code: ErrorCode, path: string, why: string | Message): SocraticError {
  return new SocraticError(code, say`${path}: ${why}`, { subject: { path } });
}

function invalidBy(error: z.ZodError, path: string, place: string, expected: string): SocraticError {
  const issue = error.issues[0];
  const where = [place, ...(issue?.path ?? [])].filter((part) => part !== '').join('.');
  return invalid(
    'config-file-invalid',
    path,
    `${where === '' ? '' : `${where}: `}${issue?.message ?? 'not a configuration'}. ${expected}`,
  );
}
