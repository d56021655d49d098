import type { Policy } from '../config/policy.ts';
import type { Cluster } from '../model/cluster.ts';
import { keysInUse } from '../model/key.ts';
import { fitsPattern } from '../model/wildcard.ts';
import { UNENCRYPTED } from './cluster-encryption.ts';
import { defineCheck, fail, pass, skipped } from './define-check.ts';
import { NEW_KEY_AND_SWITCH } from './switch-key.ts';

export const keyEnvironments = defineCheck({
  id: 'key-environments',
  order: 125,
  title: 'Key serves production clusters only, or none of them',
  headline: 'key shared beyond production',
  severity: 'medium',
  job: 'inventory',
  resource: 'key',
  reads: ['clusters'],
  explainedBy: [UNENCRYPTED],
  decides: ['pci-dss-4.0.1:3.6.1.1'],
  supports: ['iso-27001-2022:A.8.24', 'nist-800-53:SC-12'],
  why: 'An administrator of a test cluster can then use, or disable, the key that protects production Secrets.',
  judged:
    'policy.production defines by tags or names which clusters are production. A key that encrypts one cluster, only production clusters, or none of them passes; a key shared by production and other clusters fails. Without policy.production, shared keys are not checked.',
  remedy: 'Create a key for the production clusters and switch them to it.',
  command: NEW_KEY_AND_SWITCH,
  page: 'key',
  evaluate: ({ clusters }, { production }) => {
    const byId = new Map(clusters.map((cluster) => [cluster.id, cluster]));
    return keysInUse(clusters).map((key) => {
      if (key.clusters.length === 1) return pass(key, 'One cluster uses this key.');
      if (production === null)
        return skipped(key, 'policy.production does not say which clusters are production.', {
          setting: 'policy.production',
        });
      const users = key.clusters.flatMap((id) => byId.get(id) ?? []);
      const namesOf = (some: readonly Cluster[]) => some.map(({ name, id }) => name || id);
      const ours = users.filter((cluster) => isProduction(cluster, production));
      const others = users.filter((cluster) => !ours.includes(cluster));
      if (ours.length === 0) return pass(key, 'No production cluster uses this key.');
      if (others.length === 0) return pass(key, 'Only production clusters use this key.');
      return fail(key, 'Production ({production}) and other clusters ({others}) share this key.', {
        production: namesOf(ours),
        others: namesOf(others),
      });
    });
  },
});

/** By a tag, `name` or `name:value`, or by a name in which `*` stands for any characters. */
function isProduction({ tags, name }: Cluster, policy: NonNullable<Policy['production']>): boolean {
  const isTagged = policy.tags.some((tag) => {
    const [key = '', ...value] = tag.split(':');
    return value.length === 0 ? key in tags : tags[key] === value.join(':');
  });
  return isTagged || policy.names.some((pattern) => fitsPattern(pattern, name));
}
