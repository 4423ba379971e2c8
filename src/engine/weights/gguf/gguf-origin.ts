// Whose model a GGUF file holds, as far as its metadata says.
import type { ModelOrigin } from '../model-files.ts';
import type { GgufFile } from './gguf-file.ts';
import { Metadata } from './metadata.ts';

/** What a licence needs to be found and its authors named. */
const licenceKeys = [
  'general.name',
  'general.author',
  'general.organization',
  'general.license',
  'general.license.name',
  'general.license.link',
  'general.repo_url',
  'general.url',
  'general.source.repo_url',
  'general.source.url',
] as const;

/** The metadata has no licence's text, only which it is and where: that goes where the text would, beside what is made of the model. */
export function ggufOrigin(file: Pick<GgufFile, 'path' | 'metadata'>): ModelOrigin {
  const metadata = new Metadata(file);
  const name = metadata.text('general.name') ?? null;
  const id = metadata.text('general.license') ?? null;
  const licence = id ?? metadata.text('general.license.name') ?? null;
  const stated = licence !== null || metadata.has('general.license.link');
  const lines = licenceKeys.flatMap((key) => {
    const value = file.metadata.get(key);
    return typeof value !== 'string' ? [] : [`${key}: ${value.replace(/\s+/g, ' ').slice(0, 1_000)}`];
  });
  const heading = 'The base model was read from a GGUF file, which says of its licence:';
  return { name, licence, licenceText: stated ? `${[heading, '', ...lines].join('\n')}\n` : null };
}
