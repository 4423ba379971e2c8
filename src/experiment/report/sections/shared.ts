// What the sections have in common: the frame of a section, scrolling tables, a student's name with its marker.
import { type Content, type Html, html } from '../../../common/index.ts';
import { type Series, swatch } from '../series.ts';

/** A titled section that can be linked to. */
export function section(id: string, title: string, body: Content): Html {
  return html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${body}
</section>
`;
}

/** A table that scrolls sideways on a narrow screen; `caption` says what it shows. */
export function table(caption: string, head: Content, body: Content): Html {
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table>
<caption><span>${caption}</span></caption>
<thead><tr>${head}</tr></thead>
<tbody>
${body}</tbody>
</table></div>`;
}

/** Column headings; all but the first are above numbers. */
export function headings(names: readonly string[]): Html[] {
  return names.map((name, i) => html`<th scope="col"${i > 0 && html` class="number"`}>${name}</th>`);
}

/** A student's marker and label. */
export function name(series: Series | undefined, label: string): Html {
  return html`<span class="name">${swatch(series)}<span>${label}</span></span>`;
}

/** Text with `<<expression=value>>` of the calculator set apart; everything escaped. */
export function withCalculator(text: string): Html[] {
  return text
    .split(/(<<[^<>]*>>)/)
    .filter((part) => part !== '')
    .map((part, i, parts) =>
      /^<<[^<>]*>>$/.test(part)
        ? html`<span class="calculator" title="computed by the calculator">${part}</span>${parts[i + 1]?.startsWith(' ') === false && html`<wbr/>`}`
        : html`${part}`,
    );
}
