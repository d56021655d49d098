import { CHARTS } from './style-charts.ts';
import { PARTS } from './style-parts.ts';
import { SYMBOLS } from './symbols.tsx';

const TOKENS = `
:root{color-scheme:light dark;
--bg:#f5f6f8;--card:#fff;--text:#161d29;--soft:#4d596a;--line:#dfe3e9;--strong:#c3cad4;--link:#1f4fbf;--code:#eef1f5;--focus:#1f4fbf;
--critical:#a50e38;--critical-bg:#fdebf0;--high:#a83b06;--high-bg:#fff0e5;--medium:#745200;--medium-bg:#fdf5d8;--low:#1b5893;--low-bg:#e8f1fb;--info:#4d596a;--info-bg:#eef1f5;
--pass:#11673d;--pass-bg:#e4f5ec;--unknown:#5a3c9e;--unknown-bg:#f1ecfb;--pending:#0b5f70;--pending-bg:#e2f4f7}
@media (prefers-color-scheme:dark){:root{
--bg:#0e131a;--card:#161d27;--text:#e8edf4;--soft:#a3b0c1;--line:#28323f;--strong:#3a4656;--link:#8fb4ff;--code:#1e2733;--focus:#8fb4ff;
--critical:#ff8fab;--critical-bg:#3a1523;--high:#ffa873;--high-bg:#38200f;--medium:#ecc45a;--medium-bg:#322807;--low:#86bcf5;--low-bg:#12283f;--info:#a3b0c1;--info-bg:#1e2733;
--pass:#6fd39f;--pass-bg:#0f2c1e;--unknown:#c3adff;--unknown-bg:#271d42;--pending:#6dcbdd;--pending-bg:#0c2b33}}
`;

const BASE = `
*{box-sizing:border-box}
html{scroll-padding-top:1rem;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--bg);color:var(--text);font:15px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"PingFang SC","Hiragino Sans GB","Microsoft YaHei","Noto Sans CJK SC",sans-serif;overflow-wrap:break-word}
h1,h2,h3,h4,p,ul,ol,dl,dd,figure,fieldset{margin:0;padding:0}
ul,ol{list-style:none}
h1{font-size:clamp(1.7rem,1.2rem + 2vw,2.6rem);line-height:1.15;letter-spacing:-.022em;font-weight:680;text-wrap:balance}
h2{font-size:1.35rem;letter-spacing:-.012em;line-height:1.3;font-weight:650}
h3{font-size:1rem;font-weight:620}
h4{font-size:.94rem;font-weight:620}
a{color:var(--link);text-underline-offset:.18em;text-decoration-thickness:1px}
a:hover{text-decoration-thickness:2px}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px;border-radius:4px}
code,bdi,pre,p,small,.facts dd{overflow-wrap:anywhere}code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:.9em}
pre{margin:.4rem 0;padding:.7rem .9rem;background:var(--code);border:1px solid var(--line);border-radius:8px;white-space:pre-wrap}
small{font-size:.84rem;color:var(--soft);font-weight:400}
time{white-space:nowrap;font-variant-numeric:tabular-nums}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th{text-align:start;font-weight:600}
.num{text-align:end}
.i{display:inline-block;width:1em;height:1em;flex:none;vertical-align:-.125em;background:currentColor;-webkit-mask:var(--m) center/contain no-repeat;mask:var(--m) center/contain no-repeat;print-color-adjust:exact;-webkit-print-color-adjust:exact}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:1rem;background:var(--card);padding:.6rem 1rem;z-index:9}
.note{color:var(--soft);font-size:.9rem}
.empty{padding:1.4rem;border:1px dashed var(--strong);border-radius:12px;color:var(--soft)}
.where{color:var(--soft);font-size:.87rem}
.critical{--tone:var(--critical);--tone-bg:var(--critical-bg)}.high,.weak{--tone:var(--high);--tone-bg:var(--high-bg)}
.medium{--tone:var(--medium);--tone-bg:var(--medium-bg)}.low{--tone:var(--low);--tone-bg:var(--low-bg)}.info{--tone:var(--info);--tone-bg:var(--info-bg)}
.pass,.ok{--tone:var(--pass);--tone-bg:var(--pass-bg)}.fail,.broken{--tone:var(--critical);--tone-bg:var(--critical-bg)}
.unknown,.unk{--tone:var(--unknown);--tone-bg:var(--unknown-bg)}.pending,.pend{--tone:var(--pending);--tone-bg:var(--pending-bg)}
.chip{display:inline-flex;align-items:center;gap:.38em;padding:.12em .62em;border-radius:99px;background:var(--tone-bg);color:var(--tone);font-size:.82rem;font-weight:620;white-space:nowrap}
.card{background:var(--card);border:1px solid var(--line);border-radius:14px;padding:1.15rem 1.25rem}
.card>h2{font-size:1rem;margin-bottom:.8rem}
.grid{display:grid;gap:1rem;grid-template-columns:repeat(auto-fit,minmax(min(100%,17.5rem),1fr))}
main{padding:1.25rem clamp(1rem,3vw,2.5rem) 4rem;max-width:92rem;min-width:0}
main>section{padding-top:2.6rem;display:grid;gap:1rem;grid-template-columns:minmax(0,1fr)}
@media (max-width:48rem){main>section{padding-top:1.3rem}main{padding-bottom:1.5rem}}
main>#overview{padding-top:.5rem}
.top{display:grid;gap:.2rem .9rem;grid-template-columns:auto 1fr;align-items:center;padding:.9rem clamp(1rem,3vw,2.5rem) 0}
.brand{display:flex;align-items:center;gap:.5rem;font-weight:700;font-size:1.05rem;letter-spacing:-.01em}
.brand svg{width:1.5rem;height:1.5rem;fill:var(--link)}.brand .tick{fill:none;stroke:var(--card);stroke-width:2.2;stroke-linecap:round;stroke-linejoin:round}
.of time{white-space:normal}.of{color:var(--soft);font-size:.87rem;display:flex;flex-wrap:wrap;gap:.1rem .8rem;justify-content:flex-end}
.top nav{grid-column:1/-1;display:flex;gap:.15rem;overflow-x:auto;margin-inline:-.6rem;border-bottom:1px solid var(--line)}
.top nav a{padding:.55rem .6rem;color:var(--soft);text-decoration:none;white-space:nowrap;font-size:.92rem;outline-offset:-3px}
.top nav a:hover{color:var(--text);box-shadow:inset 0 -2px var(--link)}
@media (min-width:75rem){
body{display:grid;grid-template-columns:12.5rem minmax(0,1fr)}
.top{position:sticky;top:0;height:100vh;align-content:start;grid-template-columns:1fr;gap:1.1rem;padding:1.6rem 1.2rem;border-inline-end:1px solid var(--line);background:var(--card)}
.of{display:grid;justify-content:start}
.top nav{flex-direction:column;margin:0;border:0}.top nav a{border-radius:8px}.top nav a:hover{background:var(--code);box-shadow:none}
main{padding-top:2rem}
}
@media (min-width:110rem){body{font-size:16px}main{justify-self:center;width:100%}}
`;

