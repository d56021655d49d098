import type { Finding } from '../model/finding.ts';
import { SERVICE_ROLE, SERVICE_ROLE_POLICY } from '../model/role.ts';
import { TRUST } from './role-commands.ts';
import { block, existing } from './terraform.ts';

type Evidence = Finding['evidence'];

/** What security-role writes into its evidence for its Terraform; none of them when a Deny has to go. */
export type RoleFacts = { exists: false } | { trusts: false } | { attached: false };

type Fact<T> = T extends T ? keyof T : never;

/** What is missing of the role: all of it, its trust in ACK, or its policy. */
export function serviceRole(evidence: Evidence): string {
  const lacks = (fact: Fact<RoleFacts>) => evidence[fact] === false;
  if (lacks('exists')) return `${block('alicloud_ram_role', 'secrets', ROLE)}\n\n${ATTACHMENT}`;
  if (lacks('trusts')) return existing('alicloud_ram_role', 'secrets', SERVICE_ROLE, ROLE);
  return lacks('attached') ? ATTACHMENT : '';
}

const ROLE = {
  role_name: `"${SERVICE_ROLE}"`,
  assume_role_policy_document: JSON.stringify(TRUST),
};

const ATTACHMENT = block('alicloud_ram_role_policy_attachment', 'secrets', {
  role_name: `"${SERVICE_ROLE}"`,
  policy_name: `"${SERVICE_ROLE_POLICY}"`,
  policy_type: '"System"',
});
