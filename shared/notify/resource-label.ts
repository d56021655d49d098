import type { Resource } from '../model/resource.ts';

/** What people call a resource, with its region where that tells more. */
export function resourceLabel({ name, id, region }: Resource): string {
  const text = name || id;
  return region === '' || region === id ? text : `${text} (${region})`;
}
