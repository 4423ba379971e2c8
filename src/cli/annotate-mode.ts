// What `socratic annotate` is asked to do: to annotate, to merge shards, or to show annotations. Each has options of its own.
import type { Command } from 'commander';
import { SocraticError } from '../common/index.ts';
import { missingOption, releaseRequired } from './options.ts';

/** Attribute names of the options that a mode takes, beside its own, and of those that it cannot do without. */
const modes = {
  merge: { takes: ['data', 'out', 'allowIncomplete', 'force'], needs: ['data', 'out'] },
  review: { takes: ['data', 'out', 'force'], needs: [] },
} as const;

type Mode = keyof typeof modes;
const modeNames = Object.keys(modes) as Mode[];

/** Declares that the options that annotating requires are not required by the other modes. */
export function declareModes(command: Command): void {
  releaseRequired(command, modeNames);
}

/**
 * The mode that was asked for. Throws `conflicting-options` for two of them, `option-unused` for an option that would be ignored, and
 * `missing-option`.
 */
export function annotateMode(command: Command): Mode | 'annotate' {
  const given = command.options.filter((option) => isGiven(command, option.attributeName()));
  const [mode, other] = modeNames.filter((name) => isGiven(command, name));
  if (mode !== undefined && other !== undefined) {
    throw new SocraticError(
      'conflicting-options',
      `--${mode} and --${other} are two commands. Give one of them.`,
      {
        details: { flags: [`--${mode}`, `--${other}`] },
      },
    );
  }
  if (mode === undefined) {
    if (isGiven(command, 'allowIncomplete')) throw unused('--allow-incomplete', 'only --merge takes it');
    return 'annotate';
  }
  const { takes, needs }: { takes: readonly string[]; needs: readonly string[] } = modes[mode];
  for (const option of given) {
    const name = option.attributeName();
    if (name !== mode && !takes.includes(name)) {
      throw unused(
        option.long ?? option.flags,
        `--${mode} asks no teacher and takes only ${namesOf(command, takes)}`,
      );
    }
  }
  for (const option of command.options) {
    if (needs.includes(option.attributeName()) && !given.includes(option))
      throw missingOption(command, option);
  }
  return mode;
}

/** Not by its default. */
function isGiven(command: Command, name: string): boolean {
  return command.getOptionValueSource(name) === 'cli';
}

function namesOf(command: Command, attributes: readonly string[]): string {
  const flags = attributes.map(
    (name) => command.options.find((option) => option.attributeName() === name)?.long,
  );
  return `${flags.slice(0, -1).join(', ')} and ${flags.at(-1)}`;
}

function unused(flag: string, why: string): SocraticError {
  return new SocraticError('option-unused', `${flag}: ${why}. Leave it out.`, { subject: { option: flag } });
}
