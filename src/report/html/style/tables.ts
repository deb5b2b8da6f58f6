export const tables = `
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:14px;line-height:1.45}
th,td{text-align:left;vertical-align:top;padding:7px 12px 7px 0;border-bottom:1px solid var(--rule)}
th:last-child,td:last-child{padding-right:0}
thead th{font-size:12.5px;font-weight:500;color:var(--muted);vertical-align:bottom;white-space:nowrap}
tbody th{font-weight:500}
.numeric td,.numeric thead th{text-align:right;white-space:nowrap}
.numeric tr>:first-child{text-align:left;white-space:normal;min-width:132px}
.numeric.cards tr>:nth-child(2){text-align:left}
.verdicts{table-layout:fixed}
.verdicts th:nth-child(1){width:106px}
.verdicts th:nth-child(2){width:32%}
.verdicts th:nth-child(4){width:124px}
.verdicts .question{font-size:12.5px;color:var(--muted)}
.events{color:var(--muted);font-size:13px}
tr.group th{padding-top:20px;font-size:13px;font-weight:650}
.fault .mark{color:var(--fault);margin-right:2px}
.hashes code{display:block;font-size:11.5px;color:var(--muted)}
.latency{margin-bottom:14px}
#alerts{margin:22px 0 4px}
table+.note,.scroll+.note{margin-top:8px}
@media (min-width:701px){.latency{table-layout:fixed}.latency th:first-child{width:32%}}
abbr{text-decoration:none;color:var(--muted);cursor:help}
.budget{display:inline-block;width:72px;height:7px;border-radius:4px;background:var(--panel);box-shadow:inset 0 0 0 1px var(--rule);vertical-align:1px;margin-right:6px;overflow:hidden}
.budget i{display:block;height:100%;background:var(--fault);min-width:1px}

@media (max-width:700px){
table.cards,.cards tbody,.cards tr,.cards td,.cards th{display:block;width:auto;min-width:0}
.cards thead{display:none}
.cards tr{padding:9px 0;border-bottom:1px solid var(--rule)}
.cards td,.cards th,.numeric.cards td,.numeric.cards th{border:0;padding:1px 0;text-align:left;white-space:normal}
.cards td[data-label]{display:flex;justify-content:space-between;gap:16px}
.cards td[data-label]::before{content:attr(data-label);color:var(--muted);font-size:13px}
.cards tr.group{padding-bottom:0;border:0}
.cards tr.group th{padding-top:12px}
table:not(.cards){font-size:13px}
table:not(.cards) th:first-child{position:sticky;left:0;background:var(--bg)}
.numeric:not(.cards) tr>:first-child{min-width:104px}
}
`;
