// Whether there is a Python with PyTorch. Versions are read from what is installed, without importing it.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export interface Torch {
  /** Command that runs this Python. */
  readonly python: string;
  /** Version of PyTorch. */
  readonly version: string;
  /** Version of transformers; null if it is not installed. */
  readonly transformers: string | null;
}

const timeoutMs = 10_000;

const script = `
import json
from importlib.metadata import PackageNotFoundError, version
def installed(name):
    try:
        return version(name)
    except PackageNotFoundError:
        return None
print(json.dumps([installed("torch"), installed("transformers")]))
`;

/** The first of `pythons` that has PyTorch; null where none has. */
export async function findTorch(pythons: readonly string[]): Promise<Torch | null> {
  for (const python of pythons) {
    const found = await torchOf(python);
    if (found) return found;
  }
  return null;
}

async function torchOf(python: string): Promise<Torch | null> {
  try {
    const { stdout } = await promisify(execFile)(python, ['-c', script], { timeout: timeoutMs });
    const [version, transformers] = JSON.parse(stdout) as [string | null, string | null];
    return version === null ? null : { python, version, transformers };
  } catch {
    return null; // no such program, or not a Python: not having one is no error
  }
}
