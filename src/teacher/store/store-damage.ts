// A store whose file is damaged, such as one that was cut off when it was copied: found before LMDB opens it, and what can still be read of it.
import { randomUUID } from 'node:crypto';
import { existsSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { endianness } from 'node:os';
import { join } from 'node:path';
import { countOf, option, SocraticError, say } from '../../common/index.ts';
import {
  childrenOf,
  type LeafNode,
  LmdbFile,
  leafNodes,
  type Meta,
  overflowRange,
  pageFlags,
} from './lmdb-pages.ts';
import type { Account, StoredResponse } from './records.ts';

const dataName = 'data.mdb';
/** Looks at a file that others write to at the same time: what they have freed and used again is no damage. */
const mostLooks = 5;

/** What is wrong with the file of the store in `directory`; null where nothing is found, and where there is none. */
export function findDamage(directory: string): string | null {
  const path = join(directory, dataName);
  if (endianness() !== 'LE' || !existsSync(path) || statSync(path).size === 0) return null;
  for (let look = 1; ; look++) {
    const file = new LmdbFile(path);
    try {
      const meta = file.meta();
      if (meta === null) return 'it is not a file of LMDB';
      const damage = damageOf(file, meta);
      if (damage === null) return null;
      const isStill = file.meta()?.transaction === meta.transaction;
      if (isStill) return damage;
      if (look === mostLooks) return null;
    } finally {
      file.close();
    }
  }
}

function damageOf(file: LmdbFile, meta: Meta): string | null {
  const pages = Math.floor(file.bytes / meta.pageBytes);
  const next = meta.roots.filter((root) => root !== null);
  for (let visited = 0; next.length > 0; visited++) {
    const number = next.pop() ?? 0;
    if (number >= pages) return `it ends before page ${number}, which it needs: it was cut off`;
    const page = file.page(number, meta);
    const isBranch = page !== null && (page.flags & pageFlags.branch) !== 0;
    const isLeaf = page !== null && (page.flags & pageFlags.leaf) !== 0;
    const children = isBranch ? childrenOf(page) : null;
    const nodes = isLeaf ? leafNodes(page) : null;
    if (visited > pages || (children === null && nodes === null)) return `page ${number} is overwritten`;
    next.push(...(children ?? []));
    for (const { root, overflow } of nodes ?? []) {
      if (typeof root === 'number') next.push(root);
      if (overflow === null) continue;
      const { offset, length } = overflowRange(overflow, meta);
      if (offset + length > file.bytes)
        return `it ends before page ${overflow.page}, which it needs: it was cut off`;
    }
  }
  return null;
}

/** What can be read of a damaged store. */
export interface Salvage {
  readonly answers: ReadonlyMap<string, StoredResponse>;
  readonly accounts: ReadonlyMap<string, Account>;
}

/** Reads every page that is whole, wherever it lies: of an account the state that was written last. */
export function salvage(directory: string): Salvage {
  const answers = new Map<string, StoredResponse>();
  const accounts = new Map<string, { readonly account: Account; readonly transaction: bigint }>();
  const file = new LmdbFile(join(directory, dataName));
  try {
    const meta = file.meta() ?? { pageBytes: 4096, transaction: 0n, roots: [] };
    for (let number = 0; number < Math.floor(file.bytes / meta.pageBytes); number++) {
      const page = file.page(number, meta);
      if (page === null || (page.flags & pageFlags.leaf) === 0) continue;
      for (const node of leafNodes(page) ?? []) {
        const key = node.key.toString('utf8').replace(/\0+$/, '');
        const value = valueIn(file, node, meta);
        if (isAnswer(value)) answers.set(key, value);
        else if (isAccount(value) && page.transaction >= (accounts.get(key)?.transaction ?? 0n)) {
          accounts.set(key, { account: value, transaction: page.transaction });
        }
      }
    }
  } finally {
    file.close();
  }
  return { answers, accounts: new Map([...accounts].map(([name, { account }]) => [name, account])) };
}

function valueIn(file: LmdbFile, { value, overflow }: LeafNode, meta: Meta): unknown {
  let bytes = value;
  if (overflow !== null) {
    const { offset, length } = overflowRange(overflow, meta);
    bytes = file.read(offset, length);
  }
  try {
    return bytes === null ? null : JSON.parse(bytes.toString('utf8'));
  } catch {
    return null;
  }
}

function isAnswer(value: unknown): value is StoredResponse {
  const fields = ['text', 'finishReason', 'usage', 'calledAt'] as const;
  return typeof value === 'object' && value !== null && fields.every((field) => field in value);
}

function isAccount(value: unknown): value is Account {
  const fields = ['spent', 'reserved', 'unresolvedCalls', 'answers'] as const;
  return typeof value === 'object' && value !== null && fields.every((field) => field in value);
}

/** Puts a damaged file aside, and what was read of it where the next `open` looks for it. Returns the new name of the damaged file. */
export function putAside(directory: string, { answers, accounts }: Salvage, name: string): string {
  const lines = [
    ...[...accounts].map(([account, state]) => JSON.stringify({ account, state })),
    ...[...answers].map(([key, response]) => JSON.stringify({ key, attempt: name, account: '', response })),
  ];
  writeFileSync(join(directory, `rescued-${name}.jsonl`), `${lines.join('\n')}\n`, { flush: true });
  const aside = join(directory, `damaged-${name}.mdb`);
  renameSync(join(directory, dataName), aside);
  return aside;
}

export function isDamage(error: unknown): boolean {
  return error instanceof SocraticError && error.code === 'store-damaged';
}

/** LMDB would end the process on a damaged file. Throws `store-damaged`; with `recover` the file is put aside instead. */
export function assertUndamaged(path: string, recover: boolean): void {
  const damage = findDamage(path);
  if (damage === null) return;
  const found = salvage(path);
  if (recover) {
    putAside(path, found, randomUUID());
    return;
  }
  const { size: answers } = found.answers;
  const readable = answers === 0 ? 'None of its answers' : `${countOf(answers, 'answer')} of it`;
  throw new SocraticError(
    'store-damaged',
    say`The store ${path} is damaged: ${damage}. ${readable} can be read. Put a copy back if there is one; else ${option('recoverStore', true)} goes on with what can be read, keeps the damaged file beside it, and pays again for what is lost. Or name another ${option('store')}.`,
    { subject: { path }, details: { damage, answers } },
  );
}
