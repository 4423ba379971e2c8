// Which words behind a backslash are LaTeX, and what they are in plain text. The readable view of answers has rules of its own.
import { isLatexCommand, latexSymbols } from '../../data/index.ts';

const others =
  'Pi Π cdot * bullet · therefore ∴ because ∵ neg ¬ notin ∉ percent % quad  qquad  displaystyle  textstyle  big  Big  bigg  Bigg  bigl  bigr  Bigl  Bigr  newline  nolimits  nonumber  nobreak  nolinebreak  nopagebreak  newpage  normalfont  hfill  noindent  medskip  smallskip  bigskip  normalsize  leftarrow ← Leftarrow ⇐ Leftrightarrow ⇔ iff ⇔ triangle △ angle ∠ perp ⊥ parallel ∥ star * prime ′ lbrace { rbrace } lvert | rvert | vert | mid | lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ simeq ≈ thickapprox ≈ propto ∝ checkmark ✓ nRightarrow ⇏ nLeftarrow ⇍ nLeftrightarrow ⇎ nrightarrow ↛ nleftarrow ↚ nleftrightarrow ↮';

function table(text: string): [string, string][] {
  const words = text.split(' ');
  return Array.from({ length: words.length / 2 }, (_, index) => [
    words[2 * index] ?? '',
    words[2 * index + 1] ?? '',
  ]);
}

/** What commands without arguments are in plain text. */
export const plainCommands: ReadonlyMap<string, string> = new Map([
  ...Object.entries(latexSymbols).filter(([name]) => /^[a-zA-Z]+$/.test(name)),
  ...table(others),
]);

/** Commands that have no plain text here, and that a JSON escape could be taken for: \b, \f, \n, \r, \t and \u begin them. */
const withoutPlainText = new Set(
  'bar begin bf bm boldsymbol bold pmb bigcup bigcap bigodot bmatrix boxed brace flat footnotesize forall frown nabla ngeq ngeqq ngeqslant nleq nleqq nleqslant nless ngtr nmid nshortmid nshortparallel nsim ncong nparallel nprec npreceq nsucc nsucceq nsubseteq nsubseteqq nsupseteq nsupseteqq ntriangleleft ntrianglelefteq ntriangleright ntrianglerighteq nvdash nvDash nVdash nVDash nexists newcommand newlength newtheorem newenvironment nicefrac noalign nocite nofiles norm normalcolor notag numberwithin nearrow nwarrow natural not rangle rightharpoonup rm ref tag tilde top textbf triangleq underline underbrace uparrow updownarrow'.split(
    ' ',
  ),
);

/** Whether `name` behind a backslash is a command of LaTeX. `\ni` is taken for a new line and the word `i`. */
export function isLatexName(name: string): boolean {
  if (name === 'ni') return false;
  return plainCommands.has(name) || withoutPlainText.has(name) || isLatexCommand(name);
}
