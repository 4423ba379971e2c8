// A teacher for checks from outside: an OpenAI-compatible server on this machine that answers every problem of a dataset directory
// with its reference steps.
//   node --import tsx test/support/gold-teacher.ts DATA
// Prints {"url": …} when it listens. Ends on SIGTERM.
import { loadDataset, type Problem } from '../../src/data/index.ts';
import { startFaultServer } from '../teacher/fault-server.ts';

const [directory, ...others] = process.argv.slice(2);
if (directory === undefined || others.length > 0) throw new Error('Expected one dataset directory.');
const problems = Object.values(loadDataset(directory).splits).flat();

function chain({ steps = [], answer }: Problem): string {
  return [...steps.map(({ solution }) => solution), `#### ${answer}`].join('\n');
}

const server = await startFaultServer(({ prompt }) => {
  const problem = problems.find(({ question }) => prompt.includes(question));
  if (problem !== undefined) return { do: 'answer', text: chain(problem) };
  return {
    do: 'status',
    status: 400,
    body: '{"error": {"message": "The prompt has no problem of the dataset."}}',
  };
});
process.stdout.write(`${JSON.stringify({ url: server.url })}\n`);
process.once('SIGTERM', () => void server.close());
