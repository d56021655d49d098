import type { ObjectStore } from '../../shared/model/object-store.ts';
import type { Script } from './script.ts';
import { ACCOUNT, START } from './world.ts';

const DAY_MS = 86_400_000;
/** What is not swept with the day itself is looked for on so many days more. */
const SLACK_DAYS = 2;

/** What lies in the store after days of calm although nobody needs it any more. */
export async function leftBehind(store: ObjectStore, script: Script): Promise<string[]> {
  const keys = await store.list('');
  const leases: string[] = [];
  for (const key of keys.filter((one) => one.startsWith('lease/')))
    if (!(await isReleased(store, key))) leases.push(key);
  const writing = keys.filter((key) => key.includes('.writing'));
  const old = keys.filter((key) => isOutdated(key, script));
  return [...leases, ...writing, ...old].map((key) => `${key} is left behind`);
}

/** The last number of a lease stays, and says that nobody holds it. */
async function isReleased(store: ObjectStore, key: string): Promise<boolean> {
  const text = (await store.get(key))?.toString() ?? '{}';
  return Date.parse(String(JSON.parse(text).until)) === 0;
}

/** Evidence that the retention has ended, also of runs that did not. */
function isOutdated(key: string, { days, evidenceDays }: Script): boolean {
  const [, year, month, day] = /^evidence\/\d+\/(\d{4})\/(\d{2})\/(\d{2})\//.exec(key) ?? [];
  if (!key.startsWith(`evidence/${ACCOUNT}/`) || !year) return false;
  const end = Date.parse(START) + days * DAY_MS;
  return Date.parse(`${year}-${month}-${day}`) < end - (evidenceDays + SLACK_DAYS) * DAY_MS;
}
