// What commander lets pass and a command must not: required options that are missing, flags that were taken as values.
import type { Command } from 'commander';
import { SocraticError } from '../common/index.ts';
import { isRequired, missingOption } from './options.ts';

/** Options that name what a command writes. */
const outputs = ['--out', '--verdicts'];

/**
 * Throws `missing-option`; `missing-value` for `--out --force`, since commander takes the next word whatever it is; and `out-is-stdout` for
 * `--out -`, which would be a file of that name.
 */
export function checkOptions(command: Command): void {
  for (const option of command.options) {
    const value: unknown = command.getOptionValue(option.attributeName());
    const subject = { option: option.attributeName() };
    if (value === undefined && isRequired(option)) throw missingOption(command, option);
    if (value === '-' && outputs.includes(option.long ?? '')) {
      throw new SocraticError(
        'out-is-stdout',
        `${option.flags} takes a name, found "-": standard output is for the summary, or with --json for its object. A file of that name is ./-`,
        { subject },
      );
    }
    for (const received of [value].flat()) {
      if (!option.required || typeof received !== 'string' || !received.startsWith('--')) continue;
      throw new SocraticError('missing-value', `${option.flags} needs a value, found the flag ${received}.`, {
        subject,
        details: { received },
      });
    }
  }
}
