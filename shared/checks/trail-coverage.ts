import { type Trail, works } from '../model/trail.ts';
import { defineCheck, fail, pass, unknown, type Verdict } from './define-check.ts';
import { CREATE_TRAIL, onceForAll, repairOf } from './trail-remedy.ts';
import { type TrailFacts, trail } from './trail-terraform.ts';

export const trailCoverage = defineCheck({
  id: 'trail-coverage',
  order: 240,
  title: 'A working trail covers the region',
  headline: 'no working trail',
  severity: 'medium',
  job: 'inventory',
  resource: 'region',
  reads: ['trails', 'clusters'],
  sources: ['trails'],
  causes: ['trail-stopped', 'trail-changed'],
  soughtCauses: () => [],
  decides: ['mlps-level-3:8.1.4.3'],
  supports: ['pci-dss-4.0.1:3.6'],
  why: 'Without a trail, the history of who used and changed a key ends after 90 days.',
  judged:
    'Passes when an enabled trail covers the region, delivers without errors and records all events. A trail that records only write or only read events, is stopped or cannot deliver does not count.',
  remedy: 'Create a trail for all regions and all events, and start it.',
  command: CREATE_TRAIL,
  terraform: ({ evidence }) => trail(evidence),
  page: 'trails',
  evaluate: ({ trails, clusters }) => {
    const seenFrom = new Map(trails.map(({ region, trails: visible }) => [region, visible]));
    const regions = new Map<string, string[]>();
    for (const { id, region } of clusters.filter(({ inScope }) => inScope)) {
      regions.set(region, [...(regions.get(region) ?? []), id]);
    }
    const verdicts = [...regions].map(([region, ids]) => {
      const target = { id: region, region, clusters: ids };
      const visible = seenFrom.get(region);
      if (!visible) return unknown(target, 'The trails of the region were not checked.');
      if (!visible.seen) {
        const isOffered = visible.because !== 'not-offered';
        return isOffered ? unknown(target, visible) : unknown(target, visible, {}, WITHOUT_TRAILS);
      }
      const verdict = judge(target, visible.value);
      const [gap] = visible.missing ?? [];
      return gap && verdict.status === 'fail' ? unknown(target, gap) : verdict; // the one that is not read may cover it
    });
    return onceForAll(verdicts);
  },
});

const WITHOUT_TRAILS = {
  remedy:
    'Collect the API server audit log of these clusters in SLS; ActionTrail does not record KMS calls in this region.',
} as const;

function judge(
  target: { id: string; region: string; clusters: string[] },
  trails: readonly Trail[],
): Verdict {
  const covering = trails.filter(({ region }) => region === 'All' || region === target.region);
  if (covering.length === 0) {
    const facts = { trails: [], repair: 'create' } satisfies TrailFacts;
    return fail(target, 'No trail covers the region.', facts);
  }
  const names = covering.map(({ name }) => name);
  if (covering.some(works)) return pass(target, 'A trail covers the region: {trails}.', { trails: names });
  const blind = covering.find(
    ({ enabled, eventRW, delivery }) => enabled && eventRW === 'All' && !delivery.seen,
  );
  if (blind && !blind.delivery.seen) return unknown(target, blind.delivery);
  const { facts, ...more } = repairOf(covering);
  const evidence = { trails: names, problems: covering.map(problem), ...facts };
  return fail(target, 'No trail in this region records all events: {problems}.', evidence, more);
}

function problem({ name, enabled, fresh, eventRW, delivery }: Trail): string {
  if (fresh) return `${name} (never started)`;
  if (!enabled || (delivery.seen && !delivery.value.logging)) return `${name} (stopped)`;
  if (eventRW !== 'All') return `${name} (${eventRW} only)`;
  return `${name} (${delivery.seen ? delivery.value.error : 'unknown'})`;
}
