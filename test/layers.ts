// Checks that source files keep to the layers of the design: who may import whom, who may touch the terminal, and who may name its flags.
import { dirname, extname, join, normalize } from 'node:path/posix';
import ts from 'typescript';
import packageJson from '../package.json' with { type: 'json' };

/** The folders of src/ (inside engine/ its own), each of which imports only from those before it. */
export const layers = [
  'common',
  'engine/graph',
  'engine/autodiff',
  'engine/runtime',
  'engine/tokenizer',
  'engine/weights',
  'engine/model',
  'engine/train',
  'engine/generate',
  'engine',
  'data',
  'strategy',
  'teacher',
  'distill',
  'solve',
  'evaluate',
  'experiment',
  'export',
  'serve',
  'cli',
] as const;

/** Packages that only one layer may import, and why the rest does not need them. */
const packageOwners: Readonly<Record<string, string>> = {
  'onnxruntime-node': 'engine/runtime',
  'onnxruntime-common': 'engine/runtime',
};

/** The sources of the package's entry points, below src/: they stand above all layers. */
export const entryFiles: readonly string[] = Object.values(packageJson.exports).flatMap((entry) =>
  typeof entry === 'string' ? [] : [entry.default.replace('./dist/', '').replace(/\.js$/, '.ts')],
);

/** Flags of other programs, which layers below the command line may name. */
const flagsOfOthers: ReadonlyMap<string, string> = new Map([
  ['--import', 'node: the loader of a child process in the source'],
  ['--max-old-space-size', 'node: the memory of a child process'],
  ['--summary', 'vulkaninfo: in the advice about WebGPU'],
  ['--ignore-scripts', 'npm: in the advice about CUDA'],
  ['--short', 'git: the commit of a checkout'],
  ['--porcelain', 'git: whether a checkout has changes'],
  ['--review', 'socratic before 0.2: the generator that older review pages name'],
]);

/** Paths below src/ and their text. */
export type SourceFiles = ReadonlyMap<string, string>;

interface Import {
  readonly from: string;
  readonly to: string;
}

/** Every violation, as a sentence; an empty list when all rules hold. */
export function layerViolations(files: SourceFiles): string[] {
  const imports = [...files].flatMap(([from, text]) => relativeImports(from, text));
  return [
    ...[...files.keys()].flatMap(unknownFolder),
    ...[...files].flatMap(([path, text]) => foreignPackages(path, text)),
    ...[...files].flatMap(([path, text]) => terminalUse(path, text)),
    ...[...files].flatMap(([path, text]) => flagsInStrings(path, text)),
    ...imports.flatMap(wrongDirection),
    ...imports.flatMap(pastIndex),
    ...cycles(edges(imports, (path) => path)).map((cycle) => `files import in a cycle: ${cycle}`),
    ...cycles(edges(imports, subFolderOf)).map((cycle) => `folders import in a cycle: ${cycle}`),
  ];
}

function specifiers(text: string): string[] {
  return ts.preProcessFile(text, true, true).importedFiles.map((file) => file.fileName);
}

function relativeImports(from: string, text: string): Import[] {
  return specifiers(text)
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => ({ from, to: normalize(join(dirname(from), specifier)) }))
    .filter(({ to }) => extname(to) === '.ts' || extname(to) === '')
    .filter(({ to }) => !(isTest(from) && to.startsWith('../test/support/'))); // what all tests share is no layer
}

/** The layer that a path belongs to; null for an entry point of the package. */
function layerOf(path: string): (typeof layers)[number] | null {
  const [top = '', second = ''] = path.split('/');
  const inner = layers.find((layer) => layer === `${top}/${second}`);
  return inner ?? layers.find((layer) => layer === top && path !== top) ?? null;
}

function isTest(path: string): boolean {
  return path.endsWith('.test.ts');
}

function unknownFolder(path: string): string[] {
  if (entryFiles.includes(path)) return [];
  const isEnginePart = path.startsWith('engine/') && path.split('/').length > 2;
  const known = layerOf(path) !== null && !(isEnginePart && layerOf(path) === 'engine');
  return known ? [] : [`${path} is in no folder of the design`];
}

function wrongDirection({ from, to }: Import): string[] {
  const [source, target] = [layerOf(from), layerOf(to)];
  if (source === null)
    return target === 'cli' ? [`${from} imports ${to}: only the command line is above it`] : [];
  if (target === null) return [`${from} imports ${to}, which is outside of the layers`];
  if (layers.indexOf(target) <= layers.indexOf(source)) return [];
  // A gradient rule's test has to run the graph that it checks: inside engine/ tests may look down.
  if (isTest(from) && from.startsWith('engine/') && to.startsWith('engine/')) return [];
  return [
    `${from} imports ${to}: ${source}/ stands above ${target}/ in the design and may not import from it`,
  ];
}

