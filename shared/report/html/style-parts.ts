const OVERVIEW = `
.lead{margin-top:.5rem;color:var(--soft);font-size:1.08rem}
.banner{display:flex;gap:.7rem;padding:.75rem 1rem;border-radius:12px;background:var(--tone-bg);border:1px solid var(--line);font-size:.93rem}
.banner>.i{margin-top:.22em;color:var(--tone);font-size:1.05rem}.banner ul{margin-top:.25rem}.banner li{margin-top:.15rem;color:var(--soft)}
.ringbox{display:flex;align-items:center;gap:1.2rem}
.legend{flex:1;display:grid;gap:.35rem}.legend li{display:flex;align-items:center;gap:.5rem}.legend .i,.counts .i{color:var(--tone,var(--strong))}.legend b{margin-inline-start:auto}
.zero{color:var(--soft)}
.counts th{font-weight:500;padding:.2rem 0;white-space:nowrap}.counts th .i{margin-inline-end:.5rem}.counts .num{font-weight:650;width:3.6rem}.counts .zero .num{font-weight:400}
.counts .bar{width:45%;padding-inline:.9rem .2rem}.counts svg:not(.i){display:block;width:100%;height:.5rem;border-radius:4px;background:var(--code);fill:var(--tone,transparent)}
.card .note{margin-top:.6rem}
.todo{display:grid;gap:.8rem}.todo>li{padding:.9rem 1.1rem;background:var(--card);border:1px solid var(--line);border-inline-start:5px solid var(--tone);border-radius:14px}.todo b{font-weight:640}.todo p{margin-top:.2rem}.todo pre{margin:.5rem 0 0}
.fold>summary{display:flex;align-items:center;gap:.3rem;padding:.35rem .2rem;color:var(--link)}.fold>.todo,.fold>.kinds,.fold>.readings,.fold>.card{margin-top:.6rem}.fold>.timeline{margin-top:.8rem}
.accounts :is(th,td){padding:.4rem .5rem;border-bottom:1px solid var(--line)}.accounts thead th{color:var(--soft);font-size:.84rem}.accounts tr:last-child>*{border:0}.accounts td{color:var(--tone)}.accounts td.zero{color:var(--soft)}.accounts small.critical{color:var(--tone);display:block}.accounts thead .i{color:var(--text)}
`;

