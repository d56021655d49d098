import { createHash } from 'node:crypto';

/** Hex text that depends on the parts only: worlds are repeatable, so no id in them is random. */
export function fingerprint(...parts: readonly (string | number)[]): string {
  return createHash('sha1').update(parts.join('\u0000')).digest('hex');
}

export function uuidFrom(...parts: readonly (string | number)[]): string {
  const hex = fingerprint(...parts);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** A number below `limit`, spread evenly. */
export function numberFrom(limit: number, ...parts: readonly (string | number)[]): number {
  return Number.parseInt(fingerprint(...parts).slice(0, 12), 16) % limit;
}

/** Ids of RAM users and roles are long decimal numbers. */
export function principalIdFrom(lead: '2' | '3', ...parts: readonly (string | number)[]): string {
  return `${lead}${numberFrom(10 ** 14, ...parts)
    .toString()
    .padStart(17, '0')}`;
}
