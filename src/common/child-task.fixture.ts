// The child of child-task.test.ts: does what its input asks for.
import { writeFileSync } from 'node:fs';
import { serveChildTask } from './child-task-serve.ts';
import { InterruptedError, SocraticError } from './errors.ts';

type Kind = 'ours' | 'input' | 'interrupted' | 'plain' | 'caused' | 'system' | 'later';

export type FixtureInput =
  | { readonly do: 'double'; readonly values: Float32Array; readonly messages: number }
  | { readonly do: 'work-until-stopped'; readonly pidFile?: string }
  | { readonly do: 'block-forever'; readonly pidFile?: string }
  | { readonly do: 'throw'; readonly kind: Kind }
  | { readonly do: 'die'; readonly signal: NodeJS.Signals }
  | { readonly do: 'exit'; readonly code: number }
  | { readonly do: 'return-a-function' };

serveChildTask<FixtureInput, unknown, unknown>(async (input, task) => {
  switch (input.do) {
    case 'double':
      for (let i = 0; i < input.messages; i++) task.send({ i, part: input.values.subarray(i, i + 1) });
      process.stdout.write('this goes to stderr\n');
      return input.values.map((value) => 2 * value);
    case 'work-until-stopped': {
      if (input.pidFile !== undefined) writeFileSync(input.pidFile, String(process.pid));
      task.send({ pid: process.pid });
      let steps = 0;
      for (; !task.stopRequested(); steps++) await task.yieldToEventLoop();
      return { stopped: true, worked: steps > 0 };
    }
    case 'block-forever':
      if (input.pidFile !== undefined) writeFileSync(input.pidFile, String(process.pid));
      task.send('blocking');
      for (;;) Math.random();
    case 'throw':
      return await fail(input.kind);
    case 'die':
      process.kill(process.pid, input.signal);
      return new Promise(() => undefined);
    case 'exit':
      process.exit(input.code);
      break;
    case 'return-a-function':
      return () => undefined;
  }
});

async function fail(kind: Kind): Promise<never> {
  switch (kind) {
    case 'ours':
      throw new SocraticError('student-unknown', 'expected scratch:tiny, found scratch:huge', {
        subject: { option: 'student' },
        details: { check: Symbol('x') },
      });
    case 'input':
      throw new SocraticError('file-unreadable', 'a.json cannot be read', { fault: 'input' });
    case 'interrupted':
      throw new InterruptedError('saved at step 12');
    case 'plain':
      throw new TypeError('x is not a function');
    case 'caused':
      throw new SocraticError('file-unreadable', 'a.json cannot be read', { cause: new Error('EACCES') });
    case 'system':
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), {
        errno: -28,
        syscall: 'write',
        code: 'ENOSPC',
        path: 'runs/cot/metrics.jsonl',
      });
    case 'later':
      setTimeout(() => {
        throw new RangeError('thrown from a timer');
      }, 5);
      return new Promise(() => undefined);
  }
}
