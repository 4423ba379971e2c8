// The pair in llama.cpp (node-llama-cpp), for the benchmarks solve-pair and decode: a JSON line in, a JSON line out.
//   node llama_pair.mjs PATH/TO/node-llama-cpp
// Every problem has a sequence of its own in each model's context, in which its transcript stays; `slots` sequences share a batch.
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const { getLlama, LlamaLogLevel } = await import(pathToFileURL(`${process.argv[2]}/dist/index.js`).href);

async function load({ model: modelPath, tasks, slots, threads, contextTokens }) {
  const llama = await getLlama({
    gpu: false,
    build: 'never',
    logLevel: LlamaLogLevel.error,
    maxThreads: threads,
  });
  const open = async () => {
    const model = await llama.loadModel({ modelPath });
    return model.createContext({ contextSize: contextTokens, sequences: slots, threads, batchSize: 512 });
  };
  return { tasks, slots, qg: await open(), qa: await open() };
}

/** Has `count` tokens written behind `given`; the last one is not evaluated yet and is returned first in the next call's `given`. */
async function write(sequence, given, count, written = []) {
  for await (const token of sequence.evaluate(given, { temperature: 0, yieldEogToken: true })) {
    written.push(token);
    if (written.length === count) break;
  }
  return written;
}

async function solveOne(task, { qg, qa }) {
  const asking = await qg.next();
  const questions = task.steps.reduce((sum, { question }) => sum + question.length, 0);
  const asked = await write(asking, task.prompt, questions);
  await qg.free(asking);
  const solving = await qa.next();
  let given = [...task.prompt];
  for (const { question, cue, solution } of task.steps) {
    const written = await write(solving, [...given, ...question, ...cue], solution);
    given = written.slice(-1);
  }
  await write(solving, [...given, ...task.marker], task.answer);
  await qa.free(solving);
  return asked;
}

/** Hands out the sequences of a context; who finds none waits. */
function pool(context, slots) {
  const free = Array.from({ length: slots }, () => context.getSequence());
  const waiting = [];
  return {
    next: () => (free.length > 0 ? free.pop() : new Promise((resolve) => waiting.push(resolve))),
    free: async (sequence) => {
      await sequence.clearHistory();
      const resolve = waiting.shift();
      if (resolve) resolve(sequence);
      else free.push(sequence);
    },
  };
}

let side;
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  let answer = {};
  if (request.command === 'load') {
    const { tasks, slots, qg, qa } = await load(request);
    side = { tasks, qg: pool(qg, slots), qa: pool(qa, slots) };
  } else if (request.command === 'solve') {
    const started = performance.now();
    const asked = await Promise.all(side.tasks.map((task) => solveOne(task, side)));
    answer = {
      seconds: (performance.now() - started) / 1000,
      asked,
      peakBytes: process.resourceUsage().maxRSS * 1024,
    };
  } else {
    const { rows, tokens, how } = request;
    const started = performance.now();
    const one = async () => {
      const sequence = await side.qg.next();
      await write(sequence, side.tasks[0].prompt, tokens);
      await side.qg.free(sequence);
    };
    if (how === 'apart') for (let row = 0; row < rows; row++) await one();
    else await Promise.all(Array.from({ length: rows }, one));
    answer = { seconds: (performance.now() - started) / 1000 };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
process.exit(0);
