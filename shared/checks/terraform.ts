import type { Finding } from '../model/finding.ts';

type Arguments = Readonly<Record<string, string>>;
type Evidence = Finding['evidence'];

/**
 * Terraform of the alicloud provider, arguments as it documents them: `encryption_provider_key` with `disable_encryption`
 * since 1.275.0, for Serverless clusters since its pull request 10022; `deletion_protection` of a key since 1.240.0.
 */
export function block(type: string, name: string, args: Arguments): string {
  return `resource "${type}" "${name}" {\n${linesOf(args)}\n}`;
}

function linesOf(args: Arguments): string {
  const width = Math.max(...Object.keys(args).map((argument) => argument.length));
  return Object.entries(args)
    .map(([argument, value]) => `  ${argument.padEnd(width)} = ${value}`)
    .join('\n');
}

/** Ids come from the cloud: what is no plain id is not pasted into code. */
const PLAIN_ID = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * What exists is brought under Terraform first, else `apply` would make a second one, and is never replaced: an argument
 * that the reader has yet to add may be one that forces it.
 */
export function existing(type: string, name: string, id: unknown, args: Arguments): string {
  if (typeof id !== 'string' || !PLAIN_ID.test(id)) return '';
  const brought = `import {\n  to = ${type}.${name}\n  id = "${id}"\n}`;
  const kept = '  lifecycle {\n    prevent_destroy = true\n  }';
  return `${brought}\n\nresource "${type}" "${name}" {\n${linesOf(args)}\n\n${kept}\n}`;
}

/** A key as ACK needs it. */
export const NEW_KEY = block('alicloud_kms_key', 'secrets', {
  key_spec: '"Aliyun_AES_256"',
  key_usage: '"ENCRYPT/DECRYPT"',
  deletion_protection: '"Enabled"',
});

export function existingKey(id: string, args: Arguments): string {
  return existing('alicloud_kms_key', 'secrets', id, args);
}

/** What a check writes into its evidence for its Terraform. A name that is misspelt on either side does not compile. */
export interface OffFacts {
  flag: 'off' | 'not reported';
  /** As the cloud writes it. */
  profile: string;
}

const MANAGED = { type: 'alicloud_cs_managed_kubernetes', needs: {} };

/** By profile. Edge clusters have a resource of their own, which does not hold the setting. */
const CLUSTERS: Readonly<Record<string, { type: string; needs: Arguments }>> = {
  default: MANAGED,
  lingjun: MANAGED,
  acs: MANAGED,
  serverless: { type: 'alicloud_cs_serverless_kubernetes', needs: { vpc_id: '"VPC_ID"' } },
};

/** Secret encryption of a cluster that exists, with a new key. */
export function encryptedCluster(id: string, evidence: Evidence): string {
  const fact = (name: keyof OffFacts) => evidence[name];
  const kind = CLUSTERS[String(fact('profile')).toLowerCase()];
  if (!kind) return '';
  const cluster = existing(kind.type, 'cluster', id, {
    ...kind.needs,
    encryption_provider_key: 'alicloud_kms_key.secrets.id',
    disable_encryption: 'false',
  });
  return cluster === '' ? '' : `${NEW_KEY}\n\n${cluster}`;
}
