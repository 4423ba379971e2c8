// Answers that were paid for and that the store could not take, or that were read from a damaged one, in files beside it: the next start
// that can write puts them into the store.
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
import type { Account, StoredResponse } from './records.ts';

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

/** An account of a damaged store. */
export interface RescuedAccount {
  readonly account: string;
  readonly state: Account;
}

const amount = z.number().nonnegative();
const rescuedAccount = z.strictObject({
  account: z.string(),
  state: z.object({
    spent: amount,
    reserved: amount,
    unresolved: amount,
    unresolvedCalls: amount,
    batched: amount.default(0),
    batchedCalls: amount.default(0),
    answers: amount,
    inputTokens: amount.default(0),
    outputTokens: amount.default(0),
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
export function takeRescuedFiles(directory: string): {
  readonly path: string;
  readonly answers: readonly RescuedAnswer[];
  readonly accounts: readonly RescuedAccount[];
}[] {
  const names = readdirSync(directory).filter((name) => rescuedName.test(name));
  return names.map((name) => {
    // under another name, nobody adds to it while it is read
    const path = join(directory, `rescued-${randomUUID()}.jsonl`);
    renameSync(join(directory, name), path);
    const lines = readFileSync(path, 'utf8').split('\n').map(parsed);
    return {
      path,
      answers: lines.flatMap((line) =>
        rescuedAnswer.safeParse(line).success ? [line as RescuedAnswer] : [],
      ),
      accounts: lines.flatMap((line) => rescuedAccount.safeParse(line).data ?? []),
    };
  });
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null; // the last line, which was cut off
  }
}

export function removeRescued(path: string): void {
  rmSync(path, { force: true });
}

/** The account of answers that a damaged store had: they are paid, and the accounts that paid have been read with them. */
export const noAccount = '';

/** What was under way when a store was damaged has an unknown outcome: its intents are lost. */
export function withoutOpen(account: Account): Account {
  const open = account.reserved + account.batched;
  return {
    ...account,
    reserved: 0,
    batched: 0,
    batchedCalls: 0,
    unresolved: account.unresolved + open,
    unresolvedCalls: account.unresolvedCalls + account.batchedCalls + (account.reserved > 0 ? 1 : 0),
  };
}
