// Our side of the solving benchmarks in a process of its own: a JSON line in, a JSON line out. Started by `solvingProcess`.
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { BatchDecoder, type RowAction, type RowProgram } from '../../src/engine/generate/index.ts';
import { loadModel, readModelFiles, type WeightFormat } from '../../src/engine/model/index.ts';
import type { PairTask } from './pair-work.ts';
import { PeerProcess } from './peer-process.ts';

interface Load {
  readonly command: 'load';
  readonly model: string;
  readonly tasks: readonly PairTask[];
  readonly slots: number;
  readonly format?: WeightFormat;
  readonly threads: number;
}
type Request =
  | Load
  /** Solves all tasks; `peakBytes` is the most that the process has had resident. */
  | { readonly command: 'solve' }
  /** Writes `tokens` tokens after the first task's prompt, `rows` times: `shared` reads the prompt once, `apart` one row after another. */
  | {
      readonly command: 'write';
      readonly rows: number;
      readonly tokens: number;
      readonly how: 'shared' | 'batch' | 'apart';
    };

export const solvingProcess = () =>
  new PeerProcess(process.execPath, ['--import', 'tsx', fileURLToPath(import.meta.url)]);

/** A row that samples and is given tokens by turns; `done` hears what was sampled first. */
function row(
  prompt: readonly number[],
  parts: readonly { readonly write: number; readonly give: readonly number[] }[],
  done: (first: readonly number[]) => void,
): RowProgram {
  let part = 0;
  let left = parts[0]?.write ?? 0;
  const first: number[] = [];
  const next = (): RowAction => {
    if (left > 0) {
      left -= 1;
      return { type: 'sample' };
    }
    const { give = [] } = parts[part] ?? {};
    part += 1;
    left = parts[part]?.write ?? 0;
    if (give.length > 0) return { type: 'force', ids: give };
    if (part < parts.length) return next();
    done(first);
    return { type: 'done' };
  };
  return {
    prompt,
    next: (event) => {
      if (event.type === 'contextFull') throw new Error('a task does not fit the context');
      if (event.type === 'sampled' && part === 0) first.push(event.id);
      return next();
    },
  };
}

class Side {
  readonly #load: Load;
  readonly #qg: BatchDecoder;
  readonly #qa: BatchDecoder;

  private constructor(load: Load, qg: BatchDecoder, qa: BatchDecoder) {
    this.#load = load;
    this.#qg = qg;
    this.#qa = qa;
  }

  static async create(load: Load): Promise<Side> {
    const decoder = () => {
      const { config, weights } = loadModel(readModelFiles(load.model));
      return BatchDecoder.create({
        config,
        weights,
        format: load.format,
        threads: load.threads,
        slots: load.slots,
      });
    };
    return new Side(load, await decoder(), await decoder());
  }

  async solve() {
    const started = performance.now();
    const asked = this.#load.tasks.map((): readonly number[] => []);
    this.#load.tasks.forEach(({ prompt, steps, marker, answer }, index) => {
      const [opening] = steps;
      const given = steps.slice(1).map(({ question, cue }) => [...question, ...cue]);
      const parts = steps.map(({ solution }, step) => ({ write: solution, give: given[step] ?? marker }));
      const solve = row(
        [...prompt, ...(opening ? [...opening.question, ...opening.cue] : marker)],
        [...parts, { write: answer, give: [] }],
        () => undefined,
      );
      const questions = steps.reduce((sum, { question }) => sum + question.length, 0);
      this.#qg.add(
        row(prompt, [{ write: questions, give: [] }], (first) => {
          asked[index] = first;
          this.#qa.add(solve);
        }),
      );
    });
    for (let advanced = true; advanced; ) {
      advanced = await this.#qg.step();
      advanced = (await this.#qa.step()) || advanced;
    }
    return { seconds: (performance.now() - started) / 1000, asked };
  }

  async write({ rows, tokens, how }: Extract<Request, { command: 'write' }>) {
    const prompt = this.#load.tasks[0]?.prompt ?? [];
    const started = performance.now();
    let firstMs = 0;
    for (let at = 0; at < rows; at++) {
      this.#qg.add({
        ...row(how === 'batch' ? [...prompt] : prompt, [{ write: tokens, give: [] }], () => undefined),
        sharesPrompt: how === 'shared',
      });
      if (how === 'apart') while (await this.#qg.step()) firstMs ||= performance.now() - started;
    }
    while (await this.#qg.step()) firstMs ||= performance.now() - started;
    return { seconds: (performance.now() - started) / 1000, firstSeconds: firstMs / 1000 };
  }
}

async function serve(): Promise<void> {
  let side: Side | undefined;
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line) as Request;
    let answer: object = {};
    if (request.command === 'load') side = await Side.create(request);
    else if (side === undefined) throw new Error('nothing is loaded');
    else if (request.command === 'solve')
      answer = { ...(await side.solve()), peakBytes: process.resourceUsage().maxRSS * 1024 };
    else answer = await side.write(request);
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await serve();
