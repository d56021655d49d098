import { onTestFinished } from 'vitest';
import type { BillAccess } from '../../shared/collect/money/ask.ts';
import { ACCOUNT, NOW } from '../builders.ts';
import { fastClock } from '../e2e/run-cli.ts';
import { fixture } from '../fixture.ts';
import { cloudOf } from '../sandbox-cloud.ts';
import { type Reply, scriptedServer } from '../scripted-server.ts';

/** An account whose bills another one pays. */
export const MEMBER = '1000000000000002';

/** Billing that answers one body after the other until the test is over, and what it was asked. */
export async function billing(
  ...replies: [Reply, ...Reply[]]
): Promise<{ access: BillAccess; asked: () => Readonly<Record<string, string>>[] }> {
  const server = await scriptedServer(...replies);
  onTestFinished(() => server.close());
  const caller = { accessKeyId: 'LTAItestBilling', accessKeySecret: 'testSecret' };
  const cloud = cloudOf({ url: `http://${server.host}`, ...caller, now: () => NOW }, { clock: fastClock });
  return {
    access: { cloud, account: ACCOUNT, payer: ACCOUNT, site: 'china' },
    asked: () =>
      server.received.map(({ path }) => Object.fromEntries(new URL(path, 'http://x').searchParams)),
  };
}

export function ok(body: unknown): Reply {
  return { status: 200, body };
}

export function sample(name: string): Reply {
  return ok(fixture(`bss/${name}`));
}

export function answer(Data: unknown): Reply {
  return ok({ Success: true, Code: '200', Message: '', Data });
}

/** One page that holds all lines. */
export function listing(...Item: object[]): Reply {
  return answer({ TotalCount: Item.length, Items: { Item } });
}
