// The review as one HTML file: totals as markup, problems as JSON that the page's script shows a few at a time.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { html, htmlPage, readTextStart, trusted } from '../../common/index.ts';
import type { PageOptions, Review } from './review.ts';
import { filters, samplingNote, sourceName, summarySection } from './sections.ts';
import { reviewStyles } from './styles.ts';

/** The script is kept outside src/: it runs in the browser. */
const scriptPath = fileURLToPath(new URL('../../../pages/annotation-review.js', import.meta.url));
const generator = 'socratic annotations review';
/** What pages of earlier versions say. */
const formerGenerator = 'socratic annotate --review';
/** Stands in the page where its data go. */
const dataPlace = '<!--data-->';

/** Whether a file is such a page, which a new one may replace. */
export function isReviewPage(path: string): boolean {
  const start = readTextStart(path, 512);
  return [generator, formerGenerator].some((name) =>
    start.includes(`<meta name="generator" content="${name}"/>`),
  );
}

/** The document in pieces: together they may be longer than a string can be. Equal reviews give equal pages. */
export function* reviewPage(review: Review, options: PageOptions): Generator<string> {
  const page = htmlPage({
    title: `Annotations: ${options.path}`,
    styles: reviewStyles,
    generator,
    script: readFileSync(scriptPath, 'utf8'),
    body: html`<main>
<header>
<p class="kicker">Socratic · annotations</p>
<h1>${options.path}</h1>
</header>
${summarySection(review, options)}
<section id="chains" aria-labelledby="chains-title">
<h2 id="chains-title">Chains</h2>
${samplingNote(review)}
${filters(review)}
<noscript><p class="note">The chains are shown by a script within this file; this browser does not run it. The totals above are complete.</p></noscript>
<p id="found" role="status"></p>
<div id="problems" tabindex="-1"></div>
<nav id="pages" aria-label="Pages" hidden="hidden"></nav>
</section>
</main>
<footer><p>Made by socratic ${options.version}. One file: nothing is loaded, nothing is sent.</p></footer>
<script type="application/json" id="sources">${trusted(scriptJson(labelled(review.sources)))}</script>
<script type="application/json" id="data">${trusted(dataPlace)}</script>
`,
  });
  const [before = '', after = ''] = page.split(dataPlace);
  yield before;
  yield '[';
  for (const [index, problem] of review.problems.entries()) {
    yield `${index === 0 ? '\n' : ',\n'}${scriptJson(problem)}`;
  }
  yield '\n]';
  yield after;
}

/** The sources as the script names them. */
function labelled(sources: Review['sources']) {
  return sources.map((source) => ({ label: sourceName(source), kind: source.kind }));
}

/**
 * JSON that can stand in a script element: nothing in it ends the element or begins a comment, and nothing turns the direction of writing
 * around for whoever reads the source.
 */
function scriptJson(value: unknown): string {
  return JSON.stringify(value).replace(/[<\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    character.replace(/./gs, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  );
}
