// The parts of a model that llama.cpp's gguf-split has cut into several files: NAME-00001-of-00003.gguf and so on.
import { existsSync } from 'node:fs';
import { SocraticError } from '../../../common/index.ts';
import { type GgufHeader, invalidGguf, readGgufHeader } from './gguf-header.ts';

const partName = /-(\d{5})-of-(\d{5})\.gguf$/i;
const maximumParts = 1000;

interface Part extends GgufHeader {
  readonly path: string;
}

/**
 * The parts besides the first, whose path and metadata are given; none of a model that is in one file. Throws `gguf-invalid` when the
 * file is not the first part or does not have a part's name, when a part is missing, and when the parts do not belong together.
 */
export function otherParts(path: string, metadata: GgufHeader['metadata']): readonly Part[] {
  const count = Number(metadata.get('split.count') ?? 0);
  if (count <= 1) return [];
  const wrong = (problem: string): never => {
    throw new SocraticError('gguf-invalid', `${path}: ${problem}`, { subject: { path } });
  };
  if (!Number.isInteger(count) || count > maximumParts) {
    invalidGguf(path, 'metadata split.count', `a number up to ${maximumParts}`, `${count}`);
  }
  const number = Number(metadata.get('split.no') ?? 0) + 1;
  const [ending, , ofCount] = partName.exec(path) ?? [];
  if (ending === undefined || Number(ofCount) !== count) {
    return wrong(
      `it is part ${number} of a model in ${count} files. Keep their names, which end in ${nameOf(number, count)}, and put all into one folder.`,
    );
  }
  const pathOf = (part: number) => path.slice(0, -ending.length) + nameOf(part, count);
  if (number !== 1) return wrong(`it is part ${number} of ${count} of a model. Name the first: ${pathOf(1)}`);
  const parts = Array.from({ length: count - 1 }, (_, index) => {
    const other = pathOf(index + 2);
    if (!existsSync(other)) return wrong(`part ${index + 2} of ${count} is missing: ${other}`);
    const header = readGgufHeader(other);
    if (Number(header.metadata.get('split.no')) !== index + 1) {
      invalidGguf(other, 'metadata split.no', `${index + 1}`, String(header.metadata.get('split.no')));
    }
    return { path: other, ...header };
  });
  return parts;
}

function nameOf(part: number, count: number): string {
  const five = (value: number) => String(value).padStart(5, '0');
  return `-${five(part)}-of-${five(count)}.gguf`;
}
