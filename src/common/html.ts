// HTML that cannot be injected into: the `html` template escapes every value that is not itself `Html`.
// Attributes must be quoted in the template; the escaping then holds inside them too.

/** Markup that is known to be safe. Made by `html` and `trusted` only. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }

  toString(): string {
    return this.markup;
  }
}

/** What a template may hold; `null`, `undefined` and `false` write nothing, lists are joined. */
export type Content = string | number | Html | null | undefined | false | readonly Content[];

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
]);

/** Escapes text for an element's content or a quoted attribute; control characters that HTML forbids become U+FFFD. */
export function escapeHtml(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what HTML forbids
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '\ufffd')
      .replace(/[&<>"']/g, (character) => ENTITIES.get(character) ?? character)
  );
}

/** Markup as it is: for the style sheet and other constants of our own. */
export function trusted(markup: string): Html {
  return new Html(markup);
}

/** A tagged template: ``html`<p title="${a}">${b}</p>` `` with `a` and `b` escaped. */
export function html(literals: TemplateStringsArray, ...values: readonly Content[]): Html {
  return new Html(literals.reduce((markup, literal, i) => markup + write(values[i - 1]) + literal));
}

function write(content: Content): string {
  if (content === null || content === undefined || content === false) return '';
  if (content instanceof Html) return content.markup;
  if (typeof content === 'object') return content.map(write).join('');
  return escapeHtml(String(content));
}
