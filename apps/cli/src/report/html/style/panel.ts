/** A panel: its head, charts and table. */
export const PANEL = `
.panel{background:var(--card);border:1px solid var(--line);border-radius:.75rem;padding:1rem 1.1rem;min-width:0;display:flex;flex-direction:column}
.panel[hidden]{display:none}
.panel.wide{grid-column:1/-1}
.panel>header{display:grid;grid-template-columns:1fr auto;gap:.1rem 1rem;align-items:center;margin-bottom:.6rem}
.panel h2{font-size:1.05rem;margin:0;font-weight:650}
.panel>header p{grid-column:1/-1;margin:0;color:var(--soft);font-size:.85rem}
.panel>header input{width:8.5rem;padding:.1rem .5rem;min-height:1.7rem;grid-row:1;grid-column:2}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,22rem),1fr));gap:.5rem 1.5rem;margin-bottom:.75rem}
.chart{margin:0;min-width:0}
.chart figcaption{display:flex;justify-content:space-between;gap:1rem;font-size:.85rem;color:var(--soft)}
.chart figcaption b{color:var(--text);font-weight:550}
.chart figcaption span{font-variant-numeric:tabular-nums}
.plot{border-bottom:1px solid var(--line);padding-top:.2rem;touch-action:pan-y}
.plot svg{display:block;width:100%;height:7.5rem}
.grid{stroke:var(--line);vector-effect:non-scaling-stroke;stroke-dasharray:2 4;fill:none}
.fill{fill:var(--fill)}
.area{fill:var(--bar)}
.line{fill:none;stroke:var(--fill);stroke-width:1.5;vector-effect:non-scaling-stroke}
.s1 .fill{fill:var(--second)}
.s1 .line{stroke:var(--second)}
.marker{fill:var(--mark)}
.axis{display:flex;font-size:.75rem;color:var(--soft);font-variant-numeric:tabular-nums}
.axis span{flex:1 1 0;min-width:0;white-space:nowrap;padding-top:.15rem}
.axis .last{text-align:right}
.scroll{overflow:auto;max-height:26rem;position:relative;background:linear-gradient(transparent,var(--card) 75%) 0 100%/100% 2.2rem no-repeat local,linear-gradient(transparent,var(--shade)) 0 100%/100% .7rem no-repeat}
.scroll.short{max-height:15rem}
.wide .scroll.short{max-width:52rem}
table{border-collapse:collapse;width:100%;font-size:.9rem}
caption,.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
thead th{position:sticky;top:0;z-index:1;background:var(--card);color:var(--soft);font-weight:550;text-align:left;font-size:.8rem;padding:0;box-shadow:inset 0 -1px var(--line);vertical-align:bottom}
thead th:not(:has(button)){padding:.3rem .5rem}
thead button{all:unset;display:block;box-sizing:border-box;width:100%;padding:.3rem .5rem;cursor:pointer;border-radius:.3rem}
thead button:hover{color:var(--text)}
thead button:focus-visible{outline:2px solid var(--accent);outline-offset:-2px}
thead [aria-sort] button{color:var(--text)}
thead [aria-sort=descending] button::after{content:" \\2193"}
thead [aria-sort=ascending] button::after{content:" \\2191"}
.ranked .n{width:1%}
.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
tbody th,td{padding:.24rem .5rem;vertical-align:top;border-bottom:2px solid transparent;background-clip:padding-box}
tbody th{position:relative;font-weight:400;text-align:left;overflow-wrap:anywhere;overflow:hidden;min-width:7rem;unicode-bidi:isolate}
tbody th span{position:relative}
tbody tr:hover>*{background-color:var(--hover)}
.bar{position:absolute;inset:0;width:100%;height:100%;fill:var(--bar)}
.c2 .bar{fill:var(--ok)}
.c3 .bar{fill:var(--moved)}
.c4 .bar{fill:var(--client)}
.c5 .bar{fill:var(--server)}
.none{color:var(--soft);font-style:italic}
@media (max-width:40rem){.panel{padding:.8rem}table{font-size:.85rem}tbody th,td,thead button{padding-inline:.3rem}}
.no-match .scroll::after{content:"No row contains this.";display:block;padding:.5rem;color:var(--soft)}
`
