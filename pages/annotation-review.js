// The script of the page that `socratic annotate --review` writes: shows the problems that the page carries, a few at a time, filtered.
// It runs in the browser, as a module within the page. Text goes into the document as text alone, never as markup.

/** @import { ReviewChain, ReviewProblem, ReviewStep } from '../src/teacher/review/review.ts' */

/**
 * @typedef {object} Filter Empty text: no condition.
 * @property {string} verdict `kept`, `rejected`
 * @property {string} reason the first reason of a chain
 * @property {string} kind
 * @property {string} source index of the source
 * @property {string} text in lower case
 */

export const problemsPerPage = 20;

/**
 * Text in parts: what can be shown, control characters and such as change the direction of writing by their names, and what a calculator
 * computes.
 * @param {string} text
 * @returns {{ kind: 'text' | 'control' | 'calculator', text: string }[]}
 */
export function partsOf(text) {
  const pattern = /(?<control>[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}])|(?<calculator><<[^<>\p{Cc}\p{Cf}]*>>)/gu;
  /** @type {ReturnType<typeof partsOf>} */
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    const { control, calculator } = match.groups ?? {};
    if (control === '\n' || control === '\t') continue;
    if (match.index > end) parts.push({ kind: 'text', text: text.slice(end, match.index) });
    end = match.index + match[0].length;
    if (calculator !== undefined) parts.push({ kind: 'calculator', text: calculator });
    else if (control !== undefined) parts.push({ kind: 'control', text: nameOf(control) });
  }
  if (end < text.length) parts.push({ kind: 'text', text: text.slice(end) });
  return parts;
}

