import { randomUUID } from 'node:crypto';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { memoryStore } from '../../shared/accounts/connect.ts';
import { parseConfig } from '../../shared/config/load-config.ts';
import type { ReportApp } from '../../shared/http/report-app.ts';
import { reportApp } from '../../shared/http/report-app.ts';
import type { Surroundings } from '../../shared/http/request-context.ts';
import type { Cluster } from '../../shared/model/cluster.ts';
import { silentLog } from '../../shared/model/log.ts';
import type { ObjectStore } from '../../shared/model/object-store.ts';
import { CHECK_IDS } from '../../shared/present/check-titles.ts';
import { storedResults } from '../../shared/state/stored-accounts.ts';
import { watch } from '../jobs/harness.ts';

export const READ = 'read-token-0123456789';
export const NEXT = 'next-token-0123456789';
export const RUN = 'run-token-01234567890';
export const LINK = 'link-secret-0123456789';
export const OLD_LINK = 'old-link-secret-0123456789';

export const CONFIG = `
report:
  tokens: ["${READ}", "${NEXT}", { token: "${RUN}", scope: run }]
  linkSecrets: ["${LINK}", "${OLD_LINK}"]
`;

/** A store that what an audit of a sandbox saw is in, and a clock that can be moved. */
export interface World {
  sandbox: Sandbox;
  store: ObjectStore;
}

export async function auditedWorld(scenario = 'demo'): Promise<World> {
  const sandbox = await startSandbox({ scenario, rates: 'off' });
  const { store, audit } = watch(sandbox);
  await audit();
  return { sandbox, store };
}

/** The clusters that the audit saw. */
export async function knownClusters({ store }: World): Promise<readonly Cluster[]> {
  const [account] = await storedResults(store, parseConfig('', 'test', {}, { checks: [] }), new Date(0));
  const clusters = account?.results.find(({ job }) => job === 'inventory')?.parts.clusters;
  if (!clusters?.seen || clusters.value.length === 0) throw new Error('the audit saw no cluster');
  return clusters.value;
}

/** A store of its own for a test that writes. */
export async function copyOf(store: ObjectStore): Promise<ObjectStore> {
  const copy = memoryStore();
  for (const key of await store.list('')) {
    const bytes = await store.get(key);
    if (bytes) await copy.put(key, bytes);
  }
  return copy;
}

/** Times that a test moves, and everything that the endpoint did. */
export class Stage {
  /** Epoch ms that pass beyond the clock of the sandbox. */
  later = 0;
  real = 1_800_000_000_000;
  readonly started: string[][] = [];
  readonly logs: { message: string; code: unknown; cause: unknown }[] = [];
  failStart: Error | null = null;
  signer: Surroundings['signer'] = null;
  readonly #begin: number;

  constructor(begin: Date) {
    this.#begin = begin.getTime();
  }

  now = (): Date => new Date(this.#begin + this.later);

  app(configuration = CONFIG, build = 'build'): ReportApp {
    const config = parseConfig(configuration, 'test', {}, { checks: CHECK_IDS });
    return reportApp({
      config,
      build,
      version: '0.0.0',
      now: this.now,
      realNow: () => new Date(this.real),
      uuid: randomUUID,
    });
  }

  context(store: ObjectStore = memoryStore()): Surroundings {
    const log = {
      ...silentLog,
      error: (message: string, fields = {}) =>
        void this.logs.push({ message, ...(fields as { code: unknown; cause: unknown }) }),
    };
    const start: Surroundings['start'] = async ({ jobs }) => {
      if (this.failStart) throw this.failStart;
      this.started.push([...jobs]);
    };
    return { store, log, start, signer: this.signer };
  }
}

export const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });
