// Our side of the training benchmarks in a process of its own, with the requests that peers/train_step.py answers: a JSON line in, a
// JSON line out. Started by `ourProcess`.
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { configOf, readModelFiles, storedWeights } from '../../src/engine/model/index.ts';
import { Multiplication } from './multiplication.ts';
import { OurSide } from './our-side.ts';
import { PeerProcess } from './peer-process.ts';

interface PlainSequence {
  readonly ids: readonly number[];
  readonly learned: readonly number[];
}

type Request =
  | {
      readonly command: 'load';
      readonly model: string;
      readonly steps: readonly (readonly PlainSequence[])[];
      readonly threads: number;
    }
  | { readonly command: 'train' | 'gradient'; readonly step: number }
  | { readonly command: 'multiply'; readonly repeats: number }
  | { readonly command: 'memory' };

export const ourProcess = () =>
  new PeerProcess(process.execPath, ['--import', 'tsx', fileURLToPath(import.meta.url)]);

async function serve(): Promise<void> {
  let side: OurSide | undefined;
  let multiplication: Multiplication | undefined;
  const loaded = () => {
    if (side) return side;
    throw new Error('nothing is loaded');
  };
  const answer = async (request: Request): Promise<object> => {
    switch (request.command) {
      case 'load': {
        const files = readModelFiles(request.model);
        const config = configOf(files);
        const weights = storedWeights(files, config);
        const steps = request.steps.map((sequences) =>
          sequences.map(({ ids, learned }, index) => ({
            id: `${index}`,
            ids: Int32Array.from(ids),
            learned: Uint8Array.from(learned),
          })),
        );
        side = await OurSide.create({ config, weights, steps }, request.threads);
        multiplication = await Multiplication.create(request.threads);
        return {};
      }
      case 'train':
        return loaded().train(request.step);
      case 'gradient':
        return loaded().gradient(request.step);
      case 'multiply':
        return { seconds: (await multiplication?.seconds(request.repeats)) ?? [] };
      case 'memory': {
        const { maxRSS, minorPageFault } = process.resourceUsage();
        return { bytes: maxRSS * 1024, minorFaults: minorPageFault };
      }
    }
  };
  for await (const line of createInterface({ input: process.stdin })) {
    process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line) as Request))}\n`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await serve();
