// The interpreter of chat templates: that of @huggingface/jinja, with a bound on its steps, and writing values as Python does.
import { Environment, Interpreter } from '@huggingface/jinja';
import { type JinjaValue, textOf } from './python-text.ts';

/** The most parts of a template that are evaluated: far more than any published one takes. */
const STEPS = 200_000;

interface Statement {
  readonly type: string;
}
interface Named extends Statement {
  readonly value?: unknown;
  readonly callee?: Named;
}
interface Binary extends Statement {
  readonly left: Statement;
  readonly right: Statement;
  readonly operator: { readonly value: string };
}

/** What is used of the library's interpreter, whose published types do not resolve. Its version is pinned; chat-template.test.ts holds it. */
const LibraryInterpreter: new (
  environment: Environment,
) => {
  run(program: unknown): JinjaValue;
  evaluate(statement: Statement, environment: unknown): JinjaValue;
  evaluateBlock(statements: readonly Statement[], environment: unknown): JinjaValue;
  evaluateBinaryExpression(node: Binary, environment: unknown): JinjaValue;
  applyFilter(operand: JinjaValue, filter: Named, environment: unknown): JinjaValue;
} = Interpreter;

/** Statements whose value is not written. */
const silent: ReadonlySet<string> = new Set(['Set', 'Macro', 'Comment']);

export class TemplateInterpreter extends LibraryInterpreter {
  #steps = 0;

  /** Counts what it evaluates, so that loops within loops end at the same place on every machine. */
  override evaluate(statement: Statement, environment: unknown): JinjaValue {
    if (++this.#steps > STEPS) throw new Error(`it takes more than ${STEPS} steps`);
    return super.evaluate(statement, environment);
  }

  override evaluateBlock(statements: readonly Statement[], environment: unknown): JinjaValue {
    let text = '';
    for (const statement of statements) {
      const value = this.evaluate(statement, environment);
      if (!silent.has(statement.type)) text += textOf(value);
    }
    return libraryValue(text);
  }

  /** `~` joins texts. */
  override evaluateBinaryExpression(node: Binary, environment: unknown): JinjaValue {
    if (node.operator.value !== '~') return super.evaluateBinaryExpression(node, environment);
    const [left, right] = [node.left, node.right].map((side) => textOf(this.evaluate(side, environment)));
    return libraryValue(`${left}${right}`);
  }

  override applyFilter(operand: JinjaValue, filter: Named, environment: unknown): JinjaValue {
    const name = (filter.callee ?? filter).value;
    if (name === 'string') return libraryValue(textOf(operand));
    const texts = name === 'join' && Array.isArray(operand.value) ? operand.value.map(textOf) : null;
    return super.applyFilter(texts ? libraryValue(texts) : operand, filter, environment);
  }
}

/** A value of the library, whose classes are not exported. */
function libraryValue(value: string | readonly string[]): JinjaValue {
  return new Environment().set('value', value);
}