const CLUSTERS = `
summary{cursor:pointer;list-style:none}summary::-webkit-details-marker{display:none}
summary::before{content:"";flex:none;width:.42rem;height:.42rem;border:solid var(--soft);border-width:0 1.8px 1.8px 0;rotate:-45deg;margin:0 .3rem 0 .1rem}details[open]>summary::before{rotate:45deg}
.group{background:var(--card);border:1px solid var(--line);border-radius:14px;overflow:clip}
.group>summary{display:flex;align-items:center;gap:.6rem;padding:.7rem 1.1rem}.group>summary:hover{background:var(--code)}
.group>summary b{margin-inline-start:auto}.group h3{color:var(--tone)}
.chain{font-size:.92rem}.chain thead th{font-size:.79rem;color:var(--soft);font-weight:550;padding:.35rem .6rem;border-top:1px solid var(--line);background:var(--bg)}
.chain th:first-child{width:17%;padding-inline-start:1.1rem}.chain thead th:nth-child(2){width:30%}
.chain tbody :is(td,th){border-top:1px solid var(--line);padding:.5rem .6rem;vertical-align:top}.chain tbody th{font-weight:620}.chain th small{display:block}.chain :is(td,th) :is(bdi,small){overflow-wrap:anywhere}.chain td>:is(span,a){overflow-wrap:break-word;min-width:0}.chain code{white-space:nowrap}
.chain td:not(.verdict,.none){position:relative;padding-inline-start:1.75rem}.chain td>.i{position:absolute;inset-inline-start:.5rem;top:.76rem;color:var(--tone)}.chain td a{color:inherit}
.chain td:not(.verdict,.ok,.none){background:var(--tone-bg)}.chain :is(.broken,.weak,.unk,.pend){color:var(--tone);font-weight:600}.chain .none{color:var(--soft)}
.chain .broken{box-shadow:inset 0 3px var(--tone)}.chain tbody tr:hover>:is(th,.ok,.none,.verdict){background:var(--bg)}
.verdict small{display:block;margin-top:.25rem}.chain tr:target{outline:3px solid var(--focus);outline-offset:-3px}
@media screen and (max-width:60rem){.chain,.chain tbody{display:block}.chain thead{display:none}
.chain tr{display:flex;flex-wrap:wrap;gap:.35rem;padding:.85rem 1.1rem;border-top:1px solid var(--line)}.chain tbody :is(td,th),.chain th:first-child{border:0;padding:0;width:100%}
.chain tbody td:not(.verdict){display:inline-flex;gap:.35rem;align-items:center;width:auto;max-width:100%;padding:.12rem .6rem;border:1px solid var(--line);border-radius:1rem}.chain tbody .broken{box-shadow:none;border-color:var(--tone)}.chain .none{display:none!important}
:is(.chain .ok,.v-fail .unk,.group .verdict .chip){display:none!important}.chain td>.i{position:static}.chain td:not(.verdict)::before{content:attr(data-l);color:var(--soft);font-weight:400;font-size:.8rem;white-space:nowrap}}
.search{display:flex;flex-wrap:wrap;gap:.4rem .6rem;align-items:center}.search label{color:var(--soft);font-size:.9rem}.search :is(input:not([type=hidden]),button){font:inherit;min-width:0;padding:.35rem .7rem;border:1px solid var(--strong);border-radius:8px;background:var(--card);color:var(--text)}.search label{flex:1 0 100%}.search input[type=search]{flex:0 1 18rem}.search button{cursor:pointer}
.paging{display:flex;gap:.5rem;align-items:center}.paging :is(a,b){flex:none;min-width:2.2rem;padding:.3rem .6rem;border:1px solid var(--strong);border-radius:8px;text-align:center;background:var(--card)}.paging b{background:var(--text);color:var(--bg)}
`;

const FINDINGS = `
.kind{background:var(--card);border:1px solid var(--line);border-radius:14px;overflow:clip}
.kinds{display:grid;gap:.6rem}.kind>summary{display:flex;flex-wrap:wrap;align-items:center;gap:.2rem .7rem;padding:.6rem 1.1rem}.kind>summary:hover{background:var(--code)}.kind h3 small{font-weight:400}.kind>summary h3{flex:1 1 14rem;min-width:0}.kind>summary code{color:var(--soft)}.kind>.fold{padding:0 1rem;border-top:1px solid var(--line)}.kind .fold .finding{margin-inline:-1rem}
.finding{border-top:1px solid var(--line)}.finding>summary{display:flex;flex-wrap:wrap;align-items:baseline;gap:.15rem .8rem;padding:.55rem 1.1rem}.finding>summary::before{align-self:center}.finding>summary:hover{background:var(--code)}
.what{display:flex;flex-wrap:wrap;gap:0 .6rem;align-items:baseline;flex:0 1 21rem}.what bdi{font-weight:600}.said{flex:1 1 14rem;min-width:0;color:var(--soft);overflow-wrap:anywhere}
.body{padding:.3rem 1.1rem 1.1rem 2.2rem;display:grid;gap:1rem 2rem;grid-template-columns:repeat(auto-fit,minmax(min(100%,24rem),1fr))}.body:target{box-shadow:inset 4px 0 var(--focus)}
.facts>div{display:grid;grid-template-columns:7.5rem 1fr;gap:.6rem;padding:.18rem 0}.facts dt{color:var(--soft);font-size:.9rem}.evidence span{color:var(--soft)}
@media screen and (max-width:48rem){.kind>summary code{display:none}.kind>summary h3{flex-basis:10rem;font-size:.94rem}.what{flex:1 1 70%}.said{flex-basis:100%;padding-inline-start:1.65rem}.body{padding:.3rem 1.1rem 1.1rem}.facts>div{grid-template-columns:5.2rem 1fr}.facts time{white-space:normal}}
.names{display:flex;flex-wrap:wrap;gap:.1rem .8rem}.remedy h4{margin-bottom:.2rem}.tf summary{display:flex;align-items:center;gap:.3rem;color:var(--link);padding:.2rem 0}
.kind>.note{padding:.5rem 1.1rem}.frameworks{background:var(--bg);font-size:.84rem;color:var(--soft)}.frameworks p{padding-bottom:.5rem}.card.body{padding:1.1rem 1.25rem}.answer .where{font-weight:400}
`;

