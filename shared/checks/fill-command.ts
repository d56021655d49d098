import type { Json } from '../model/finding.ts';

/**
 * Fills the `{name}` places of a command. Values come from the cloud, where anybody may have chosen them, and the command
 * ends up in a shell: a value that is not plainly harmless is left to the reader as `NAME`, which a shell passes on as it is.
 */
export function fillCommand(template: string, values: Readonly<Record<string, Json>>): string {
  return template.replace(/\{(\w+)\}/g, (_place, name: string) => {
    const value = String(values[name] ?? '');
    return /^[A-Za-z0-9_][\w@%+=:,./-]*$/.test(value) ? value : leftOut(name);
  });
}

/** `clusterId` becomes `CLUSTER_ID`. */
function leftOut(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}
