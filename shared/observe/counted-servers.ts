import { type ApiServerMetrics, type CountedServer, type Growth, serverOf } from '../model/proof.ts';

/** A server that was silent for so long has another id by now, or is gone. */
const FORGOTTEN_MS = 7 * 86_400_000;
const MOST = 20;

/** Puts what servers count now beside what they counted before. Across a restart no count is compared with one of before. */
export function countedServers(
  before: readonly CountedServer[],
  servers: readonly ApiServerMetrics[],
  at: string,
): CountedServer[] {
  const known = new Map(before.map((counted) => [counted.server, counted]));
  const now = servers.map((metrics) => countedNow(known.get(serverOf(metrics)), metrics, at));
  const answered = new Set(now.map(({ server }) => server));
  const oldest = new Date(Date.parse(at) - FORGOTTEN_MS).toISOString();
  const silent = before.filter(({ server, seenAt }) => !answered.has(server) && seenAt >= oldest);
  return [...now, ...silent].slice(0, MOST);
}

function countedNow(before: CountedServer | undefined, metrics: ApiServerMetrics, at: string): CountedServer {
  const { startedAt, read, written } = metrics;
  const same = before && before.startedAt === startedAt ? before : undefined;
  const grown = (count: number | undefined, earlier: Growth | null | undefined): Growth | null => {
    if (count === undefined) return null;
    if (!same || !earlier || count < earlier.count) return { count, after: startedAt, by: at };
    return count === earlier.count ? earlier : { count, after: same.seenAt, by: at };
  };
  return {
    server: serverOf(metrics),
    startedAt,
    seenAt: at,
    read: grown(read?.plain, same?.read),
    written: grown(written?.plain, same?.written),
  };
}
