// Packs the built package, installs it into an empty TypeScript project, and compiles and runs a user's first program there: it reads an
// answer, trains a student on a CSV file, solves a problem and has problems annotated by a local server. `npm run build` first.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { check, compile, root, withPackedApp } from './packed-app/install.mjs';

const source = join(root, 'scripts/packed-app/program.ts');
const longest = 25;

/** An OpenAI-compatible server that solves problems of the form "… has 5 pens and buys 3." */
const server = createServer(async (request, response) => {
  const asked = await text(request);
  const [, had = '0'] = [...asked.matchAll(/has (\d+) pens and buys 3/g)].at(-1) ?? [];
  const content = `${had} + 3 = ${Number(had) + 3}\n#### ${Number(had) + 3}`;
  response.setHeader('content-type', 'application/json');
  response.end(
    JSON.stringify({
      id: 'completion',
      object: 'chat.completion',
      created: 0,
      model: 'pens',
      choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 90, completion_tokens: 12, total_tokens: 102 },
    }),
  );
});

await withPackedApp(async (app) => {
  const lines = readFileSync(source, 'utf8').trimEnd().split('\n').length;
  check(lines <= longest, `the program has ${lines} lines, at most ${longest}`);
  copyFileSync(source, join(app, 'program.ts'));
  compile(app, 'program.ts');
  check(true, 'it compiles with every check on');

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const child = spawn(process.execPath, [join('built', 'program.js')], {
      cwd: app,
      env: { ...process.env, TEACHER_URL: `http://127.0.0.1:${server.address().port}/v1` },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [output, [exitCode]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    check(exitCode === 0, `it ends with exit code 0: ${output}`);
    const { read, trained, steps, kept } = JSON.parse(output);
    check(read === '1234.5', 'it reads an answer');
    check(trained === 3, 'it trains a student for three steps');
    check(Number.isInteger(steps), 'it solves a problem');
    check(kept === 4, 'four problems are annotated, and every chain is kept');
  } finally {
    server.close();
  }
  console.log('A first program works from an empty project.');
});
