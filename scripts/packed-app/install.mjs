// An empty project with the packed package installed, as a user would have it. `npm run build` first.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs a command, shows it, and returns its stdout; throws when it does not succeed. `solve` may find no answer: a young student has none. */
export function run(cwd, command, ...args) {
  console.log(`$ ${[command, ...args].join(' ')}`);
  const result = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    shell: process.platform === 'win32',
    maxBuffer: 2 ** 26,
  });
  const hasNoAnswer = result.status === 1 && args.includes('solve') && result.stdout !== '';
  if (result.status !== 0 && !hasNoAnswer) {
    throw new Error(`${command} ended with ${result.status ?? result.signal}: ${result.stdout}`);
  }
  return result.stdout;
}

/** Throws unless the fact holds; says it otherwise. */
export function check(condition, fact) {
  if (!condition) throw new Error(`not so: ${fact}`);
  console.log(`  ${fact}`);
}

/** Packs, installs, calls `use` with the project's folder and the packed paths, and clears everything away. */
export async function withPackedApp(use) {
  const temporary = mkdtempSync(join(tmpdir(), 'socratic-package-'));
  const app = join(temporary, 'app');
  try {
    const [{ filename, files }] = JSON.parse(
      run(root, 'npm', 'pack', '--json', '--pack-destination', temporary),
    );
    mkdirSync(app);
    writeFileSync(join(app, 'package.json'), JSON.stringify({ name: 'app', private: true, type: 'module' }));
    // A post-install script of onnxruntime-node downloads files for CUDA, which nothing here needs.
    run(app, 'npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund', join(temporary, filename));
    await use(
      app,
      files.map(({ path }) => path),
    );
  } catch (error) {
    console.error(`error  package-broken  ${error.message}`);
    process.exitCode = 1;
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** Compiles a program of the project with every check on, the declarations of the package included. */
export function compile(app, program) {
  const compilerOptions = {
    module: 'NodeNext',
    target: 'ES2023',
    lib: ['ES2023'],
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    outDir: 'built',
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
  };
  writeFileSync(join(app, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [program] }));
  run(app, process.execPath, join(root, 'node_modules/typescript/bin/tsc'), '-p', '.');
}