const NOTICE = `
.notice{display:block}.notice main{max-width:34rem;margin:12vh auto;display:grid;gap:.8rem}.notice form{display:grid;gap:.5rem;margin-top:.6rem}.notice label{font-weight:600}
.notice :is(input,button){font:inherit;padding:.6rem .8rem;border:1px solid var(--strong);border-radius:8px;background:var(--card);color:var(--text);min-width:0}.notice button{background:var(--link);border-color:var(--link);color:var(--bg);font-weight:620;cursor:pointer}
`;

const PRINT = `
@media print{
:root{color-scheme:light;--bg:#fff;--card:#fff;--text:#000;--soft:#333;--line:#bbb;--strong:#888;--link:#000;--code:#f4f4f4;
--critical:#8f0b30;--critical-bg:#fff;--high:#8a3005;--high-bg:#fff;--medium:#5e4300;--medium-bg:#fff;--low:#164a7c;--low-bg:#fff;--info:#333;--info-bg:#fff;--pass:#0d5531;--pass-bg:#fff;--unknown:#4a3183;--unknown-bg:#fff;--pending:#094f5d;--pending-bg:#fff}
@page{margin:14mm 12mm}
body{display:block;font-size:10pt}.top nav,.skip,.search,.paging{display:none}.top{position:static;height:auto;border:0;padding:0;display:flex;justify-content:space-between}
main{padding:0;max-width:none}main>section{padding-top:1.2rem}
.chip{border:1px solid}.card,.kind,.group,tr,li{break-inside:avoid}.group{break-inside:auto}h2,h3,h4,summary{break-after:avoid}
:is(.group,.quiet,.frames .card,#changes>.fold,#appendix>.fold,#accounts>.fold)::details-content{content-visibility:visible;block-size:auto;display:block}
summary::before{display:none}.kind>summary .chip{padding:0 .4em}.kind>summary h3{font-size:8.5pt;flex:1 1 60%}.kind>summary code{display:none}.kinds{grid-template-columns:1fr 1fr}.chain th:first-child{width:20%}main>section{gap:.6rem}.grid{gap:.6rem}.card,.todo>li{padding:.5rem .7rem}.kinds,.todo{gap:.3rem}.kind>summary,.group>summary{padding:.25rem .7rem}
.chain,.chain :is(small,.chip,thead th){font-size:7.5pt}.chain tbody :is(td,th){padding:.2rem .4rem}.chain td:not(.verdict,.none){padding-inline-start:1.3rem}.chain td>.i{top:.4rem;inset-inline-start:.3rem}.verdict small{display:inline}.frames{columns:2}.body{grid-template-columns:1fr}.requirement>summary{padding:.1rem 0}.requirement,.kinds,.timeline,.readings{font-size:8.5pt}.readings{grid-template-columns:1fr 1fr;gap:.4rem}.timeline{gap:.3rem}pre{padding:.3rem .5rem}.trend{grid-template-columns:1fr 1fr 1fr;gap:.6rem}.ring{width:6rem}
}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
@media (forced-colors:active){.i{forced-color-adjust:none;background:CanvasText}.chip,.card{border:1px solid}}
`;

/** The style sheet of the page: light, dark and print, phone to wide screen. Its hash stands in the policy of the page. */
export const STYLE = [TOKENS, BASE, SYMBOLS, PARTS, CHARTS, NOTICE, PRINT].join('').replaceAll('\n', '');
