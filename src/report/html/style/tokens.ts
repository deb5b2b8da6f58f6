// Colours of the page and its charts. Text colours keep a contrast of at least 4.5:1 on their backgrounds (WCAG 2.2,
// 1.4.3). Lines are told apart by lightness as well as by hue.

const light = `
--bg:#ffffff;--panel:#f6f7f9;--ink:#1b1f24;--muted:#57606a;--rule:#dfe3e8;--link:#0b57b0;
--pass:#1a7f37;--pass-bg:#e9f6ec;--fail:#c1281f;--fail-bg:#fdeeed;--unknown:#8a5800;--unknown-bg:#fdf4e1;
--skipped:#57606a;--skipped-bg:#eef0f3;--on-color:#ffffff;
--axis:#aab2bb;--grid:#eceff2;--fault:#6a3fb0;--recovering:#c9b6ea;--band-on:rgba(106,63,176,.13);--band-after:rgba(106,63,176,.055);
--worse:rgba(193,40,31,.09);--phase-a:#e6eaef;--phase-b:#d3dae2;
--line-1:#1667b7;--line-2:#d9730d;--line-3:#0b7f68;--line-4:#a6338a;--line-5:#b3261e;--line-6:#8d6b00;--line-7:#4d5a68;--line-8:#3aa3d8;`;

const dark = `
--bg:#0f1317;--panel:#181d23;--ink:#e7eaee;--muted:#9ba6b2;--rule:#2b333c;--link:#79b8ff;
--pass:#46c26b;--pass-bg:#12271a;--fail:#ff7a70;--fail-bg:#351816;--unknown:#e5b341;--unknown-bg:#2f2610;
--skipped:#9ba6b2;--skipped-bg:#20262d;--on-color:#0f1317;
--axis:#56616d;--grid:#222930;--fault:#b79af5;--recovering:#57448a;--band-on:rgba(183,154,245,.18);--band-after:rgba(183,154,245,.075);
--worse:rgba(255,122,112,.14);--phase-a:#222a32;--phase-b:#303a45;
--line-1:#58a6ff;--line-2:#f0a04b;--line-3:#3fc9a7;--line-4:#e38ad0;--line-5:#ff8a80;--line-6:#d9bb4e;--line-7:#a5b1bd;--line-8:#8ad7ff;`;

export const tokens = `
:root{color-scheme:light dark;${light}}
@media (prefers-color-scheme:dark){:root{${dark}}}
@media print{:root{color-scheme:light;${light}}}
`;
