// Answers that were paid for and that the store could not take, in files beside it: the next start that can write puts them into the store.
import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { StoredResponse } from './records.ts';

export interface RescuedAnswer {
  readonly key: string;
  readonly attempt: string;
  readonly account: string;
  readonly response: StoredResponse;
}

const rescuedAnswer = z.object({
  key: z.string(),
  attempt: z.string(),
  account: z.string(),
  response: z.looseObject({
    text: z.string(),
    finishReason: z.string(),
    usage: z.object({ inputTokens: z.number(), outputTokens: z.number(), reported: z.boolean() }),
    cost: z.number().nullable(),
  }),
});

const rescuedName = /^rescued-[\w-]+\.jsonl$/;

/** Appends an answer to the file of this owner in the store's directory; returns its path once the disk has it. */
export function rescueAnswer(directory: string, owner: string, answer: RescuedAnswer): string {
  const path = join(directory, `rescued-${owner}.jsonl`);
  const file = openSync(path, 'a');
  try {
    writeSync(file, `${JSON.stringify(answer)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return path;
}

/** Takes the files of rescued answers in a store's directory, with what can be read of them: a line that was cut off is left out. */
export function takeRescuedFiles(
  directory: string,
): { readonly path: string; readonly answers: readonly RescuedAnswer[] }[] {
  const names = readdirSync(directory).filter((name) => rescuedName.test(name));
  return names.map((name) => {
    // under another name, nobody adds to it while it is read
    const path = join(directory, `rescued-${randomUUID()}.jsonl`);
    renameSync(join(directory, name), path);
    return { path, answers: readFileSync(path, 'utf8').split('\n').flatMap(answerOf) };
  });
}

function answerOf(line: string): RescuedAnswer[] {
  try {
    const answer = rescuedAnswer.safeParse(JSON.parse(line)).data;
    return answer === undefined ? [] : [answer as unknown as RescuedAnswer];
  } catch {
    return [];
  }
}

export function removeRescued(path: string): void {
  rmSync(path, { force: true });
}