const REST = `
.timeline{border-inline-start:2px solid var(--line);margin-inline-start:.5rem;display:grid;gap:1rem}
.timeline>li{display:grid;grid-template-columns:1.2rem 12.5rem 1fr;gap:.2rem .8rem;margin-inline-start:-.6rem;align-items:baseline}.timeline>li>.i{color:var(--tone);background:var(--bg);width:1.15rem;height:1.15rem;box-shadow:0 0 0 3px var(--bg);align-self:start;margin-top:.2rem}
.timeline>li>div{min-width:0}.timeline time{color:var(--soft);font-size:.9rem}.timeline b{margin-inline-end:.6rem;font-weight:620}.timeline small{display:block}
@media (max-width:48rem){.timeline>li{grid-template-columns:1.2rem 1fr}.timeline>li>div{grid-column:2}}
.money :is(.card,.arrears) h3{font-size:.94rem}.money{display:grid;gap:1rem;grid-template-columns:minmax(0,1fr)}.big{font-size:1.75rem;letter-spacing:-.02em;font-weight:650;font-variant-numeric:tabular-nums;line-height:1.3}
.arrears{background:var(--critical-bg);border:1px solid var(--critical);border-radius:14px;padding:1.1rem 1.25rem}.arrears h3{color:var(--critical);display:flex;gap:.5rem;align-items:center}
.arrears dl{display:flex;flex-wrap:wrap;gap:.8rem 3rem;margin-top:.7rem}.arrears dd{display:grid}.arrears dd b{font-size:1.35rem}.arrears dt{font-size:.9rem}
.over .note,.over .big{color:var(--high)}.plain li{display:flex;justify-content:space-between;gap:1rem;font-size:.9rem;margin-top:.3rem}
.estimates>summary{display:flex;align-items:center;gap:.4rem}.wide{overflow-x:auto;margin-top:.6rem}.plain :is(td,th){padding:.4rem .6rem;border-bottom:1px solid var(--line);white-space:nowrap}.plain thead th{color:var(--soft);font-size:.84rem}.plain th small{display:block}.plain th code{font-weight:400}.plain li{overflow-wrap:anywhere}.plain b{white-space:nowrap;overflow-wrap:normal}
.frames{columns:2 22rem;column-gap:1rem}.frames .card{break-inside:avoid;margin-bottom:.7rem;padding:.7rem 1rem}.frames .card>summary{display:flex;align-items:center;gap:.3rem}.frames .card[open]>summary{margin-bottom:.4rem}.requirement{border-top:1px solid var(--line)}
.requirement>summary{display:flex;gap:.7rem;align-items:center;padding:.5rem 0}.requirement summary span:not(.chip){flex:1;min-width:0}.requirement summary b{flex:none;min-width:3.4rem}.requirement ul{padding:.1rem 0 .7rem 1rem;font-size:.92rem}.requirement:target{box-shadow:inset 4px 0 var(--focus)}
.readings{display:grid;gap:1rem;grid-template-columns:repeat(auto-fit,minmax(min(100%,22rem),1fr))}.readings li li{color:var(--soft);font-size:.92rem}.foot{margin-top:2.6rem;color:var(--soft);font-size:.85rem}.hash code{display:block;color:var(--soft);font-size:.78rem}
`;

/** Style of the parts of the page, in their order. */
export const PARTS = [OVERVIEW, CLUSTERS, FINDINGS, REST].join('');
