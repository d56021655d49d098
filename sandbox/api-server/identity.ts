import { issue, type Purpose } from '../pki/certificate.ts';
import type { ServerCertificate } from '../world/inside.ts';
import { day } from '../world/time.ts';

type Issued = ReturnType<typeof issue>;

/** The authority of one cluster, and what its API servers show. */
export interface ClusterIdentity {
  ca: Issued;
  server(kind: ServerCertificate): Issued;
}

const here: Purpose = {
  kind: 'server',
  names: ['localhost', 'kubernetes', 'kubernetes.default', 'kubernetes.default.svc'],
  addresses: ['127.0.0.1', '10.0.0.10'],
};
const elsewhere: Purpose = { kind: 'server', names: ['other.example.com'], addresses: ['192.0.2.10'] };

/** `moments`: the clocks that may judge the certificates. */
export function newIdentity(moments: readonly number[]): ClusterIdentity {
  const term = { from: Math.min(...moments) - day, until: Math.max(...moments) + 3650 * day };
  const authority = (): Issued =>
    issue(null, { name: 'kubernetes', groups: ['alibaba cloud'] }, { kind: 'authority' }, term);
  const ca = authority();
  const server = (kind: ServerCertificate): Issued => {
    const issuer = kind === 'foreign' ? authority() : ca;
    const over = { from: term.from - 30 * day, until: term.from - day };
    return issue(
      issuer,
      { name: 'kube-apiserver' },
      kind === 'otherName' ? elsewhere : here,
      kind === 'expired' ? over : term,
    );
  };
  const shown = new Map<ServerCertificate, Issued>();
  return {
    ca,
    server: (kind) => {
      const known = shown.get(kind) ?? server(kind);
      shown.set(kind, known);
      return known;
    },
  };
}
