// The options of tests that need what a clone does not have. A test that needs something takes its options from `needs`; within
// the test, `pathOf` says where it is. The body of a skipped `describe` runs too, when tests are collected: read nothing there.
// `pathOf` throws there.
import { beforeAll } from 'vitest';
import {
  findPath,
  type OptionalName,
  type OptionalPath,
  optionalItems,
  requiredNames,
} from './optional-items.ts';

declare module 'vitest' {
  interface TaskMeta {
    /** What a skipped test needs and does not have. */
    missing?: string;
  }
}

/** Options of a `describe` or a `test`. */
export interface SkipOptions {
  readonly skip?: boolean;
  readonly meta?: { readonly missing: string };
}

let collecting = true;

/** The options of tests that need all of these. Throws when one is missing that SOCRATIC_REQUIRE names. */
export function needs(...names: readonly OptionalPath[]): SkipOptions {
  beforeAll(() => {
    collecting = false;
  });
  return optionsFor(names);
}

/** The same where no tests are collected. */
export function optionsFor(names: readonly OptionalPath[]): SkipOptions {
  const required = requiredNames();
  const missing = names.filter((name) => findPath(name) === null);
  for (const name of missing) if (required.has(name)) throw requiredError(name, optionalItems[name].help);
  return skipUnless(missing.length === 0, missing.map(describeMissing).join(' and '));
}

/** The options for WebGPU, which has no path. `problem`: what was said when the device was tried, or null when it works. */
export function needsWebgpu(problem: string | null): SkipOptions {
  if (problem !== null && requiredNames().has('webgpu')) throw requiredError('webgpu', problem);
  return skipUnless(problem === null, describeMissing('webgpu'));
}

/** The options of tests that run only where `condition` holds. `needed` says what is missing elsewhere, for example "Linux". */
export function skipUnless(condition: boolean, needed: string): SkipOptions {
  return condition ? {} : { skip: true, meta: { missing: needed } };
}

/** Where it is: for tests and hooks. Throws when it is missing, and while tests are collected. */
export function pathOf(name: OptionalPath): string {
  if (collecting) {
    throw new Error(
      `${name} is read while tests are collected. Call pathOf in a test or a hook, after needs.`,
    );
  }
  const path = findPath(name);
  if (path === null) throw new Error(`This is missing: ${describeMissing(name)}.`);
  return path;
}

const describeMissing = (name: OptionalName) => `${optionalItems[name].what} (${optionalItems[name].help})`;

const requiredError = (name: OptionalName, reason: string) =>
  new Error(`SOCRATIC_REQUIRE names ${name}, but this is missing: ${optionalItems[name].what} (${reason}).`);
