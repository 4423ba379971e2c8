// Random inputs are the same in every run, so that a test fails because of a change. FUZZ_SEED=random draws others; FUZZ_SEED=N repeats those.
import fc from 'fast-check';

const wanted = process.env.FUZZ_SEED ?? '20230701';
if (wanted !== 'random') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(wanted) });
