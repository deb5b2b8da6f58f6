/** What only the page of a comparison has. */
export const comparison = `
.small-ones{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,420px),1fr));gap:4px 32px}
.small-ones figure{margin-bottom:22px;min-width:0}
.small-ones h3{font-size:14px}
.small-ones .legend{padding-left:0}
.legend.shared{padding-left:0;margin:0 0 14px}
.legend i.mark{width:auto;height:auto;border:0;font-style:normal;color:var(--c)}
.legend b{font-weight:400;color:var(--c)}
.numeric.metrics thead th{white-space:normal}
.batch{margin-bottom:18px}
.metrics tr.metric>*{border-bottom:0;padding-bottom:0}
.metrics tr.finding td{font-size:13px;color:var(--muted);white-space:normal;text-align:left;padding-top:1px}
.numeric.metrics td{vertical-align:top}
.numeric.metrics tr>:first-child{min-width:250px}
tr.secondary th,tr.secondary td{color:var(--muted)}
.guide dt{font-weight:600;margin-top:10px}
.guide dd{color:var(--muted);max-width:96ch}
.notes{padding-left:20px;max-width:96ch}
@media (max-width:700px){
.numeric.metrics tr>:first-child{min-width:0}
.cards.metrics tr.metric{border-bottom:0;padding-bottom:0}
.cards.metrics tr.finding{padding-top:0}
}
`;
