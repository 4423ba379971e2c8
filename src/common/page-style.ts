// The look that all HTML pages share: colours, type, and a problem with its chains as cards. Light and dark; colours are variables.

const LIGHT = `
--paper:#fff; --ink:#1d2126; --soft:#5b636e; --rule:#dfe2e5; --grid:#e8eaec; --raised:#f6f7f8; --accent:#0b5fa5;
--good:#17703f; --bad:#ab3226;`;
const DARK = `
--paper:#14171a; --ink:#e4e7ea; --soft:#9ba4ae; --rule:#31363c; --grid:#272c31; --raised:#1c2024; --accent:#7cbcf2;
--good:#63c98d; --bad:#f0897d;`;

const PAGE = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%; scroll-behavior:smooth}
body{margin:0; background:var(--paper); color:var(--ink); font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Liberation Sans",Arial,sans-serif; font-variant-numeric:tabular-nums}
main,footer{max-width:1080px; margin:0 auto; padding:0 24px}
header{padding-top:56px}
h1,h2,h3,h4,p,ul,ol,dl,dd,figure,pre{margin:0; padding:0}
h1{font-size:1.25rem; line-height:1.35; font-weight:600}
h2{font-size:1.3rem; line-height:1.3; font-weight:600; letter-spacing:-.01em; margin-bottom:18px}
h3{font-size:1rem; font-weight:600}
h4{font-size:.95rem; font-weight:600}
a{color:var(--accent); text-underline-offset:2px}
code{font:.9em ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace; overflow-wrap:anywhere}
section{padding-top:56px; scroll-margin-top:-24px}
.kicker{font-size:.78rem; letter-spacing:.09em; text-transform:uppercase; color:var(--soft); margin-bottom:6px}
.subtitle{color:var(--soft)}
.headline{font-size:clamp(1.4rem,1.05rem + 1.7vw,2.05rem); line-height:1.25; font-weight:600; letter-spacing:-.018em; margin-top:28px; max-width:34em; text-wrap:pretty}
.detail{font-size:1.08rem; color:var(--soft); margin-top:12px; max-width:46em}
nav ul{display:flex; flex-wrap:wrap; gap:4px 20px; list-style:none; margin-top:28px; padding:10px 0; border-block:1px solid var(--rule); font-size:.9rem}
nav a{text-decoration:none}
nav a:hover{text-decoration:underline}
figcaption,.note{color:var(--soft); font-size:.88rem; max-width:52em; margin-top:14px}
.empty,.muted{color:var(--soft)}
.name{display:inline-flex; align-items:baseline; gap:7px; line-height:1.3}
.swatch{flex:none; align-self:flex-start; margin-top:.2em; overflow:visible}
details{margin-top:18px}
summary{cursor:pointer; color:var(--accent); font-size:.9rem; width:fit-content}
footer{margin-top:72px; padding-bottom:48px; color:var(--soft); font-size:.85rem}
footer p{border-top:1px solid var(--rule); padding-top:16px; overflow-wrap:anywhere}
:focus-visible{outline:2px solid var(--accent); outline-offset:3px; border-radius:2px}`;

const PROBLEMS = `
.toggle{font-size:.9rem; color:var(--soft); margin-bottom:24px}
.toggle input{accent-color:var(--accent); margin:0 4px 0 0; vertical-align:-1px}
.example + .example{margin-top:44px; padding-top:36px; border-top:1px solid var(--rule)}
.example h3{font-size:.8rem; font-weight:500; color:var(--soft); overflow-wrap:anywhere}
.problem{font-size:1.1rem; line-height:1.5; max-width:44em; margin-top:4px; overflow-wrap:anywhere; white-space:pre-line}
.gold{margin-top:8px; color:var(--soft)} .gold strong{color:var(--ink)}
.example details{margin-top:6px} .example details ol{max-width:44em}
.cards{display:grid; grid-template-columns:repeat(auto-fit,minmax(min(100%,235px),1fr)); gap:16px; margin-top:20px}
.card{display:flex; flex-direction:column; background:var(--raised); border-top:3px solid var(--c,var(--rule)); border-radius:3px; padding:14px 16px}
.badge{font-size:.8rem; font-weight:600; white-space:nowrap} .badge.correct{color:var(--good)} .badge.wrong{color:var(--bad)}
.card .note{margin-top:12px} .card .empty{margin-top:12px; font-size:.9rem}
.card .answer{display:flex; flex-wrap:wrap; justify-content:space-between; align-items:baseline; gap:0 12px; margin-top:auto; padding-top:14px; color:var(--soft); font-size:.92rem; overflow-wrap:anywhere} .card .answer strong{color:var(--ink); font-size:1.1rem; margin-left:4px}
.steps-list{list-style:none; font-size:.92rem; line-height:1.45; overflow-wrap:anywhere}
.steps-list li{margin-top:12px}
.steps-list p{white-space:pre-line}
.sub-question{font-style:italic; color:var(--soft)}
.sub-question + .sub-solution{border-left:2px solid var(--c,var(--soft)); padding-left:10px; margin-top:4px}
.calculator{font:.82em ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace; color:var(--soft)}
body:has(#show-calculator:not(:checked)) .calculator:not(.sample){display:none}`;

/** The start of every page's style sheet. */
export const pageStyles = `
:root{color-scheme:light dark;${LIGHT}}
@media screen and (prefers-color-scheme:dark){:root{${DARK}}}
${PAGE}${PROBLEMS}
@media screen and (max-width:720px){main,footer{padding:0 16px} header{padding-top:32px} section{padding-top:44px}}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
`;
