// The look of the report, beyond what all pages share: series, charts, tables, print.
// Series colours follow Okabe & Ito (2008), darkened on white and lightened on black for contrast.
import { pageStyles } from '../../common/index.ts';

const LIGHT = `
--s0:#656d78; --s1:#bb4d00; --s2:#00795b; --s3:#0066ab; --s4:#a83d77; --s5:#7d6500; --s6:#4f5bc4; --s7:#1d2126;`;
const DARK = `
--s0:#a9b1bb; --s1:#f08d49; --s2:#3dc39c; --s3:#62aeed; --s4:#e38cbb; --s5:#d6b640; --s6:#9fa8f5; --s7:#e4e7ea;`;

const CHARTS = `
svg{display:block}
svg text{font-size:12px; fill:var(--soft)}
svg text.strong{font-weight:600; fill:var(--ink)}
.grid{stroke:var(--grid)} .zero{stroke:var(--soft)} .band{stroke:var(--grid); stroke-dasharray:2 4}
.bar{fill:var(--c); opacity:.16}
.whisker line,.whisker-line{stroke:var(--c); stroke-width:1.8}
.marker{fill:var(--c); stroke:var(--paper); stroke-width:1.2}
.series{fill:none; stroke:var(--c); stroke-width:1.9; stroke-linejoin:round}
.raw{fill:none; stroke:var(--c); stroke-width:1; opacity:.28}
.lone{fill:var(--c)}
.hollow{fill:var(--paper); stroke:var(--c); stroke-width:1.7}
.row{display:grid; grid-template-columns:minmax(9em,15em) 1fr 11.5em; gap:0 20px; align-items:center}
.row .name{font-weight:600}
.row .value{white-space:nowrap} .row .value span{color:var(--soft); font-size:.88rem; margin-left:6px}
.rows figcaption{margin-top:10px}
.legend{display:flex; flex-wrap:wrap; gap:6px 24px; font-size:.92rem; margin-bottom:20px}
.plot{padding:8px 8px 0 46px}
.plot.steps{padding-left:50px} .steps .axis-title{padding-top:44px}
.steps .series{stroke-width:1.3; opacity:.6}
.panels{display:grid; grid-template-columns:repeat(auto-fit,minmax(min(100%,400px),1fr)); gap:36px 32px}
.panel{display:flex; flex-direction:column}
.panel figcaption{margin:0; color:var(--ink)}
.panel .key{display:flex; align-items:center; gap:8px; color:var(--soft); font-size:.86rem; line-height:1.5}
.panel .key svg{flex:none; overflow:visible}
.panel .plot{margin-top:auto} .panel figcaption{padding-bottom:8px}
.axis-title{font-size:12px; color:var(--soft); text-align:right; padding-top:22px}`;

const TABLES = `
.scroll{overflow-x:auto; background:linear-gradient(to left,var(--paper) 40%,transparent) right/48px 100% no-repeat local,linear-gradient(to left,var(--rule),transparent) right/16px 100% no-repeat scroll}
table{border-collapse:collapse; width:100%; font-size:.9rem; line-height:1.4}
caption{text-align:left; color:var(--soft); font-size:.88rem; padding-bottom:8px}
caption span{position:sticky; left:0; display:inline-block; max-width:calc(100vw - 32px)}
details .scroll{margin-top:14px}
th,td{text-align:left; vertical-align:top; padding:9px 14px 9px 0; border-bottom:1px solid var(--rule)}
th:last-child,td:last-child{padding-right:2px}
thead th{vertical-align:bottom; color:var(--soft); font-weight:500; font-size:.92em; line-height:1.25; border-bottom-color:var(--soft)}
th[scope=row]{font-weight:600; min-width:8.5em}
th small,td small{display:block; font-weight:400; font-size:.89em; color:var(--soft); white-space:nowrap}
th.number,td.number{text-align:right} td.number{white-space:nowrap}
.comparisons th,.comparisons td{vertical-align:middle}
.comparisons .plot-column{width:38%; padding-inline:14px 26px; text-align:center}
.comparisons td.plot-column{padding-block:4px}
.comparisons .axis-row td{border:0}
.verdict{white-space:nowrap}
.minus{font-weight:400; color:var(--soft)}`;

const CLOSING = `
.setting{display:grid; grid-template-columns:repeat(auto-fill,minmax(min(100%,300px),1fr)); gap:14px 32px}
.setting dt{color:var(--soft); font-size:.85rem} .setting dd{overflow-wrap:anywhere}
.notes{margin-top:24px; padding-left:1.1em; max-width:48em} .notes li + li{margin-top:8px}
.next{list-style:none; display:grid; gap:20px; max-width:56em}
.next pre{margin-top:6px; padding:10px 14px; background:var(--raised); border-radius:3px; white-space:pre-wrap; overflow-wrap:anywhere}`;

const NARROW = `
.row{grid-template-columns:1fr auto; gap:2px 12px; padding-bottom:10px}
.row .name{grid-area:1/1} .row .value{grid-area:1/2} .row .track-cell{grid-area:2/1/3/3; padding:0 4px}
.row .value span{margin-left:2px}
.axis-row > span{display:none}
.scroll th[scope=row],.scroll thead th:first-child{position:sticky; left:0; background:var(--paper); z-index:1; min-width:7.5em}
.comparisons,.comparisons tbody,.comparisons caption{display:block}
.comparisons thead{position:absolute; width:1px; height:1px; overflow:hidden; clip-path:inset(50%)}
.comparisons tr{display:grid; grid-template-columns:auto auto 1fr auto; gap:0 14px; align-items:start; padding:12px 0; border-bottom:1px solid var(--rule)}
.comparisons th,.comparisons td{border:0; padding:0; text-align:left} .comparisons td.number{color:var(--soft)}
.comparisons th{grid-area:1/1/2/4} .comparisons td.points{grid-area:1/4; text-align:right; color:var(--ink)}
.comparisons td.plot-column{grid-area:2/1/3/5; width:auto; padding:4px 16px}
.comparisons td[data-label]::before{content:attr(data-label) " "} .comparisons td.verdict{grid-column:4; text-align:right}
.comparisons .axis-row td:not(.plot-column){display:none}
.comparisons .axis-row{border:0; padding:0}`;

const PRINT = `
body{font-size:10.5pt}
main,footer{max-width:none; padding:0}
header{padding-top:0} section{padding-top:28px}
nav,.toggle,summary{display:none}
h2,h3,figcaption{break-after:avoid} tr,figure,.card,.row,.next li{break-inside:avoid}
.scroll{overflow:visible; background:none} table{font-size:7.5pt} th,td{padding-right:5px} th[scope=row]{min-width:5em}
.panels,.cards{grid-template-columns:1fr 1fr}
.card{border:1px solid var(--rule); border-top:3px solid var(--c,var(--rule))}`;

const SERIES = Array.from({ length: 8 }, (_, i) => `.s${i}{--c:var(--s${i})}`).join('\n');

/** The style sheet. */
export const STYLES = `
:root{${LIGHT}}
@media screen and (prefers-color-scheme:dark){:root{${DARK}}}
${SERIES}${pageStyles}${CHARTS}${TABLES}${CLOSING}
@media screen and (max-width:720px){${NARROW}}
@media print{${PRINT}}
`;
