import { type Trail, works } from '../model/trail.ts';
import { defineCheck, fail, pass, unknown, type Verdict } from './define-check.ts';
import { block } from './terraform.ts';

export const trailCoverage = defineCheck({
  id: 'trail-coverage',
  order: 240,
  title: 'Region is covered by a trail that delivers',
  severity: 'medium',
  job: 'inventory',
  resource: 'region',
  reads: ['trails', 'clusters'],
  sources: ['trails'],
  causes: ['trail-stopped'],
  soughtCauses: () => [],
  decides: ['mlps-level-3:8.1.4.3'],
  supports: ['pci-dss-4.0:3.6'],
  why: 'Without a trail the history of who used and who changed a key ends after 90 days.',
  judged:
    'Passes when an enabled trail covers the region, delivers without error and records All events. A trail that records only Write or only Read events, is stopped or cannot deliver does not count.',
  remedy: 'Create a trail for all regions and all events that delivers to SLS or OSS, and start it.',
  command:
    'aliyun actiontrail CreateTrail --region {id} --Name audit --TrailRegion All --EventRW All --SlsProjectArn <arn of the SLS project>',
  terraform: () =>
    block('alicloud_actiontrail_trail', 'all', {
      trail_name: '"all-events"',
      event_rw: '"All"',
      trail_region: '"All"',
      status: '"Enable"',
      oss_bucket_name: 'alicloud_oss_bucket.audit.bucket',
      oss_write_role_arn: 'alicloud_ram_role.audit.arn',
    }),
  page: 'trails',
  evaluate: ({ trails, clusters }) => {
    const seenFrom = new Map(trails.map(({ region, trails: visible }) => [region, visible]));
    const regions = new Map<string, string[]>();
    for (const { id, region } of clusters.filter(({ inScope }) => inScope)) {
      regions.set(region, [...(regions.get(region) ?? []), id]);
    }
    return [...regions].map(([region, ids]) => {
      const target = { id: region, region, clusters: ids };
      const visible = seenFrom.get(region);
      if (!visible) return unknown(target, 'The trails of the region were not looked at.');
      if (!visible.seen) return unknown(target, visible);
      const verdict = judge(target, visible.value);
      const [gap] = visible.missing ?? [];
      return gap && verdict.status === 'fail' ? unknown(target, gap) : verdict; // the one that is not read may cover it
    });
  },
});

function judge(
  target: { id: string; region: string; clusters: string[] },
  trails: readonly Trail[],
): Verdict {
  const covering = trails.filter(({ region }) => region === 'All' || region === target.region);
  if (covering.length === 0) return fail(target, 'No trail covers the region.', { trails: [] });
  const names = covering.map(({ name }) => name);
  if (covering.some(works)) return pass(target, 'A trail covers the region: {trails}.', { trails: names });
  const blind = covering.find(
    ({ enabled, eventRW, delivery }) => enabled && eventRW === 'All' && !delivery.seen,
  );
  if (blind && !blind.delivery.seen) return unknown(target, blind.delivery);
  const problems = covering.map(problem);
  return fail(target, 'No trail of the region records everything: {problems}.', { trails: names, problems });
}

function problem({ name, enabled, eventRW, delivery }: Trail): string {
  if (!enabled || (delivery.seen && !delivery.value.logging)) return `${name} (stopped)`;
  if (eventRW !== 'All') return `${name} (${eventRW} only)`;
  return `${name} (${delivery.seen ? delivery.value.error : 'unknown'})`;
}
