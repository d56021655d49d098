import type { ReportFinding } from '../../model/report.ts';

/**
 * Terraform for the remedy, where a resource of the alicloud provider holds the setting. Arguments as the provider documents
 * them: `encryption_provider_key` with `disable_encryption` since 1.275.0, `deletion_protection` of a key since 1.240.0.
 */
export function terraformFor({ check, resource, evidence }: ReportFinding): string {
  const key = resource.id;
  switch (check) {
    case 'cluster-encryption':
      return block('alicloud_cs_managed_kubernetes', 'cluster', [
        ['encryption_provider_key', reference(evidence['keptKeyId'])],
        ['disable_encryption', 'false'],
      ]);
    case 'key-spec':
    case 'key-service-managed':
    case 'key-region':
      return block('alicloud_kms_key', 'secrets', [
        ['key_spec', '"Aliyun_AES_256"'],
        ['key_usage', '"ENCRYPT/DECRYPT"'],
        ['deletion_protection', '"Enabled"'],
      ]);
    case 'key-state':
      return evidence['state'] === 'Disabled' ? keyBlock(key, [['status', '"Enabled"']]) : '';
    case 'key-deletion-protection':
      return keyBlock(key, [['deletion_protection', '"Enabled"']]);
    case 'security-role':
      return block('alicloud_ram_role_policy_attachment', 'secrets', [
        ['role_name', '"AliyunCSManagedSecurityRole"'],
        ['policy_name', '"AliyunCSManagedSecurityRolePolicy"'],
        ['policy_type', '"System"'],
      ]);
    case 'trail-coverage':
      return block('alicloud_actiontrail_trail', 'all', [
        ['trail_name', '"all-events"'],
        ['event_rw', '"All"'],
        ['trail_region', '"All"'],
        ['status', '"Enable"'],
        ['oss_bucket_name', 'alicloud_oss_bucket.audit.bucket'],
        ['oss_write_role_arn', 'alicloud_ram_role.audit.arn'],
      ]);
    default:
      return '';
  }
}

type Argument = readonly [name: string, value: string];

/** A key that exists is brought under Terraform first. */
function keyBlock(id: string, args: readonly Argument[]): string {
  if (!PLAIN.test(id)) return '';
  const text = block('alicloud_kms_key', 'secrets', args);
  return `import {\n  to = alicloud_kms_key.secrets\n  id = "${id}"\n}\n\n${text}`;
}

/** Ids come from the cloud: what is no plain id is not pasted into code. */
const PLAIN = /^[A-Za-z0-9-]{1,64}$/;

function reference(id: unknown): string {
  return typeof id === 'string' && PLAIN.test(id) ? `"${id}"` : 'alicloud_kms_key.secrets.id';
}

function block(type: string, name: string, args: readonly Argument[]): string {
  const width = Math.max(...args.map(([argument]) => argument.length));
  const lines = args.map(([argument, value]) => `  ${argument.padEnd(width)} = ${value}`);
  return `resource "${type}" "${name}" {\n${lines.join('\n')}\n}`;
}
