import type { Resource } from './resource.ts';

/** Tells resources of one type and account apart: an id alone may occur in several regions. */
export function resourceKey({ region, id }: Pick<Resource, 'region' | 'id'>): string {
  return `${region} ${id}`;
}
