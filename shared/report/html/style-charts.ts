/** Style of the drawings; their geometry is in attributes, their colours are here. */
export const CHARTS = `
.ring{width:8.2rem;flex:none}.ring .track{fill:none;stroke:var(--code);stroke-width:14}.ring .arc{fill:none;stroke:var(--tone);stroke-width:14}
.ring-value{font-size:27px;font-weight:680;fill:var(--text);letter-spacing:-.03em}.ring-unit{font-size:11px;fill:var(--soft)}
.trend{display:grid;gap:1.2rem 2rem;grid-template-columns:repeat(auto-fit,minmax(min(100%,21rem),1fr))}figcaption{font-size:.9rem;color:var(--soft);margin-bottom:.5rem}
.more figure{margin-top:.8rem}.chart{display:block;width:100%;height:auto;max-height:15rem}.axis path{stroke:var(--line);fill:none}.axis text{font-size:11px;fill:var(--soft)}
.area{fill:var(--pass);opacity:.16}.line{fill:none;stroke:var(--pass);stroke-width:2;stroke-linejoin:round}.dot{fill:var(--pass)}.bars{fill:var(--low)}.daily .chart{max-width:42rem}.bad .bars{fill:var(--critical)}.part{fill:var(--tone)}.flag .area{fill:var(--low)}.flag .line{stroke:var(--low)}.flag .dot{fill:var(--low)}
.key{display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;margin-top:.4rem;font-size:.85rem;color:var(--soft)}.key .i{color:var(--tone);margin-inline-end:.35rem}
.meter{display:block;width:100%;height:1.1rem;margin:.5rem 0}.meter .track{fill:var(--code)}.meter .expected{fill:var(--strong)}.meter .filled{fill:var(--low)}.meter .mark{fill:var(--text)}
`;
