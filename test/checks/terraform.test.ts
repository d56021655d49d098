import { expect, test } from 'vitest';
import { terraformFor } from '../../shared/checks/catalogue.ts';
import { clusterEncryption } from '../../shared/checks/cluster-encryption.ts';
import type { Verdict } from '../../shared/checks/define-check.ts';
import { checks } from '../../shared/checks/index.ts';
import { securityRole } from '../../shared/checks/security-role.ts';
import { trailCoverage } from '../../shared/checks/trail-coverage.ts';
import type { Cluster } from '../../shared/model/cluster.ts';
import type { Finding } from '../../shared/model/finding.ts';
import { ACCOUNT, allowing, cluster, NOW, OFF, policy, policyText, role, seen, trail } from '../builders.ts';

/** What the page shows for a verdict of a check. */
function terraform(check: string, verdict: Verdict | undefined): string {
  if (!verdict) throw new Error('no verdict');
  const { status, evidence, resource: id, region } = verdict;
  const resource: Finding['resource'] = { type: 'cluster', id, region, account: ACCOUNT, name: '' };
  return terraformFor({ check, status, resource, evidence });
}

const ofCluster = (change: Partial<Cluster>) => {
  const clusters = [cluster({ encryption: seen(OFF), ...change })];
  return terraform('cluster-encryption', clusterEncryption.evaluate({ clusters }, policy(), NOW)[0]);
};
const ofRole = (given: Parameters<typeof securityRole.evaluate>[0]['role']) =>
  terraform('security-role', securityRole.evaluate({ role: given, clusters: [cluster()] }, policy(), NOW)[0]);
const ofTrail = (...trails: ReturnType<typeof trail>[]) => {
  const parts = { trails: [{ region: 'cn-hangzhou', trails: seen(trails) }], clusters: [cluster()] };
  return terraform('trail-coverage', trailCoverage.evaluate(parts, policy(), NOW)[0]);
};

const ARGUMENT = String.raw`  \w+ += (?:"(?:[^"\\\n]|\\.)*"|[\w.]+)\n`;
const LIFECYCLE = String.raw`\n  lifecycle \{\n    prevent_destroy = true\n  \}\n`;
const BLOCK = new RegExp(
  String.raw`^(import|resource "\w+" "\w+") \{\n((?:${ARGUMENT})+)(?:${LIFECYCLE})?\}$`,
);

/** The arguments of each block by what it begins with; throws where the text is no HCL. */
function blocksOf(text: string): Map<string, string[]> {
  return new Map(
    text.split(/\n\n(?=import|resource)/).map((block) => {
      const [, head, body] = BLOCK.exec(block) ?? [];
      if (!head || !body) throw new Error(`no block: ${block}`);
      return [
        head,
        body
          .trimEnd()
          .split('\n')
          .map((line) => line.trim().replace(/ +/, ' ')),
      ];
    }),
  );
}

/** What is imported, and what would be made. */
function plan(text: string): { imported: string[]; made: string[] } {
  const blocks = blocksOf(text);
  const named = [...blocks.keys()].flatMap((head) => {
    const [, type, name] = /^resource "(\w+)" "(\w+)"$/.exec(head) ?? [];
    return type ? [`${type}.${name}`] : [];
  });
  const imported = (blocks.get('import') ?? []).flatMap((line) => /^to = (.*)$/.exec(line)?.[1] ?? []);
  for (const address of imported) expect(named).toContain(address);
  for (const [, reference = ''] of text.matchAll(/= (alicloud_\w+\.\w+)\./g))
    expect(named).toContain(reference);
  return { imported, made: named.filter((address) => !imported.includes(address)) };
}

const MANAGED = 'alicloud_cs_managed_kubernetes.cluster';
const SERVERLESS = 'alicloud_cs_serverless_kubernetes.cluster';
const KEY = 'alicloud_kms_key.secrets';
const kept = { on: false, reported: true, keptKeyId: 'key-1' } as const;

test.each([
  { profile: 'Default', given: OFF, imported: [MANAGED], made: [KEY] },
  { profile: 'Default', given: kept, imported: [MANAGED], made: [KEY] },
  { profile: 'Serverless', given: OFF, imported: [SERVERLESS], made: [KEY] },
  { profile: 'Serverless', given: kept, imported: [SERVERLESS], made: [KEY] },
])('a cluster of profile $profile is imported, never made', ({ profile, given, imported, made }) => {
  const text = ofCluster({ profile, encryption: seen(given) });
  expect(plan(text)).toEqual({ imported, made });
  expect(blocksOf(text).get('import')).toContain('id = "c-1"');
  expect(text).toContain('prevent_destroy = true');
});

test.each(['Edge', 'edge', 'Somewhat'])(
  'no resource holds the setting of a cluster of profile %s',
  (profile) => {
    expect(ofCluster({ profile })).toBe('');
  },
);

test('nothing is built for what changes or not verified', () => {
  expect(ofCluster({ state: 'updating' })).toBe('');
  expect(ofCluster({ scope: 'unknown' })).toBe('');
  const resource = { type: 'key', id: 'key-1', region: 'cn-hangzhou', account: ACCOUNT, name: '' } as const;
  for (const { id } of checks)
    expect(terraformFor({ check: id, status: 'unknown', resource, evidence: {} })).toBe('');
});

const ROLE = 'alicloud_ram_role.secrets';
const ATTACHMENT = 'alicloud_ram_role_policy_attachment.secrets';
const distrusted = JSON.stringify({
  Version: '1',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: ['ecs.aliyuncs.com'] } }],
});
const all = { Effect: 'Allow', Action: 'kms:*', Resource: '*' };

test.each([
  { when: 'does not exist', given: { exists: false } as const, imported: [], made: [ROLE, ATTACHMENT] },
  { when: 'trusts another service', given: role({ trust: seen(distrusted) }), imported: [ROLE], made: [] },
  { when: 'lacks its policy', given: role({}, []), imported: [], made: [ATTACHMENT] },
])('a role that $when', ({ given, imported, made }) => {
  expect(plan(ofRole(given))).toEqual({ imported, made });
});

test('a Deny is not overcome by attaching a policy', () => {
  const deny = { Effect: 'Deny', Action: 'kms:Decrypt', Resource: '*' };
  expect(ofRole(role({}, [policyText('p', all, deny)]))).toBe('');
  expect(ofRole(role({}, [policyText('p', allowing('kms:Get*'))]))).not.toBe('');
});

const TRAIL = 'alicloud_actiontrail_trail.all';

test.each([
  { when: 'there is none', given: [], imported: [], made: [TRAIL] },
  { when: 'it is stopped', given: [trail({ enabled: false })], imported: [TRAIL], made: [] },
  { when: 'it records writes', given: [trail({ eventRW: 'Write' })], imported: [TRAIL], made: [] },
])('a trail, when $when', ({ given, imported, made }) => {
  expect(plan(ofTrail(...given))).toEqual({ imported, made });
});

test('a trail with a hostile name is not pasted', () => {
  expect(ofTrail(trail({ name: 'x"\n}', enabled: false }))).toBe('');
});

test.each(checks.filter(({ terraform: text }) => text).map(({ id }) => id))(
  '%s: the blocks are whole',
  (check) => {
    const resource = { type: 'key', id: 'key-1', region: 'cn-hangzhou', account: ACCOUNT, name: '' } as const;
    const evidence = { flag: 'off', profile: 'Default', state: 'Disabled', exists: false, repair: 'create' };
    const text = terraformFor({ check, status: 'fail', resource, evidence });
    expect(text).not.toBe('');
    plan(text);
  },
);
