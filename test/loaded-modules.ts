// What importing a source file loads: its static imports and theirs, types left out as the compiler leaves them out.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

export interface LoadedModules {
  /** Absolute paths of sources, the file itself included. */
  readonly files: readonly string[];
  /** Of packages and of Node: `zod`, `node:fs`. */
  readonly packages: readonly string[];
}

export function loadedModules(entry: string): LoadedModules {
  const files = new Set<string>();
  const packages = new Set<string>();
  const visit = (file: string): void => {
    if (files.has(file)) return;
    files.add(file);
    for (const specifier of staticImports(readFileSync(file, 'utf8'))) {
      if (!specifier.startsWith('.')) packages.add(specifier);
      else if (specifier.endsWith('.ts')) visit(join(dirname(file), specifier));
    }
  };
  visit(entry);
  return { files: [...files], packages: [...packages].sort() };
}

/** The specifiers that a module imports when it is loaded: neither `import type` nor `import()`. */
export function staticImports(text: string): string[] {
  const { statements } = ts.createSourceFile('module.ts', text, ts.ScriptTarget.Latest);
  return statements.flatMap((statement) => {
    const isImport = ts.isImportDeclaration(statement) && !statement.importClause?.isTypeOnly;
    const isExport = ts.isExportDeclaration(statement) && !statement.isTypeOnly;
    if (!isImport && !isExport) return [];
    const { moduleSpecifier } = statement;
    return moduleSpecifier !== undefined && ts.isStringLiteral(moduleSpecifier) ? [moduleSpecifier.text] : [];
  });
}
