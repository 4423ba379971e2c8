// What a saved student says of itself: its card and licence.
import type { ModelOrigin } from '../engine/weights/index.ts';
import type { RoleName } from '../strategy/index.ts';
import type { RunRecord } from './run-directory.ts';

/** Files that go beside a student's weights, by name; none for a student without a base. */
export function cardOf(
  _record: RunRecord,
  origin: ModelOrigin | null,
  _role: RoleName,
): Record<string, string> {
  if (!origin) return {};
  return {};
}
