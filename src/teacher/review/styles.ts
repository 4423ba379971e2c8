// The look of the review page, beyond what all pages share.
import { pageStyles } from '../../common/index.ts';

/** The style sheet. */
export const reviewStyles = `${pageStyles}
h1{overflow-wrap:anywhere} section{padding-top:36px} h3{margin-top:28px}
.facts{display:grid; grid-template-columns:repeat(auto-fill,minmax(min(100%,230px),1fr)); gap:16px 32px}
.facts dt{color:var(--soft); font-size:.85rem} .facts dd{overflow-wrap:anywhere} .facts small{display:block; color:var(--soft); font-size:.85rem}
.scroll{overflow-x:auto}
table{border-collapse:collapse; width:100%; font-size:.9rem; line-height:1.4; margin-top:10px}
th,td{text-align:left; vertical-align:top; padding:7px 16px 7px 0; border-bottom:1px solid var(--rule)}
thead th{color:var(--soft); font-weight:500; border-bottom-color:var(--soft)} th[scope=row]{font-weight:500; overflow-wrap:anywhere}
th.number,td.number{text-align:right; white-space:nowrap} td small{color:var(--soft); display:inline-block; min-width:4em}
.reasons td.bars{width:26%} .reasons td.bars span{display:block; height:.75em; margin-top:.35em; background:var(--bad); min-width:2px; border-radius:1px}
.reasons .note,.note + .reasons{margin-top:4px} .example-text{color:var(--soft); overflow-wrap:anywhere; max-width:26em}
.hidden{position:absolute; width:1px; height:1px; overflow:hidden; clip-path:inset(50%)}
.warning{border-left:3px solid var(--accent); padding-left:12px}
button,select,input{font:inherit; color:var(--ink); background:var(--paper); border:1px solid var(--soft); border-radius:3px; padding:4px 8px}
button{cursor:pointer; background:var(--raised)} button:disabled{color:var(--soft); border-color:var(--rule); cursor:default}
button.link{border:0; padding:0; background:none; color:var(--accent); text-align:left; text-decoration:underline; text-underline-offset:2px}
#filters{display:flex; flex-wrap:wrap; align-items:end; gap:12px 16px; margin-top:18px; padding:14px 16px; background:var(--raised); border-radius:3px; font-size:.9rem}
#filters label{display:flex; flex-direction:column; gap:2px; color:var(--soft); min-width:0} #filters .wide{flex:1 1 16em} #filters select{max-width:22em}
#found{margin-top:18px; color:var(--soft)} #problems{margin-top:22px; outline-offset:8px}
#pages{display:flex; flex-wrap:wrap; align-items:center; gap:10px 16px; margin-top:36px} #pages[hidden]{display:none} #pages input{width:6em}
.example + .example{margin-top:32px; padding-top:26px} .example h3{margin-top:0}
.card{border-top-color:var(--bad)} .card.kept{border-top-color:var(--good)} .card.aside{border-top-style:dashed}
.card h4{display:flex; flex-wrap:wrap; justify-content:space-between; gap:0 12px; align-items:baseline}
.card .source,.card .meta,.card .tag{color:var(--soft); font-size:.82rem; font-weight:400; overflow-wrap:anywhere}
.card .meta{margin-top:6px}
.reasons-list{list-style:none; margin-top:10px; font-size:.88rem} .reasons-list li{overflow-wrap:anywhere} .reasons-list strong{color:var(--bad)}
.steps-list{counter-reset:step} .steps-list li{counter-increment:step; position:relative; padding-left:1.7em}
.steps-list li::before{content:counter(step); position:absolute; left:0; color:var(--soft); font-size:.85em}
.steps-list li.offending{outline:2px solid var(--bad); outline-offset:5px; border-radius:2px; margin-block:18px}
.offence{color:var(--bad); font-size:.85rem; font-weight:600}
.written{margin-top:10px} .written summary{color:var(--soft); font-size:.88rem; cursor:pointer} .written p{white-space:pre-wrap; overflow-wrap:anywhere; font-size:.88rem; margin-top:6px; padding:8px 10px; background:var(--raised); border-radius:3px}
bdi,.text{unicode-bidi:isolate} .control{font:.78em ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace; border:1px solid var(--soft); border-radius:2px; padding:0 2px; margin:0 1px}
@media screen and (max-width:720px){
.facts{grid-template-columns:repeat(auto-fill,minmax(min(100%,150px),1fr)); gap:14px 20px}
.reasons td.bars,.reasons th.bars{display:none} #filters select{max-width:100%} #filters label{flex:1 1 9em}
}
@media print{#filters,#pages{display:none} .card{break-inside:avoid}}
`;
