// How many threads of this machine are used where nobody says.
import { availableParallelism } from 'node:os';

/** As many as the machine runs at once. */
export const defaultThreads = availableParallelism();
