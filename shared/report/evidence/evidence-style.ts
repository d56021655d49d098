/** Style of the evidence for an assessor: black on white, made to be printed on A4. */
export const EVIDENCE_STYLE = `
*{box-sizing:border-box}
body{margin:0 auto;padding:1.5rem;max-width:60rem;background:#fff;color:#111;font:14px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"PingFang SC","Hiragino Sans GB","Microsoft YaHei","Noto Sans CJK SC",sans-serif;overflow-wrap:break-word}
h1{font-size:1.7rem;line-height:1.2;margin:0 0 .3rem}h2{font-size:1.2rem;margin:2rem 0 .5rem;border-bottom:2px solid #111;padding-bottom:.2rem}h3{font-size:1.02rem;margin:1.4rem 0 .3rem}h4{font-size:.92rem;margin:.9rem 0 .2rem}
p{margin:.3rem 0}.soft{color:#555;font-size:.9em}.big{font-size:1.25rem;font-weight:650}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;font-size:.9em;margin:.3rem 0}
th,td{text-align:start;vertical-align:top;padding:.25rem .5rem .25rem 0;border-bottom:1px solid #ccc;overflow-wrap:anywhere}th{font-weight:650;white-space:nowrap}thead{display:table-header-group}tr{break-inside:avoid}
td.n,th.n{text-align:end;white-space:nowrap}td.d{white-space:nowrap}
code,pre{font:.85em/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}pre{white-space:pre-wrap;background:#f4f4f4;border:1px solid #ccc;padding:.5rem .7rem;margin:.3rem 0}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;margin:.5rem 0}dt{color:#555}dd{margin:0}
.days{display:block;width:100%;height:3rem;margin:.4rem 0 .1rem}.days rect{shape-rendering:crispEdges}
.met{fill:#2e7d52}.accepted{fill:#8fb7e0}.unknown{fill:#b9a6e8}.notmet{fill:#b3123f}.gap{fill:#fff;stroke:#999;stroke-width:.5}
.key{display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;font-size:.85em;color:#444}.key svg{width:.8em;height:.8em;margin-inline-end:.3em}
.limit{border-inline-start:4px solid #b3123f;padding-inline-start:.6rem}
section{break-inside:auto}h2,h3,h4{break-after:avoid}
@media (max-width:40rem){body{padding:1rem}dl{grid-template-columns:1fr}dd{margin-bottom:.4rem}}
@media print{@page{size:A4;margin:16mm 14mm}body{padding:0;max-width:none;font-size:10pt}.days *,.key *{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`;
