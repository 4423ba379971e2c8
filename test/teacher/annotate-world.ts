// What a test of `socratic annotate` stands on: a folder, a server that answers as the test plans, a data set of sums, and the command.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { Annotation } from '../../src/teacher/index.ts';
import { type FaultServer, type Plan, startFaultServer } from './fault-server.ts';
import { goodChain, writePrices, writeSums } from './fixtures.ts';

export interface AnnotateWorld {
  /** How the server answers; well, where a test says nothing else. */
  plan: Plan;
  readonly server: FaultServer;
  readonly data: string;
  readonly out: string;
  readonly store: string;
  command(...more: string[]): string[];
  annotations(): Annotation[];
}

/** Made anew for every test of the file; `train` and `validation`: how many sums there are, numbered on; test has two from 5000 on. */
export function annotateWorld(train: number, validation = 0): AnnotateWorld {
  const answerWell: Plan = (call) => ({ do: 'answer', text: goodChain(call) });
  let [folder, data, server] = ['', '', undefined as FaultServer | undefined];
  const started = (): FaultServer => {
    if (server) return server;
    throw new Error('the server is started before each test');
  };
  const world: AnnotateWorld = {
    plan: answerWell,
    get server() {
      return started();
    },
    get data() {
      return data;
    },
    get out() {
      return join(folder, 'chains.jsonl');
    },
    get store() {
      return join(folder, 'store');
    },
    command(...more) {
      const spec = `openai-compatible:${started().url}#teacher`;
      return [
        ...['annotate', '--data', data, '--teacher', spec, '--kind', 'cot', '--out', world.out],
        ...['--store', world.store, '--prices', writePrices(folder, spec), ...more],
      ];
    },
    annotations: () =>
      readFileSync(world.out, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Annotation),
  };
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'annotate-'));
    world.plan = answerWell;
    server = await startFaultServer((call) => world.plan(call));
    data = writeSums(folder, train, validation);
  });
  afterEach(async () => {
    await server?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return world;
}
