// Seeded random numbers: the only source of randomness in the product.

/** Mixes a 32-bit integer thoroughly (the finalizer of MurmurHash3). */
function mix32(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A 32-bit hash of a string (FNV-1a, then mixed), for deriving seeds from names. */
export function hash32(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return mix32(h);
}

/** sfc32 (Chris Doty-Humphrey's PractRand): 128 bits of state, passes BigCrush, the same on every platform. */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter: number;

  /** `seed`: any number or string; equal seeds give equal sequences. */
  constructor(seed: number | string) {
    const h = typeof seed === 'string' ? hash32(seed) : mix32(seed ^ 0x9e3779b9);
    this.#a = h;
    this.#b = mix32(h + 0x6d2b79f5);
    this.#c = typeof seed === 'number' ? mix32(Math.floor(seed / 2 ** 32)) : mix32(h ^ 0xdeadbeef);
    this.#counter = 1;
    for (let i = 0; i < 12; i++) this.uint32();
  }

  /** An independent generator for a named purpose; does not advance this one. */
  fork(name: string): Random {
    return new Random(`${this.#a}.${this.#b}.${this.#c}.${this.#counter}/${name}`);
  }

  /** Uniform in 0 … 2³²-1. */
  uint32(): number {
    const t = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + t;
    this.#c |= 0;
    return t >>> 0;
  }

  /** Uniform in [0, 1). */
  float(): number {
    return this.uint32() / 2 ** 32;
  }

  /** Uniform integer in low … high, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.float() * (high - low + 1));
  }

  /** Standard normal (Box & Muller 1958). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.float()));
    return radius * Math.cos(2 * Math.PI * this.float());
  }

  /** One element, uniformly; throws on an empty list. */
  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new Error('internal error: pick from an empty list');
    return items[Math.floor(this.float() * items.length)] as T;
  }

  /** A shuffled copy (Fisher & Yates). */
  shuffle<T>(items: readonly T[]): T[] {
    const out = [...items];
    for (let i = out.length - 1; i > 0; i--) {
      const j = this.integer(0, i);
      [out[i], out[j]] = [out[j] as T, out[i] as T];
    }
    return out;
  }
}
