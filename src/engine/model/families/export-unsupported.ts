// The error about a model that another format cannot hold.
import { SocraticError } from '../../../common/index.ts';

/** Throws `export-unsupported`: llama.cpp has no place for something that the model has. */
export function refuseExport(title: string, what: string): never {
  throw new SocraticError(
    'export-unsupported',
    `This ${title} model cannot be written as a GGUF file: llama.cpp ${what}.`,
    { details: { what } },
  );
}
