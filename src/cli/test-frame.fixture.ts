// A frame for tests that build the command line without running it, and streams that collect what is written.
import { CommandFrame, type GlobalFlags, type Streams } from './command-frame.ts';

export const noFlags: GlobalFlags = { json: false, debug: false, quiet: false };

export function collector() {
  const text = { stdout: '', stderr: '' };
  const streams: Streams = {
    stdout: { write: (part: string) => (text.stdout += part) },
    stderr: { write: (part: string) => (text.stderr += part) },
  };
  return { text, streams };
}

export function silentFrame(): CommandFrame {
  return new CommandFrame(noFlags, collector().streams);
}
