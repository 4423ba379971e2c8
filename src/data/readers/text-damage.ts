// Texts that an earlier conversion has damaged: they are UTF-8, and not what was written.

interface Damage {
  readonly pattern: RegExp;
  /** What it comes from, and what to do; completes "3 questions hold …". */
  readonly told: string;
}

/** The first that fits is told. */
const damages: readonly Damage[] = [
  {
    pattern: /â(?:€|\u0080)[\u0080-\u00BF™œ˜šž›“”•–—\u2018-\u201D]|Ã[\u0080-\u00BF]|Â[£°§±²³½¼¾«»\u00A0]/,
    told: 'UTF-8 that was read as Windows-1252 or Latin-1 ("Ã©" for "é"): convert the original again, as UTF-8',
  },
  {
    pattern: /[\u0080-\u0084\u0086-\u009F]/,
    told: 'control characters where Windows-1252 has quotation marks and dashes: convert the original again, from WINDOWS-1252 and not from LATIN1 (iconv -f WINDOWS-1252 -t UTF-8)',
  },
];

/** Looks for damage in the questions of a file. */
export class TextDamage {
  readonly #found = new Map<Damage, { count: number; readonly first: string }>();

  /** `item`: its number, where several texts may stand on one line. */
  add(text: string, line: number, item?: number): void {
    const damage = damages.find(({ pattern }) => pattern.test(text));
    if (damage === undefined) return;
    const found = this.#found.get(damage);
    if (found === undefined) {
      const first = item === undefined ? `line ${line}` : `item ${item}`;
      this.#found.set(damage, { count: 1, first });
    } else found.count++;
  }

  /** What is said of the file; null where no text is damaged. */
  note(path: string): string | null {
    const told = [...this.#found].map(([damage, { count, first }]) => {
      const questions = count === 1 ? '1 question holds' : `${count} questions hold`;
      return `${questions} ${damage.told} (${count === 1 ? '' : 'the first on '}${first})`;
    });
    return told.length === 0 ? null : `${path}: ${told.join('; ')}`;
  }
}
