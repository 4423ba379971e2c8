// How the command line is called here, for the commands that it suggests.

/** `socratic`, or through npm or npx where this process was started so. */
export function commandName(environment: NodeJS.ProcessEnv = process.env): string {
  const { npm_lifecycle_event: event, npm_lifecycle_script: script = '' } = environment;
  if (event === 'socratic' || event === 'quickstart') return 'npm run -s socratic --'; // a checkout's scripts
  return event === 'npx' && /^['"]?socratic\b/.test(script) ? 'npx socratic' : 'socratic';
}
