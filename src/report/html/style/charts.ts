export const charts = `
figure{margin:0 0 30px}
figcaption p{font-size:13.5px;color:var(--muted);margin-bottom:4px}
.chart{position:relative}
.chart svg{display:block;width:100%;height:auto;font-family:inherit;font-variant-numeric:tabular-nums}
.chart svg text{font-family:inherit!important}
.chart.narrow{display:none}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:2px 18px;font-size:13px;color:var(--muted);padding-left:var(--left)}
.legend li{display:flex;align-items:center;gap:7px}
.legend i{display:inline-block;width:18px;height:0;border-top:2.5px solid var(--c)}
.legend i.thin{border-top-width:1px}
.legend i.dashed{border-top:2px dashed var(--c)}
.legend i.block{height:11px;border:0;border-radius:2px;background:var(--c)}
.legend i.cross{width:auto;height:auto;border:0;line-height:1}
.legend i.cross::before{content:"✕";color:var(--c);font-style:normal;font-weight:700;font-size:12px}
.cursor{position:absolute;top:0;bottom:0;width:0;border-left:1px solid var(--ink);opacity:.75;pointer-events:none;font-size:11.5px;line-height:1.3;padding-left:5px;white-space:nowrap}
.cursor.flip{direction:rtl;padding:0;text-indent:5px}
.cursor[hidden]{display:none}
@media (max-width:700px){
.chart.wide{display:none}
.chart.narrow{display:block}
.legend{padding-left:0}
}
@media print{.chart.wide{display:block}.chart.narrow{display:none}}
`;