/** @param {string} character */
function nameOf(character) {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/**
 * Whether a chain meets every condition but that on text.
 * @param {ReviewChain} chain
 * @param {Filter} filter
 * @param {readonly string[]} kinds of the sources
 */
export function meets(chain, { verdict, reason, kind, source }, kinds) {
  return (
    (verdict === '' || chain.kept === (verdict === 'kept')) &&
    (reason === '' || (!chain.kept && chain.reasons[0]?.[0] === reason)) &&
    (kind === '' || kinds[chain.source] === kind) &&
    (source === '' || chain.source === Number(source))
  );
}

/**
 * The chains of a problem that a filter asks for. Text in the problem itself (its id, question, gold answer and steps) stands for all.
 * @param {ReviewProblem} problem
 * @param {Filter} filter
 * @param {readonly string[]} kinds
 */
export function matching(problem, filter, kinds) {
  const { id, gold } = problem;
  const { text } = filter;
  const about = gold === undefined ? [id] : [id, gold.question, gold.answer, ...gold.steps.flat()];
  const all = text === '' || has(about, text);
  return problem.chains.filter(
    (chain) =>
      meets(chain, filter, kinds) &&
      (all || has([...chain.steps.flat(), chain.answer, ...chain.reasons.flat(), chain.text ?? null], text)),
  );
}

/**
 * @param {readonly (string | number | null)[]} texts
 * @param {string} wanted in lower case
 */
function has(texts, wanted) {
  return texts.some((text) => typeof text === 'string' && text.toLowerCase().includes(wanted));
}

/**
 * Fills the page and listens to its controls.
 * @param {Document} document
 */
export function start(document) {
  const view = document.defaultView;
  /** @type {ReviewProblem[]} */
  const problems = JSON.parse(element('data').textContent ?? '[]');
  /** @type {{ label: string, kind: string }[]} */
  const sources = JSON.parse(element('sources').textContent ?? '[]');
  const kinds = sources.map(({ kind }) => kind);
  const form = /** @type {HTMLFormElement} */ (element('filters'));
  const [place, found, pages] = [element('problems'), element('found'), element('pages')];
  const names = ['verdict', 'reason', 'kind', 'source', 'text'];
  let page = 0;
  /** @type {{ problem: ReviewProblem, chains: readonly ReviewChain[] }[]} */
  let shown = [];

  /** @param {string} id */
  function element(id) {
    const found = document.getElementById(id);
    if (found === null) throw new Error(`the page has no #${id}`);
    return found;
  }

  /** @param {string} name */
  function control(name) {
    return /** @type {HTMLSelectElement | HTMLInputElement | null} */ (
      form.querySelector(`[name="${name}"]`)
    );
  }

  /** @returns {Filter} */
  function filterOf() {
    const value = (/** @type {string} */ name) => control(name)?.value ?? '';
    return {
      verdict: value('verdict'),
      reason: value('reason'),
      kind: value('kind'),
      source: value('source'),
      text: value('text').trim().toLowerCase(),
    };
  }

  /** Filters anew, and shows the first page. */
  function filter() {
    const wanted = filterOf();
    shown = [];
    let chains = 0;
    for (const problem of problems) {
      const matched = matching(problem, wanted, kinds);
      if (matched.length === 0) continue;
      chains += matched.length;
      shown.push({ problem, chains: matched });
    }
    found.textContent =
      chains === 0
        ? 'No chain is like that.'
        : `${count(chains, 'chain')} of ${count(shown.length, 'problem')}`;
    show(0);
  }

  /** @param {number} to */
  function show(to) {
    const last = Math.max(0, Math.ceil(shown.length / problemsPerPage) - 1);
    page = Math.min(Math.max(0, to), last);
    const from = page * problemsPerPage;
    place.replaceChildren(
      ...shown.slice(from, from + problemsPerPage).map(({ problem, chains }) => article(problem, chains)),
    );
    pages.hidden = last === 0;
    pages.replaceChildren(
      button('← Previous', page > 0, () => turn(page - 1)),
      pageNumber(last),
      button('Next →', page < last, () => turn(page + 1)),
    );
    remember();
  }

  /** @param {number} to */
  function turn(to) {
    show(to);
    place.focus({ preventScroll: true });
    element('chains').scrollIntoView();
  }

  /**
   * @param {string} label
   * @param {boolean} enabled
   * @param {() => void} press
   */
  function button(label, enabled, press) {
    const made = make('button', { type: 'button' }, label);
    /** @type {HTMLButtonElement} */ (made).disabled = !enabled;
    made.addEventListener('click', press);
    return made;
  }

  /** @param {number} last */
  function pageNumber(last) {
    const input = /** @type {HTMLInputElement} */ (
      make('input', { type: 'number', min: '1', max: String(last + 1), value: String(page + 1) })
    );
    input.addEventListener('change', () => turn(Math.trunc(Number(input.value)) - 1 || 0));
    return make('label', {}, 'Page ', input, ` of ${(last + 1).toLocaleString('en-US')}`);
  }

  /**
   * @param {ReviewProblem} problem
   * @param {readonly ReviewChain[]} matched
   */
  function article({ id, gold, chains }, matched) {
    const solution = gold === undefined || gold.steps.length === 0 ? [] : [goldSteps(gold.steps)];
    return make(
      'article',
      { class: 'example' },
      make('h3', {}, text(id)),
      ...(gold === undefined
        ? []
        : [
            make('p', { class: 'problem' }, text(gold.question)),
            make('p', { class: 'gold' }, 'Correct answer ', make('strong', {}, text(gold.answer))),
            ...solution,
          ]),
      make('div', { class: 'cards' }, ...chains.map((chain) => card(chain, matched.includes(chain)))),
    );
  }

  /** @param {readonly ReviewStep[]} steps */
  function goldSteps(steps) {
    return make(
      'details',
      {},
      make('summary', {}, `Reference solution, ${count(steps.length, 'step')}`),
      stepList(steps, []),
    );
  }

  /**
   * @param {ReviewChain} chain
   * @param {boolean} matched whether the filter asks for it, and not only for another sample of the problem
   */
  function card(chain, matched) {
    const { kept, sample, steps, reasons, answer, text: written, usage, cost, source, more = {} } = chain;
    const badge = kept
      ? make('span', { class: 'badge correct' }, '✓ kept')
      : make('span', { class: 'badge wrong' }, '✗ rejected');
    const price = cost === null ? '' : `, ${dollars(cost)}`;
    const label = sources[source]?.label ?? '';
    return make(
      'div',
      { class: `card${kept ? ' kept' : ''}${matched ? '' : ' aside'}` },
      make('h4', {}, make('span', {}, `Sample ${sample}`), badge),
      ...(matched ? [] : [make('p', { class: 'tag' }, 'not what the filter asks for')]),
      ...(sources.length > 1 ? [make('p', { class: 'source' }, text(label))] : []),
      ...(reasons.length === 0 ? [] : [make('ul', { class: 'reasons-list' }, ...reasons.map(reasonItem))]),
      steps.length > 0 ? stepList(steps, reasons) : make('p', { class: 'empty' }, 'No steps could be read.'),
      ...(written === undefined ? [] : [rawText(written, steps.length === 0)]),
      make(
        'p',
        { class: 'answer' },
        make(
          'span',
          {},
          'Answer ',
          answer === null ? make('em', {}, 'unreadable') : make('strong', {}, text(answer)),
        ),
      ),
      make(
        'p',
        { class: 'meta' },
        `${usage[0].toLocaleString('en-US')} tokens in, ${usage[1].toLocaleString('en-US')} out${price}`,
      ),
      ...Object.entries(more).map(([name, value]) => make('p', { class: 'meta' }, text(`${name}: ${value}`))),
    );
  }

  /**
   * What the teacher wrote, as it is.
   * @param {string} written
   * @param {boolean} open
   */
  function rawText(written, open) {
    return make(
      'details',
      { class: 'written', ...(open ? { open: '' } : {}) },
      make('summary', {}, 'What the teacher wrote'),
      make('p', {}, written === '' ? make('em', {}, 'nothing') : text(written)),
    );
  }

  /** @param {ReviewChain['reasons'][number]} reason */
  function reasonItem([code, detail]) {
    return make('li', {}, make('strong', {}, code), ' ', text(detail));
  }

  /**
   * @param {readonly ReviewStep[]} steps
   * @param {ReviewChain['reasons']} reasons
   */
  function stepList(steps, reasons) {
    return make(
      'ol',
      { class: 'steps-list' },
      ...steps.map(([question, solution], index) => {
        const against = reasons.filter(([, , step]) => step === index + 1).map(([code]) => code);
        return make(
          'li',
          against.length === 0 ? {} : { class: 'offending' },
          ...(against.length === 0 ? [] : [make('p', { class: 'offence' }, `✗ ${against.join(', ')}`)]),
          ...(question === null ? [] : [make('p', { class: 'sub-question' }, text(question))]),
          make(
            'p',
            { class: 'sub-solution' },
            solution === '' ? make('em', {}, 'nothing written') : text(solution),
          ),
        );
      }),
    );
  }

  /**
   * Text of a teacher: isolated, so that its direction of writing ends with it.
   * @param {string} content
   */
  function text(content) {
    const parts = partsOf(content).map((part) =>
      part.kind === 'text' ? part.text : make('span', { class: part.kind }, part.text),
    );
    return make('span', { class: 'text', dir: 'auto' }, ...parts);
  }

  /**
   * @param {string} name
   * @param {Readonly<Record<string, string>>} attributes
   * @param {(Node | string)[]} children
   */
  function make(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
    made.append(...children);
    return made;
  }

  /** Keeps filter and page in the address, so that a reload shows the same. */
  function remember() {
    const state = new URLSearchParams();
    for (const name of names) {
      const value = control(name)?.value ?? '';
      if (value !== '') state.set(name, value);
    }
    if (page > 0) state.set('page', String(page + 1));
    const address = view?.location.href.split('#')[0] ?? '';
    view?.history.replaceState(null, '', state.size > 0 ? `${address}#${state}` : address);
  }

  /** The filter and page of the address. */
  function recall() {
    const state = new URLSearchParams(view?.location.hash.slice(1) ?? '');
    for (const name of names) {
      const [input, value] = [control(name), state.get(name)];
      if (input !== null && value !== null) input.value = value;
    }
    const asked = Number(state.get('page') ?? '1');
    filter();
    if (Number.isSafeInteger(asked) && asked > 1) show(asked - 1);
  }

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;
  form.addEventListener('input', (event) => {
    clearTimeout(waiting);
    const typing = /** @type {HTMLElement} */ (event.target).getAttribute('name') === 'text';
    if (typing) waiting = setTimeout(filter, 150);
    else filter();
  });
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('reset', () => setTimeout(filter, 0)); // the controls are reset after the event
  for (const link of document.querySelectorAll('[data-reason]')) {
    link.addEventListener('click', () => {
      form.reset();
      clearTimeout(waiting);
      const reason = control('reason');
      if (reason !== null) reason.value = link.getAttribute('data-reason') ?? '';
      filter();
      turn(0);
    });
  }
  recall();
}

/**
 * @param {number} value
 * @param {string} noun
 */
function count(value, noun) {
  return `${value.toLocaleString('en-US')} ${noun}${value === 1 ? '' : 's'}`;
}

/** @param {number} value */
function dollars(value) {
  if (value === 0) return '$0';
  return `$${value >= 1 ? value.toFixed(2) : value.toPrecision(3).replace(/\.?0+$/, '')}`;
}

if (typeof document !== 'undefined') start(document);
