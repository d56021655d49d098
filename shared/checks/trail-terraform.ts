import type { Finding } from '../model/finding.ts';
import { block, existing } from './terraform.ts';

type Evidence = Finding['evidence'];

/** What has to happen, and for all but `create` the trail that it happens to. */
export type TrailRepair = 'create' | 'start' | 'record-all' | 'deliver' | 'elsewhere';

/** What trail-coverage writes into its evidence for its Terraform. */
export interface TrailFacts {
  trails: readonly string[];
  repair: TrailRepair;
  trail?: string;
}

export function trail(evidence: Evidence): string {
  const fact = (name: keyof TrailFacts) => evidence[name];
  switch (fact('repair')) {
    case 'create':
      return block(TYPE, 'all', { trail_name: '"all-events"', ...ALL, sls_project_arn: '"SLS_PROJECT_ARN"' });
    case 'start':
    case 'record-all':
      return existing(TYPE, 'all', fact('trail'), { trail_name: JSON.stringify(fact('trail')), ...ALL });
    default:
      return '';
  }
}

const TYPE = 'alicloud_actiontrail_trail';
const ALL = { event_rw: '"All"', trail_region: '"All"', status: '"Enable"' };
