// Types of TypeScript as tables of fields, for the generated reference.
import ts from 'typescript';

/** Name, type and doc comment of a field. */
export type FieldRow = readonly [name: string, type: string, comment: string];

interface Section {
  readonly name: string;
  readonly about: string;
  readonly rows: readonly FieldRow[];
}

/** Describes types as JSON shows them. Objects with a name become sections of their own. */
export class ReferenceTypes {
  readonly #checker: ts.TypeChecker;
  readonly #folder: string;
  readonly #named = new Map<string, ts.Type>();
  /** Fields that no doc comment explains. */
  readonly withoutComment: string[] = [];

  /** Names from files below `folder` become sections. */
  constructor(checker: ts.TypeChecker, folder: string) {
    this.#checker = checker;
    this.#folder = folder;
  }

  /** The fields of an expression's value. */
  fieldsOf(value: ts.Expression): FieldRow[] {
    return this.#rows(this.#checker.getTypeAtLocation(value), value.getSourceFile().fileName);
  }

  /** The named objects that fields have had so far, and those that these lead to, by name. */
  sections(): Section[] {
    const sections: Section[] = [];
    for (const [name, type] of this.#named) {
      // rows may name further types, which this loop then reaches too
      const symbol = type.aliasSymbol ?? type.symbol;
      sections.push({ name, about: this.#comment(symbol), rows: this.#rows(type, name) });
    }
    return sections.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** `prefix`: the object that holds the fields, as in `price.`; `isExplained`: a comment on that object says what they are. */
  #rows(type: ts.Type, place: string, prefix = '', isExplained = false): FieldRow[] {
    return this.#checker.getPropertiesOfType(type).flatMap((property) => {
      const declared = this.#checker.getTypeOfSymbol(property);
      if (declared.getCallSignatures().length > 0) return []; // JSON leaves functions out
      const isOptional = (property.flags & ts.SymbolFlags.Optional) !== 0;
      const name = `${prefix}${property.name}`;
      const comment = this.#comment(property);
      const nested = this.#unnamedObject(declared);
      if (comment === '' && nested === null && !isExplained) this.withoutComment.push(`${place}: ${name}`);
      const row: FieldRow = [`${name}${isOptional ? '?' : ''}`, this.#text(declared), comment];
      if (nested === null) return [row];
      const inner = `${name}${nested.path}`;
      return [row, ...this.#rows(nested.type, place, inner, isExplained || comment !== '')];
    });
  }

  /** What a doc comment says of a property or type, in one line. */
  #comment(symbol: ts.Symbol | undefined): string {
    const source = symbol && this.#sourceOf(symbol);
    const text = ts.displayPartsToString(source?.getDocumentationComment(this.#checker));
    return text.replace(/\s+/g, ' ').trim();
  }

  /** Of `{ run }` and `{ data: result.data }`, the property that the value was taken from. */
  #sourceOf(symbol: ts.Symbol): ts.Symbol {
    const [declaration] = symbol.declarations ?? [];
    if (declaration === undefined) return symbol;
    if (ts.isShorthandPropertyAssignment(declaration)) {
      const variable = this.#checker.getShorthandAssignmentValueSymbol(declaration)?.valueDeclaration;
      if (variable === undefined) return symbol;
      if (ts.isVariableDeclaration(variable)) {
        return this.#checker.getSymbolAtLocation(variable.name) ?? symbol;
      }
      if (!ts.isBindingElement(variable)) return symbol;
      const name = variable.propertyName ?? variable.name;
      const from = this.#checker.getTypeAtLocation(variable.parent);
      const property = ts.isIdentifier(name) ? this.#checker.getPropertyOfType(from, name.text) : undefined;
      return property ?? symbol;
    }
    if (ts.isPropertyAssignment(declaration) && ts.isPropertyAccessExpression(declaration.initializer)) {
      return this.#checker.getSymbolAtLocation(declaration.initializer.name) ?? symbol;
    }
    return symbol;
  }

  /**
   * The object without a name that a field holds itself (path `.`), in a list (`[].`), or under any key (`.*.`); null where it holds none.
   */
  #unnamedObject(declared: ts.Type): { readonly type: ts.Type; readonly path: string } | null {
    const [only, ...others] = partsOf(declared);
    if (only === undefined || others.length > 0 || this.#nameOf(only) !== null) return null;
    const element = this.#elementOf(only);
    if (element !== null) return this.#isUnnamed(element) ? { type: element, path: '[].' } : null;
    if (!this.#isUnnamed(only)) return null;
    const value = this.#valueOfMap(only) ?? this.#sameFields(only)?.type;
    if (value === undefined) return { type: only, path: '.' };
    return this.#isUnnamed(value) ? { type: value, path: '.*.' } : null;
  }

  /** Whether a type is an object with fields that no section describes. */
  #isUnnamed(type: ts.Type): boolean {
    const isList = this.#elementOf(type) !== null || this.#checker.isTupleType(type);
    return isObject(type) && !isList && this.#nameOf(type) === null;
  }

  #text(type: ts.Type): string {
    const parts = partsOf(type);
    const isNullable = type.isUnion() && type.types.some(({ flags }) => flags & ts.TypeFlags.Null);
    const texts = [...new Set(parts.map((part) => this.#partText(part)))].sort(); // the compiler's order may change
    return [...texts, ...(isNullable || (type.flags & ts.TypeFlags.Null) !== 0 ? ['null'] : [])]
      .join(' \\| ')
      .replaceAll('\\|', '|');
  }

  #partText(type: ts.Type): string {
    if (type.flags & ts.TypeFlags.BooleanLike) return 'boolean';
    if (type.isStringLiteral()) return `\`"${type.value}"\``;
    if (!isObject(type)) return this.#checker.typeToString(type);
    const element = this.#elementOf(type);
    if (element !== null) {
      const text = this.#text(element);
      return `list of ${text.includes(' | ') ? `(${text})` : text}`;
    }
    if (this.#checker.isTupleType(type)) {
      const items = this.#checker.getTypeArguments(type as ts.TypeReference);
      return `[${items.map((item) => this.#text(item)).join(', ')}]`;
    }
    const name = this.#nameOf(type);
    if (name !== null) {
      this.#named.set(name, type);
      return `[${name}](#${name.toLowerCase()})`;
    }
    const value = this.#valueOfMap(type);
    if (value !== null) return `object of ${this.#text(value)} by name`;
    const same = this.#sameFields(type);
    if (same !== null)
      return `${this.#text(same.type)} for each of ${same.names.map((key) => `\`${key}\``).join(', ')}`;
    return 'object';
  }

  #elementOf(type: ts.Type): ts.Type | null {
    if (!this.#checker.isArrayType(type)) return null;
    return this.#checker.getTypeArguments(type as ts.TypeReference)[0] ?? null;
  }

  /** The name of an object type that this project declares. */
  #nameOf(type: ts.Type): string | null {
    for (const symbol of [type.aliasSymbol, type.symbol]) {
      const [declaration] = symbol?.declarations ?? [];
      if (symbol === undefined || declaration === undefined) continue;
      const isNamed = ts.isInterfaceDeclaration(declaration) || ts.isTypeAliasDeclaration(declaration);
      if (isNamed && declaration.getSourceFile().fileName.startsWith(this.#folder)) return symbol.name;
    }
    return null;
  }

  /** What an object with any keys holds. */
  #valueOfMap(type: ts.Type): ts.Type | null {
    return this.#checker.getIndexInfosOfType(type)[0]?.type ?? null;
  }

  /** The fields of a `Record<'a' | 'b', T>`: no comment explains one of them alone. */
  #sameFields(type: ts.Type): { readonly type: ts.Type; readonly names: readonly string[] } | null {
    const properties = this.#checker.getPropertiesOfType(type);
    const [first, ...others] = properties.map((property) =>
      this.#checker.getNonNullableType(this.#checker.getTypeOfSymbol(property)),
    );
    if (first === undefined || others.length === 0 || others.some((other) => other !== first)) return null;
    if (
      properties.some(
        (property) => this.#comment(property) !== '' || property.declarations?.some(ts.isPropertySignature),
      )
    )
      return null;
    return { type: first, names: properties.map(({ name }) => name) };
  }
}

/** The members of a union, or the type itself, without null and undefined. */
function partsOf(type: ts.Type): ts.Type[] {
  const all = type.isUnion() ? type.types : [type];
  return all.filter(({ flags }) => (flags & (ts.TypeFlags.Null | ts.TypeFlags.Undefined)) === 0);
}

function isObject(type: ts.Type): boolean {
  return (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) !== 0;
}
