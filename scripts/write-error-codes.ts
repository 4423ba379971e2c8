// npm run docs:errors: writes docs/error-codes.md from the table of codes.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { errorReference } from '../src/cli/error-reference.ts';

writeFileSync(fileURLToPath(new URL('../docs/error-codes.md', import.meta.url)), errorReference());
