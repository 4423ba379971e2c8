// How the command line is called here, for the commands that it suggests.

/** `socratic`, or through npm or npx where this process was started so. */
export function commandName(environment: NodeJS.ProcessEnv = process.env): string {
  const { npm_lifecycle_event: event, npm_lifecycle_script: script = '' } = environment;
  if (event === 'socratic' || event === 'quickstart') return 'npm run -s socratic --'; // a checkout's scripts
  return event === 'npx' && /^['"]?socratic\b/.test(script) ? 'npx socratic' : 'socratic';
}

export const commandNames = [
  'quickstart',
  'data',
  'annotate',
  'train',
  'evaluate',
  'solve',
  'score',
  'doctor',
] as const;

const namedCommand = new RegExp(`(?<![\\w/.-]|npx )socratic (?=(?:${commandNames.join('|')})\\b)`, 'g');

/** A text of a layer that knows nothing of this, with `socratic data` and the like called as they can be here. */
export function withCommandName(text: string, environment?: NodeJS.ProcessEnv): string {
  return text.replace(namedCommand, `${commandName(environment)} `);
}
