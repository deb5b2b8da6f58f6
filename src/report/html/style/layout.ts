export const layout = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
body>*{max-width:1088px;margin-inline:auto;padding-inline:24px}
h1,h2,h3,p,dl,dd,figure,ul{margin:0;padding:0}
h2{font-size:20px;line-height:1.3;font-weight:650;letter-spacing:-.01em;margin:48px 0 14px;padding-top:18px;border-top:1px solid var(--rule)}
h3{font-size:15px;font-weight:650;margin:0 0 2px}
small{font-weight:400;font-size:13px;color:var(--muted);margin-left:6px;letter-spacing:0}
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.87em}
pre code{font-size:1em}
pre{background:var(--panel);border-radius:6px;padding:10px 14px;margin:6px 0 20px;overflow-x:auto;white-space:pre-wrap}
a{color:var(--link)}
a:focus-visible,summary:focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:3px}
.empty,.note{color:var(--muted)}
.note{font-size:13px}
article{margin:0 0 28px}
article>p{margin:0 0 8px;color:var(--muted)}
article>p{max-width:96ch;font-size:14px}
p{text-wrap:pretty}
details{margin:10px 0}
summary{cursor:pointer;color:var(--link);padding:4px 0;width:fit-content}
footer{color:var(--muted);font-size:13px;padding-block:32px 48px}

.banner{padding-block:30px 26px}
.banner .word{display:flex;align-items:center;gap:14px;font-size:44px;line-height:1;font-weight:750;letter-spacing:-.02em;color:var(--c)}
.banner .icon{display:grid;place-items:center;width:44px;height:44px;border-radius:50%;background:var(--c);color:var(--on-color);font-size:24px;font-weight:700}
.banner .sentence{font-size:20px;line-height:1.4;margin:16px 0 22px;padding:14px 18px;border-left:4px solid var(--c);background:var(--c-bg);border-radius:0 6px 6px 0}
h1{font-size:17px;font-weight:650}
.banner .question{color:var(--ink)}
.banner .did{color:var(--muted);font-size:13.5px;margin-top:4px}
.pass{--c:var(--pass);--c-bg:var(--pass-bg)}
.fail{--c:var(--fail);--c-bg:var(--fail-bg)}
.unknown{--c:var(--unknown);--c-bg:var(--unknown-bg)}
.skipped{--c:var(--skipped);--c-bg:var(--skipped-bg)}
.badge{display:inline-block;white-space:nowrap;font-size:12.5px;font-weight:600;line-height:1.5;padding:0 8px;border-radius:10px;color:var(--c);background:var(--c-bg)}

.numbers{display:grid;grid-template-columns:repeat(auto-fill,minmax(236px,1fr));gap:12px}
.numbers>div{background:var(--panel);padding:12px 16px 13px;border-radius:6px;border-top:3px solid var(--c,var(--rule))}
.numbers dt{font-size:13px;color:var(--muted)}
.numbers .value{font-size:27px;line-height:1.25;font-weight:650;letter-spacing:-.015em}
.numbers .note{line-height:1.4}

.tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(168px,1fr));gap:8px;margin:0 0 12px}
.tiles>div{background:var(--panel);padding:8px 12px 9px;border-radius:6px;border-left:3px solid var(--c,var(--rule))}
.tiles dt{font-size:12.5px;color:var(--muted)}
.tiles .value{font-size:17px;line-height:1.35;font-weight:650}
.tiles .badge{font-weight:600;vertical-align:2px;margin-left:4px}
.tiles .note{line-height:1.35}
.notice{border-left:4px solid var(--c);background:var(--c-bg);border-radius:0 6px 6px 0;padding:12px 18px;margin:0 0 14px}
.notice ul{padding-left:20px;margin-top:4px}

.facts>div{display:grid;grid-template-columns:120px 1fr;gap:12px;padding:5px 0;border-bottom:1px solid var(--rule)}
.facts dt{color:var(--muted)}
#environment~h3{margin-top:24px}
.files,.errors{list-style:none}
.files{columns:2 260px;margin-top:6px}
.files li,.errors li{padding:2px 0}

@media (max-width:700px){
body>*{padding-inline:16px}
.banner{padding-block:22px 18px}
.banner .word{font-size:36px}
.banner .icon{width:36px;height:36px;font-size:20px}
.banner .sentence{font-size:17px;padding:12px 14px}
.numbers{grid-template-columns:1fr 1fr;gap:8px}
.numbers>div{padding:10px 12px}
.numbers .value{font-size:22px}
.tiles{grid-template-columns:1fr 1fr}
h2{margin-top:36px}
.facts>div{grid-template-columns:1fr;gap:0}
}
@media print{
body{font-size:11pt}
body>*{max-width:none;padding-inline:0}
h2,h3{break-after:avoid}
figure,article,tr,.numbers>div{break-inside:avoid}
summary{color:inherit}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
}
`;
