// How a tokenizer's files are refused: the file, the field, what was found and expected.
import { SocraticError } from '../../common/index.ts';

/** The file is malformed. */
export function invalid(path: string, field: string, found: string, expected: string): never {
  throw new SocraticError('tokenizer-invalid', `${path}: ${field}: expected ${expected}, found ${found}.`, {
    subject: { path },
    details: { field, found, expected },
  });
}

/** The file is a tokenizer's, but of a kind that is not read here. */
export function unsupported(path: string, field: string, found: string, expected: string): never {
  throw new SocraticError(
    'tokenizer-unsupported',
    `${path}: ${field} ${found} is not supported: expected ${expected}.`,
    { subject: { path }, details: { field, found, expected } },
  );
}
