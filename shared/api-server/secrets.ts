import { type Observation, seen, type Unseen, unseen } from '../model/observation.ts';
import { parsedJson } from '../model/parse-json.ts';
import type { SecretList, SecretRow } from '../model/proof.ts';
import type { ApiServerClient } from './client.ts';

const PAGE = 500;
const MOST_PAGES = 200;
/** Metadata holds annotations, which may be large. */
const MAX_PAGE_BYTES = 16 * 1024 * 1024;
const MOST_NAME = 300;

/** Nothing else is accepted: a server that does not know this form must refuse, not answer with the Secrets themselves. */
const METADATA_ONLY = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';

interface Page {
  resourceVersion: string;
  next: string;
  items: readonly unknown[];
}

/** `gone`: etcd has forgotten the revision that the pages are of. */
type Answer = Page | 'gone' | Unseen;

/**
 * All Secrets of a cluster by namespace, name, resourceVersion and time of creation. Their values are never asked for. A page
 * that fails, or an entry that is odd, leaves the rest, and what is missing is named; once the revision is gone amid the
 * pages, the list is read anew, once.
 */
export async function listSecrets(
  client: ApiServerClient,
  { names }: { names: boolean },
  now: () => Date,
): Promise<Observation<SecretList>> {
  const first = await readPages(client, names, now);
  if (first !== 'gone') return first;
  const again = await readPages(client, names, now);
  return again === 'gone'
    ? unseen('unreachable', 'the list was too old before its last page, twice', { code: 'Expired' })
    : again;
}

async function readPages(
  client: ApiServerClient,
  names: boolean,
  now: () => Date,
): Promise<Observation<SecretList> | 'gone'> {
  const found: Found = { at: now().toISOString(), resourceVersion: null, rows: new Map(), odd: 0, twice: 0 };
  const asked = new Set<string>();
  let next = '';
  do {
    const answer = asked.size < MOST_PAGES ? await readPage(client, next) : TOO_MANY;
    if (answer === 'gone') return 'gone';
    const page = 'seen' in answer ? answer : (misfit(answer, found.resourceVersion, asked) ?? answer);
    if ('seen' in page) return found.resourceVersion === null ? page : listOf(found, now, page, asked.size);
    found.resourceVersion = page.resourceVersion;
    asked.add(page.next);
    next = page.next;
    for (const item of page.items) addRow(item, names, found);
  } while (next !== '');
  return listOf(found, now);
}

/** What was read so far. */
interface Found {
  at: string;
  resourceVersion: string | null;
  /** By namespace and name. */
  rows: Map<string, SecretRow>;
  odd: number;
  twice: number;
}

function listOf(
  { at, resourceVersion, rows, odd, twice }: Found,
  now: () => Date,
  fault: Unseen | null = null,
  pages = 0,
): Observation<SecretList> {
  const missing = [
    ...(fault ? [{ ...fault, detail: `page ${pages + 1}: ${fault.detail}` }] : []),
    ...(odd > 0 ? [unseen('malformed', `${odd} of the entries not as expected`)] : []),
    ...(twice > 0 ? [unseen('malformed', `${twice} of the entries came twice`)] : []),
  ];
  const list = { at, resourceVersion: resourceVersion ?? '', rows: [...rows.values()] };
  return seen(list, now().toISOString(), missing);
}

/** Pages that are not of one list, or lead in a circle, such as of another server behind the same address. */
function misfit(page: Page, resourceVersion: string | null, asked: ReadonlySet<string>): Unseen | null {
  if (resourceVersion !== null && page.resourceVersion !== resourceVersion)
    return unseen('malformed', 'it is of another list than those before');
  return page.next !== '' && asked.has(page.next) ? unseen('malformed', 'it leads back to itself') : null;
}

const TOO_MANY = unseen('malformed', `there are more than ${MOST_PAGES * PAGE} Secrets`);

async function readPage(client: ApiServerClient, next: string): Promise<Answer> {
  const query = `limit=${PAGE}${next === '' ? '' : `&continue=${encodeURIComponent(next)}`}`;
  const answer = await client.get(`/api/v1/secrets?${query}`, {
    accept: METADATA_ONLY,
    maxBytes: MAX_PAGE_BYTES,
  });
  if (!answer.seen) return answer;
  const { status, text } = answer.value;
  if (status === 410) return 'gone';
  return status === 200 ? pageIn(text) : failed(status, text);
}

/** Words of the server are left out: they name the Secret that cannot be read. */
function failed(status: number, text: string): Unseen {
  if (status < 500) return unseen('malformed', `HTTP ${status} instead of a list`);
  const cannotDecrypt = /unable to transform key|nil transformer|failed to decrypt/.test(text);
  return unseen(
    'unreachable',
    cannotDecrypt ? `the API server cannot decrypt every Secret (HTTP ${status})` : `HTTP ${status}`,
    { code: 'InternalError' },
  );
}

function pageIn(text: string): Page | Unseen {
  const list = recordOf(parsedJson(text));
  // Whole Secrets would come as `SecretList`; nothing of such an answer is kept.
  if (list['kind'] !== 'PartialObjectMetadataList')
    return unseen('malformed', 'the answer is no list of metadata only');
  const { resourceVersion, continue: next = '' } = recordOf(list['metadata']);
  const { items } = list;
  if (typeof resourceVersion !== 'string' || typeof next !== 'string' || next.length > 10_000)
    return unseen('malformed', 'the list has no resourceVersion');
  if (items !== null && !Array.isArray(items)) return unseen('malformed', 'the list has no entries');
  return { resourceVersion: resourceVersion.slice(0, 40), next, items: items ?? [] };
}

function addRow(item: unknown, names: boolean, found: Found): void {
  const { name, namespace, resourceVersion, creationTimestamp } = recordOf(recordOf(item)['metadata']);
  const isWhole = typeof name === 'string' && typeof namespace === 'string';
  if (!isWhole || typeof resourceVersion !== 'string' || !isTime(creationTimestamp)) {
    found.odd += 1;
    return;
  }
  const key = `${namespace}/${name}`;
  if (found.rows.has(key)) {
    found.twice += 1;
    return;
  }
  const row = { resourceVersion: printable(resourceVersion).slice(0, 40), created: creationTimestamp };
  found.rows.set(key, names ? { ...row, name: printable(key).slice(0, MOST_NAME) } : row);
}

function isTime(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/.test(value) &&
    !Number.isNaN(Date.parse(value))
  );
}

/** What is no printable ASCII, which no name of Kubernetes holds, is written as `\u…`. */
function printable(text: string): string {
  return text.replace(/[^\x21-\x7e]/g, (odd) => `\\u${odd.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
