type Arguments = Readonly<Record<string, string>>;

/**
 * Terraform of the alicloud provider, arguments as it documents them: `encryption_provider_key` with `disable_encryption`
 * since 1.275.0, `deletion_protection` of a key since 1.240.0.
 */
export function block(type: string, name: string, args: Arguments): string {
  const width = Math.max(...Object.keys(args).map((argument) => argument.length));
  const lines = Object.entries(args).map(([argument, value]) => `  ${argument.padEnd(width)} = ${value}`);
  return `resource "${type}" "${name}" {\n${lines.join('\n')}\n}`;
}

/** A key as ACK needs it. */
export const NEW_KEY = block('alicloud_kms_key', 'secrets', {
  key_spec: '"Aliyun_AES_256"',
  key_usage: '"ENCRYPT/DECRYPT"',
  deletion_protection: '"Enabled"',
});

/** Ids come from the cloud: what is no plain id is not pasted into code. */
const PLAIN_ID = /^[A-Za-z0-9-]{1,64}$/;

/** A key that exists is brought under Terraform first. */
export function existingKey(id: string, args: Arguments): string {
  if (!PLAIN_ID.test(id)) return '';
  const text = block('alicloud_kms_key', 'secrets', args);
  return `import {\n  to = alicloud_kms_key.secrets\n  id = "${id}"\n}\n\n${text}`;
}

/** The key that `NEW_KEY` makes. */
export const NEW_KEY_ID = 'alicloud_kms_key.secrets.id';