/**
 * A file reaches any file of its own layer's sub-folder, files that stand in the folders around it within its layer, and
 * the index.ts of any other folder. `data/readers/csv.ts` may import `data/readers/cells/quotes.ts`, `data/problem.ts` and
 * `data/answer/index.ts`, but not `data/answer/clean.ts`.
 */
function pastIndex({ from, to }: Import): string[] {
  const folder = dirname(to);
  const around = layerOf(from) === layerOf(to) && `${dirname(from)}/`.startsWith(`${folder}/`);
  const sameSubFolder = subFolderOf(from) !== null && subFolderOf(from) === subFolderOf(to);
  if (around || sameSubFolder || to.endsWith('/index.ts')) return [];
  return [`${from} imports ${to}: reach another folder through ${folder}/index.ts only`];
}

function foreignPackages(path: string, text: string): string[] {
  return specifiers(text).flatMap((specifier) => {
    const owner = packageOwners[specifier.split('/')[0] ?? ''];
    return owner === undefined || layerOf(path) === owner
      ? []
      : [`${path} imports ${specifier}, which only ${owner}/ may`];
  });
}

const terminalNames = ['argv', 'stdout', 'stderr', 'stdin', 'exitCode'];

/** Uses of the command line and the terminal outside of cli/, tests excepted. */
function terminalUse(path: string, text: string): string[] {
  if (layerOf(path) === 'cli' || isTest(path) || path.endsWith('.fixture.ts')) return [];
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
      const name = `${node.expression.text}.${node.name.text}`;
      const isTerminal = node.expression.text === 'process' && terminalNames.includes(node.name.text);
      if (isTerminal || node.expression.text === 'console') found.push(name);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest));
  if (specifiers(text).includes('node:process')) found.push('node:process');
  return found.map((name) => `${path} uses ${name}, which only cli/ may`);
}

/** Style sheets, whose custom properties look like flags. */
function isStyleSheet(path: string): boolean {
  return path.endsWith('styles.ts') || path.endsWith('page-style.ts');
}

/**
 * Flags of the command line in strings and templates below it, tests excepted. A message mentions the option instead:
 * say`Choose another ${option('out')}.`, which the command line shows as --out.
 */
function flagsInStrings(path: string, text: string): string[] {
  const layer = layerOf(path);
  if (layer === null || layer === 'cli') return [];
  if (isTest(path) || path.endsWith('.fixture.ts') || isStyleSheet(path)) return [];
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
      found.push(...(node.text.match(/(?<![\w!-])--[a-z][\w-]*/g) ?? []));
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest));
  return found
    .filter((flag) => !flagsOfOthers.has(flag))
    .map((flag) => `${path} names the flag ${flag} in a string: mention the option instead`);
}

/** `data/answer` of `data/answer/clean.ts`; null for files that stand in a layer's own folder. */
function subFolderOf(path: string): string | null {
  const layer = layerOf(path);
  const folder = dirname(path);
  return layer === null || folder === layer
    ? null
    : folder.slice(0, `${folder.slice(layer.length + 1)}/`.indexOf('/') + layer.length + 1);
}

/** Which node imports which other nodes, where `nodeOf` says what a file counts as. */
function edges(
  imports: readonly Import[],
  nodeOf: (path: string) => string | null,
): ReadonlyMap<string, ReadonlySet<string>> {
  const graph = new Map<string, Set<string>>();
  for (const { from, to } of imports) {
    const [source, target] = [nodeOf(from), nodeOf(to)];
    if (source === null || target === null || (source === target && from !== to)) continue;
    graph.set(source, (graph.get(source) ?? new Set()).add(target));
  }
  return graph;
}

/** One cycle for every edge back to a node that a depth-first walk is still inside of: `a -> b -> a`. */
function cycles(graph: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const finished = new Set<string>();
  const path: string[] = [];
  const found: string[] = [];
  const visit = (node: string): void => {
    const start = path.indexOf(node);
    if (start >= 0) found.push([...path.slice(start), node].join(' -> '));
    if (start >= 0 || finished.has(node)) return;
    path.push(node);
    for (const next of graph.get(node) ?? []) visit(next);
    path.pop();
    finished.add(node);
  };
  for (const node of graph.keys()) visit(node);
  return found;
}
