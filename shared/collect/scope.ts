import { isAcs, type Scope } from '../model/cluster.ts';

interface Kind {
  type: string;
  spec: string;
  profile: string;
  state: string;
}

/** What the API takes where it is given none. */
const DEFAULT = 'Default';

const GONE = new Set(['deleting', 'deleted', 'delete_failed', 'failed']);

/** Whether a cluster is one that the rules are about: ACK Pro, of a wanted profile, and alive. */
export function scopeOf({ type, spec, profile, state }: Kind, profiles: readonly string[]): Scope {
  if (GONE.has(state)) return 'gone';
  if (isAcs({ profile })) return isWanted(profile, profiles) ? 'in' : 'profile'; // which types and specs they have is not documented
  switch (type) {
    case 'ManagedKubernetes':
      if (spec === '' || spec === 'ack.standard') return 'standard';
      if (!spec.startsWith('ack.pro.')) return 'unknown';
      return isWanted(profile || DEFAULT, profiles) ? 'in' : 'profile';
    case 'Ask': // serverless clusters of old
      return 'standard';
    case 'Kubernetes':
      return 'dedicated';
    case 'ExternalKubernetes':
      return 'registered';
    default:
      return 'unknown';
  }
}

/** ACK writes the same profile in several ways (`Lingjun`, `LingJun`). */
function isWanted(profile: string, profiles: readonly string[]): boolean {
  return profiles.some((wanted) => wanted.toLowerCase() === profile.toLowerCase());
}
