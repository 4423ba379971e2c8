// Progress and messages on stderr: on a terminal one live line for the running task, in a pipe plain lines now and then.
import pc from 'picocolors';
import type { MentionStyle, Message, ProgressUpdate, Reporter } from '../common/index.ts';
import { formatCount, formatDuration } from './format.ts';

/** The part of a writable stream that is needed here; `process.stderr` is one. */
export interface TextStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface TerminalReporter extends Reporter {
  /** Ends the live line, so that what is written next starts on a line of its own. */
  close(): void;
}

export interface TerminalOptions {
  /** Leave out progress and `info`; warnings stay. */
  readonly quiet?: boolean;
  /** How messages name options and commands; default: as the library does. */
  readonly style?: MentionStyle;
  /** A clock in milliseconds. */
  readonly now?: () => number;
}

interface Task {
  readonly startMs: number;
  readonly startDone: number;
  shownMs: number;
  shownShare: number;
}

const barWidth = 24;
const redrawMs = 100;
/** In a pipe: a task shows its first line after a second, then one every 5 s, less often as the hours go by. */
const firstLineMs = 1_000;
const lineMs = 5_000;
const clearLine = '\r\x1b[2K';

/** A Reporter that writes to `stream`. */
export function createTerminalReporter(stream: TextStream, options: TerminalOptions = {}): TerminalReporter {
  const { quiet = false, style, now = Date.now } = options;
  const live = stream.isTTY === true;
  const colors = pc.createColors(live && process.env.NO_COLOR === undefined);
  const tasks = new Map<string, Task>();
  let liveLine = '';

  const writeLine = (text: string) => stream.write(`${liveLine === '' ? '' : clearLine}${text}\n${liveLine}`);
  const textOf = (message: string | Message) =>
    typeof message === 'string' || style === undefined ? String(message) : message.render(style);
  const clear = () => {
    if (liveLine !== '') stream.write(clearLine);
    liveLine = '';
  };

  const progress = (name: string, update: ProgressUpdate) => {
    if (quiet) return;
    const time = now();
    let task = tasks.get(name);
    const began = task !== undefined; // else its one update is its last, and how long it took is not known
    if (task === undefined) {
      task = { startMs: time, startDone: update.done, shownMs: time - lineMs + firstLineMs, shownShare: 0 };
      if (live) task.shownMs = Number.NEGATIVE_INFINITY;
      tasks.set(name, task);
    }
    if (update.done >= update.total) {
      tasks.delete(name);
      clear();
      const took = began ? colors.dim(durationText((time - task.startMs) / 1000)) : undefined;
      writeLine(joinParts([name, countText(update.total, update), update.note, took]));
      return;
    }
    const share = update.done / update.total;
    const waitedMs = time - task.shownMs;
    const due = live
      ? waitedMs >= redrawMs
      : waitedMs >= Math.max(lineMs, (time - task.startMs) / 20) ||
        (waitedMs >= firstLineMs && share - task.shownShare >= 0.1 && task.shownShare > 0);
    if (!due) return;
    task.shownMs = time;
    task.shownShare = share;
    const left = timeLeft(task, update, time);
    const percent = `${String(Math.floor(100 * share)).padStart(3)} %`;
    if (live) {
      liveLine = shorten(
        joinParts([name, `${bar(share)} ${percent}`, update.note, left]),
        (stream.columns ?? 80) - 1,
      );
      stream.write(clearLine + liveLine);
    } else {
      const count = countText(`${formatCount(update.done)}/${formatCount(update.total)}`, update);
      writeLine(joinParts([name, percent, count, update.note, left]));
    }
  };

  return {
    progress,
    info: (message) => {
      if (!quiet) writeLine(textOf(message));
    },
    warn: (message) => writeLine(`${colors.yellow('warning')}  ${textOf(message)}`),
    close: clear,
  };
}

/** A total of 1 is a share of the whole: there is nothing to count. */
function countText(count: number | string, { total }: ProgressUpdate): string | undefined {
  if (total === 1) return undefined;
  return typeof count === 'number' ? formatCount(count) : count;
}

function durationText(seconds: number): string {
  return seconds < 0.05 ? 'in less than 0.1 s' : `in ${formatDuration(seconds)}`;
}

/** From the speed since the task was first seen, so that a resumed task is judged by what it does now. */
function timeLeft(task: Task, { done, total }: ProgressUpdate, time: number): string | undefined {
  const elapsedMs = time - task.startMs;
  if (done <= task.startDone || elapsedMs < firstLineMs) return undefined;
  const seconds = ((elapsedMs / (done - task.startDone)) * (total - done)) / 1000;
  return `${formatDuration(Math.max(1, Math.round(seconds))).replace('.0 s', ' s')} left`;
}

function bar(share: number): string {
  const full = Math.max(0, Math.min(barWidth, Math.floor(share * barWidth)));
  return '█'.repeat(full) + '░'.repeat(barWidth - full);
}

function joinParts(parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join('  ');
}

/** Cut to `width` characters: a live line that wraps could not be cleared again. */
function shorten(text: string, width: number): string {
  const characters = [...text];
  return characters.length <= width ? text : `${characters.slice(0, Math.max(0, width - 1)).join('')}…`;
}
