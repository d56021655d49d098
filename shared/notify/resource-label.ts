import type { Resource } from '../model/resource.ts';
import type { Say } from '../text/say.ts';

/** What people call a resource, with its region where that tells more. */
export function resourceLabel({ name, id, region }: Resource, say: Say): string {
  const text = name || id;
  return region === '' || region === id ? text : say('{name} ({place})', { name: text, place: region });
}
