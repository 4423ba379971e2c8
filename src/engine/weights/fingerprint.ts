// Whether weights are still the same, told without reading all of them.
import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf, SocraticError } from '../../common/index.ts';

const sampleBytes = 2 ** 16;
const samplesAFile = 256;

/**
 * A hash over the sizes of the weight files of `path`, a GGUF file or a model directory, and over up to 256 evenly spaced samples of
 * 64 KiB of each: any retraining changes it. Throws `file-unreadable`.
 */
export function fingerprintOf(path: string): string {
  const hash = createHash('sha256');
  try {
    const isDirectory = statSync(path).isDirectory();
    const names = isDirectory ? readdirSync(path).filter((name) => name.endsWith('.safetensors')) : [''];
    for (const name of names.sort()) addSamples(hash, name === '' ? path : join(path, name), name);
  } catch (error) {
    throw new SocraticError('file-unreadable', `${path} cannot be read: ${messageOf(error)}`, {
      subject: { path },
      cause: error,
    });
  }
  return hash.digest('hex');
}

function addSamples(hash: ReturnType<typeof createHash>, path: string, name: string): void {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    hash.update(`${name}\n${size}\n`);
    const last = Math.max(0, size - sampleBytes);
    const step = Math.max(sampleBytes, last / (samplesAFile - 1));
    const sample = Buffer.alloc(sampleBytes);
    for (let at = 0; at <= last; at += step) {
      hash.update(sample.subarray(0, readSync(file, sample, 0, sampleBytes, Math.round(at))));
    }
    hash.update(sample.subarray(0, readSync(file, sample, 0, sampleBytes, last)));
  } finally {
    closeSync(file);
  }
}
