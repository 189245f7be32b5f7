/** On paper: light, everything unfolded, nothing to press. */
export const PRINT = `
@media print{
:root,:root[data-theme]{color-scheme:light}
body{font-size:10pt;background:none}
nav,.tools,.skip,.panel>header input,#found{display:none}
.columns{display:block;padding:0}
.top{border:0;padding:0 0 1rem}
main{display:block}
.panel{border:0;border-top:1px solid var(--line);border-radius:0;padding:.6rem 0}
.scroll,.scroll.short{max-height:none;overflow:visible}
thead th{position:static}
thead{display:table-header-group}
tr,.chart,.panel>header{break-inside:avoid}
.panel>header,.charts{break-after:avoid}
.bar,.plot svg{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
`
