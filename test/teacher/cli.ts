// `socratic …` within this process: exit code and what it wrote.
import { runProgram } from '../../src/cli/program.ts';

export interface Finished {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export async function socratic(...argv: readonly string[]): Promise<Finished> {
  const written = { stdout: '', stderr: '' };
  const stream = (name: keyof typeof written) => ({
    write: (text: string) => {
      written[name] += text;
      return true;
    },
  });
  const exitCode = await runProgram(argv, { stdout: stream('stdout'), stderr: stream('stderr') });
  return { exitCode, ...written };
}

/** The same with `--json`: the one object that it printed. */
export async function socraticJson(
  ...argv: readonly string[]
): Promise<Finished & { readonly json: Record<string, unknown> }> {
  const finished = await socratic(...argv, '--json');
  return { ...finished, json: JSON.parse(finished.stdout) as Record<string, unknown> };
}
