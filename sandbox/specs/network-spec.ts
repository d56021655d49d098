import * as v from 'valibot';
import { fingerprint } from '../world/ids.ts';
import type { TrafficRule } from '../world/network.ts';
import type { Account } from '../world/world-state.ts';
import { oneOf, region } from './basics.ts';
import { SpecProblem } from './problem.ts';

const rule = v.strictObject({
  policy: oneOf(['accept', 'drop']),
  cidr: v.optional(v.string(), '0.0.0.0/0'),
  protocol: v.optional(v.string(), 'all'),
  ports: v.optional(v.string(), '-1/-1'),
  priority: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)), 1),
  prefixList: v.optional(v.string(), ''),
});

export const rules = v.optional(v.array(rule), []);

const named = { name: v.pipe(v.string(), v.minLength(1)), id: v.optional(v.string()), region };

export const securityGroupSpec = v.strictObject({ ...named, egress: rules });

export const networkAclSpec = v.strictObject({ ...named, inbound: rules, outbound: rules });

function idOf(
  account: Account,
  kind: string,
  { id, name, region: where }: { id?: string | undefined; name: string; region: string },
): string {
  return id ?? `${kind}-${fingerprint(account.id, kind, where, name).slice(0, 20)}`;
}

export function rulesOf(given: v.InferOutput<typeof rules>): TrafficRule[] {
  return given.map((one) => ({ ...one, cidr: one.prefixList ? '' : one.cidr }));
}

export function addSecurityGroup(account: Account, spec: v.InferOutput<typeof securityGroupSpec>): void {
  const id = idOf(account, 'sg', spec);
  account.securityGroups.set(id, { id, name: spec.name, region: spec.region, egress: rulesOf(spec.egress) });
}

export function addNetworkAcl(account: Account, spec: v.InferOutput<typeof networkAclSpec>): void {
  const id = idOf(account, 'nacl', spec);
  const { name, region: where } = spec;
  account.networkAcls.set(id, {
    id,
    name,
    region: where,
    inbound: rulesOf(spec.inbound),
    outbound: rulesOf(spec.outbound),
  });
}

/** Id of a security group or network ACL that a cluster names; empty stays empty. */
export function networkNamed(
  list: ReadonlyMap<string, { id: string; name: string; region: string }>,
  name: string,
  where: string,
  field: string,
): string {
  if (name === '') return '';
  for (const one of list.values()) {
    if (one.region === where && (one.name === name || one.id === name)) return one.id;
  }
  throw new SpecProblem(field, `There is no ${name} in ${where}.`);
}
