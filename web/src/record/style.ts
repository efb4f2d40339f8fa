/** Of a saved call record: paper and ink like the page, and nothing from outside. */
export const style = `
:root{color-scheme:light dark;--paper:#f8f4ed;--card:#fffdf9;--ink:#2b241d;--soft:#6b5f52;--line:#e6ddcf;--from:#17695a;--to:#b0641c;--other:#5d5aa8;--bad:#b3261e;--wash:rgb(179 38 30/10%);--good:#4d9a83;--relay:#5d7fb5;--fair:#d39a2d;--off:#cfc4b4}
@media(prefers-color-scheme:dark){:root{--paper:#191512;--card:#221d18;--ink:#f4ede2;--soft:#b8ab9a;--line:#3b322a;--from:#6fcfb0;--to:#f0a860;--other:#a9a6f0;--bad:#ff8f7d;--wash:rgb(255 143 125/14%);--good:#5fb598;--relay:#86a8dd;--fair:#e0b050;--off:#4d443b}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:64rem;padding:2.5rem 1.25rem 3rem;background:var(--paper);color:var(--ink);font:400 1rem/1.5 ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans",sans-serif;overflow-wrap:anywhere}
h1{margin:0;font-size:1.75rem;line-height:1.2}
h2{margin:0 0 .75rem;font-size:1.15rem}
p{margin:.25rem 0}
.soft{color:var(--soft)}
section,details{margin-top:1.5rem;padding:1.25rem 1.5rem;background:var(--card);border:1px solid var(--line);border-radius:14px}
ol{margin:0 0 .75rem;padding:0;list-style:none}
li{display:grid;grid-template-columns:11rem 1fr;gap:0 1rem;padding:.45rem 0 .45rem .9rem;border-left:4px solid var(--bad)}
li+li{margin-top:.4rem}
li.fair{border-color:var(--fair)}
time{font-variant-numeric:tabular-nums;color:var(--soft);white-space:nowrap}
figure{margin:0 0 1rem;break-inside:avoid}
figcaption{display:flex;flex-wrap:wrap;align-items:baseline;gap:0 .5rem;font-size:.875rem}
.legend{margin-left:auto;color:var(--soft)}
.legend i{display:inline-block;width:.9rem;height:3px;margin:0 .4rem 0 .9rem;vertical-align:middle;border-radius:2px;background:var(--other)}
.legend i.from{background:var(--from)}.legend i.to{background:var(--to)}.legend i.frozen{background:var(--bad)}
svg{display:block;width:100%;height:auto;overflow:visible}
svg text{fill:var(--soft);font-size:11px}
svg .value{text-anchor:end}svg .time{text-anchor:middle}
svg path{fill:none;stroke-width:1.6;stroke-linejoin:round;stroke-linecap:round;stroke:var(--other)}
svg path.from{stroke:var(--from)}svg path.to{stroke:var(--to)}
.level{stroke:var(--line)}.tick{stroke:var(--line);stroke-dasharray:2 3}
.shade{fill:var(--wash)}rect.frozen{fill:var(--bad)}
.bar.good{fill:var(--good)}.bar.relay{fill:var(--relay)}.bar.fair{fill:var(--fair)}.bar.bad{fill:var(--bad)}.bar.off{fill:var(--off)}
summary{font-weight:600;cursor:pointer}
table{margin-top:.75rem;border-collapse:collapse;font-size:.875rem}
td{padding:.15rem 1.25rem .15rem 0;vertical-align:top}
footer{margin-top:1.5rem;font-size:.875rem}
@media(max-width:36rem){body{padding:1.5rem .75rem}section,details{padding:1rem}li{grid-template-columns:1fr}svg text{font-size:18px}}
@media print{:root{--paper:#fff;--card:#fff}body{max-width:none;padding:0;print-color-adjust:exact}section,details{padding:0;border:0}}
`;
