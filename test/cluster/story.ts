import { isDeepStrictEqual } from 'node:util';
import type { Sandbox } from '../../sandbox/start.ts';
import { type Etcd, type Stored, until } from './etcd.ts';
import { type Kube, makeSecrets, type Provider, rewriteSecrets, secrets } from './kube.ts';
import { causeIn, inWords, keyHash, metricsIn, type ProductView, productView } from './look.ts';
import { catchUp, provenChecks, type Verdicts, verdictsOf } from './whole.ts';

/** A look at one step: what lies in etcd, and what the product says. */
export interface Step {
  name: string;
  held: string;
  said: string;
  /** of the checks that `npm run sealwatch -- audit` makes of it */
  verdicts: string;
  /** what was compared and differed; empty: all right */
  wrong: string[];
  compared: number;
  metrics: string;
  readyz: string;
}

export interface Stage {
  kube: Kube;
  etcd: Etcd;
  sandbox: Sandbox;
  key: string;
  /** configuration of the product for this story */
  config: string;
  told(step: Step): void;
}

interface Look {
  stored: Stored[];
  view: ProductView;
}

type Compare = (what: string, said: unknown, held: unknown) => void;

function heldOf(stored: readonly Stored[]): { plain: number; v1: number; v2: number; other: number } {
  const counts = { plain: 0, v1: 0, v2: 0, other: 0 };
  for (const { form } of stored) counts[form] += 1;
  return counts;
}

function words(stored: readonly Stored[]): string {
  const { plain, v1, v2 } = heldOf(stored);
  const versions = new Set(stored.map(({ keyVersion }) => keyVersion).filter((version) => version !== ''));
  return `${plain} plain, ${v1} v1, ${v2} v2${versions.size > 1 ? ` of ${versions.size} key versions` : ''}`;
}

const byText = (one: string, other: string): number => (one < other ? -1 : 1);

/** The list says each Secret and its revision exactly as etcd has it. */
function compareList({ stored, view }: Look, compare: Compare): void {
  const said = view.secrets.seen
    ? view.secrets.value.rows
        .map(({ name, resourceVersion }) => `${name}@${resourceVersion}`)
        .toSorted(byText)
    : view.secrets.because;
  compare(
    'Secrets by name and resourceVersion',
    said,
    stored.map(({ name, revision }) => `${name}@${revision}`).toSorted(byText),
  );
}

async function step(
  stage: Stage,
  name: string,
  expected: Partial<Verdicts>,
  check: (look: Look, compare: Compare) => void,
): Promise<void> {
  const { kube, etcd, sandbox, config } = stage;
  const verdicts = await verdictsOf(sandbox, config);
  const readyz = await kube.ask('GET', '/readyz?verbose');
  const look = { view: await productView(kube), stored: await etcd.secrets() };
  // After the product, whose calls wait in queues, of which an administrator's leave no trace.
  const metrics = await kube.ask('GET', '/metrics');
  const wrong: string[] = [];
  let compared = 0;
  check(look, (what, said, held) => {
    compared += 1;
    if (!isDeepStrictEqual(said, held)) {
      wrong.push(`${what}: said ${JSON.stringify(said)}, held ${JSON.stringify(held)}`);
    }
  });
  for (const name of provenChecks) {
    const wanted = expected[name];
    if (wanted === undefined) continue;
    compared += 1;
    if (verdicts[name] !== wanted) wrong.push(`${name} is ${verdicts[name]} instead of ${wanted}`);
  }
  const { stored, view } = look;
  stage.told({
    name,
    verdicts: provenChecks.map((check) => `${check} ${verdicts[check]}`).join(', '),
    held: words(stored),
    said: inWords(view),
    wrong,
    compared,
    metrics: metrics.text,
    readyz: readyz.text,
  });
}

const good: Verdicts = {
  'api-server-provider': 'pass',
  'secrets-plain': 'pass',
  'secrets-plain-writes': 'pass',
  'proof-key': 'pass',
  'kms-v1-remains': 'pass',
};

const providersIn = ({ providers }: ProductView): unknown =>
  providers.seen
    ? providers.value.map(({ name, ok, detail }) => ({ name, ok, cause: ok ? '' : causeIn(detail) }))
    : providers.because;

const well = (...names: string[]) => names.map((name) => ({ name, ok: true, cause: '' }));
const failing = (...names: string[]) =>
  names.map((name) => ({ name, ok: false, cause: 'Rejected.Disabled' }));

/** After a start every Secret was read once, and none was written: the counters are what lies in etcd. */
function compareStart({ stored, view }: Look, compare: Compare): void {
  compare('values read since the start', metricsIn(view)?.read, heldOf(stored));
  compare('values written since the start', metricsIn(view)?.written, { plain: 0, v1: 0, v2: 0, other: 0 });
}

function compareKeys({ view }: Look, compare: Compare, key: string): void {
  const hashes = new Set((metricsIn(view)?.keys ?? []).map(({ hash }) => hash));
  compare('keys that the API server names', [...hashes], [keyHash(key)]);
}

async function switchedOn(stage: Stage): Promise<void> {
  const { kube, key, sandbox } = stage;
  await kube.restart([]);
  await makeSecrets(kube, ['a', 'b', 'c', 'd', 'e']);
  await step(stage, 'off', {}, (look, compare) => {
    compare('providers', providersIn(look.view), []);
    compare('nothing is counted', metricsIn(look.view)?.read, null);
    compareList(look, compare);
  });
  await catchUp(sandbox);
  sandbox.world.switchEncryption({ cluster: 'real', on: true, key, takes: 'PT1S' });
  await kube.restart(['v2', 'identity']);
  await step(stage, 'switched on', { ...good, 'secrets-plain': 'fail' }, (look, compare) => {
    compare('providers', providersIn(look.view), well('kms-providers'));
    compareStart(look, compare);
    compareKeys(look, compare, key);
    compareList(look, compare);
  });
  await makeSecrets(kube, ['f']);
  await step(stage, 'one more Secret', { ...good, 'secrets-plain': 'fail' }, (look, compare) => {
    compare('written', metricsIn(look.view)?.written, { plain: 0, v1: 0, v2: 1, other: 0 });
    compare('plain ones remain', heldOf(look.stored).plain, 5);
    compareList(look, compare);
  });
}

const all = ['a', 'b', 'c', 'd', 'e', 'f'];

async function rewrittenAndRotated(stage: Stage): Promise<void> {
  const { kube, key, sandbox } = stage;
  await rewriteSecrets(kube, all);
  await step(stage, 'rewritten', { ...good, 'secrets-plain': 'fail' }, (look, compare) => {
    compare('all sealed', heldOf(look.stored), { plain: 0, v1: 0, v2: 6, other: 0 });
    // What is sealed with the present key already is not written when nothing changes in it.
    compare('written sealed', metricsIn(look.view)?.written?.v2, 5 + 1);
    compareList(look, compare);
  });
  await kube.restart(['v2', 'identity']);
  await step(stage, 'restarted', good, (look, compare) => {
    compareStart(look, compare);
    compareKeys(look, compare, key);
    compareList(look, compare);
  });
  sandbox.world.rotateKey({ key });
  await kube.restart(['v2', 'identity']);
  await makeSecrets(kube, ['g']);
  await step(stage, 'rotated, restarted, one more', good, (look, compare) => {
    const versions = new Set(look.stored.map(({ keyVersion }) => keyVersion));
    compare('versions of the key in etcd', versions.size, 2);
    compareKeys(look, compare, key);
    compareList(look, compare);
  });
}

async function disabled(stage: Stage): Promise<void> {
  const { kube, key, sandbox, etcd } = stage;
  sandbox.world.disableKey({ key });
  await until('A failing readyz', 40, async () => (await kube.ask('GET', '/readyz')).status === 500);
  await makeSecrets(kube, ['h']);
  await step(stage, 'key disabled', { ...good, 'api-server-provider': 'fail' }, (look, compare) => {
    compare('providers', providersIn(look.view), failing('kms-providers'));
    const errors = metricsIn(look.view)?.kmsErrors.some(({ count }) => count > 0);
    compare('failed calls of the plugin', errors, true);
    compare('writing goes on', heldOf(look.stored).v2, 8);
    compareList(look, compare);
  });
  await kube.restart(['v2', 'identity'], { exclude: 'kms-providers', ready: false });
  await until('All but what KMS holds up', 60, async () => {
    const { status } = await kube.ask('GET', '/readyz?exclude=kms-providers&exclude=informer-sync');
    return status === 200;
  });
  await step(
    stage,
    'restarted meanwhile',
    { 'api-server-provider': 'fail', 'secrets-plain': 'unknown' },
    (look, compare) => {
      compare('providers', providersIn(look.view), failing('kms-providers'));
      compare('sealed values read', metricsIn(look.view)?.read?.v2 ?? 0, 0);
      compare('the list fails', look.view.secrets.seen, false);
    },
  );
  sandbox.world.enableKey({ key });
  await until('A good readyz', 120, async () => (await kube.ask('GET', '/readyz')).status === 200);
  await until('A list', 60, async () => (await kube.ask('GET', '/api/v1/secrets')).status === 200);
  await step(stage, 'key enabled', good, (look, compare) => {
    compare('providers', providersIn(look.view), well('kms-providers'));
    compare('sealed', heldOf(look.stored), { plain: 0, v1: 0, v2: 8, other: 0 });
    compareList(look, compare);
  });
  await etcd.secrets();
}

async function switchedOff(stage: Stage): Promise<void> {
  const { kube } = stage;
  await kube.restart(['identity', 'v2']);
  await makeSecrets(kube, ['i']);
  await step(
    stage,
    'identity first',
    { ...good, 'secrets-plain': 'fail', 'secrets-plain-writes': 'fail' },
    (look, compare) => {
      compare('providers', providersIn(look.view), well('kms-providers'));
      compare('written', metricsIn(look.view)?.written, { plain: 1, v1: 0, v2: 0, other: 0 });
      compare('held', heldOf(look.stored), { plain: 1, v1: 0, v2: 8, other: 0 });
      compareList(look, compare);
    },
  );
  await kube.restart(['v2', 'identity']);
  await step(stage, 'on again', { ...good, 'secrets-plain': 'fail' }, (look, compare) => {
    compareStart(look, compare);
    compareList(look, compare);
  });
  await rewriteSecrets(kube, ['i']);
}

async function fromV1(stage: Stage): Promise<void> {
  const { kube, key, sandbox } = stage;
  const orders: Provider[][] = [
    ['v1', 'v2', 'identity'],
    ['v2', 'v1', 'identity'],
  ];
  await kube.restart(orders[0] ?? []);
  await makeSecrets(kube, ['j', 'k']);
  await step(stage, 'v1 writes', { ...good, 'kms-v1-remains': 'fail' }, (look, compare) => {
    compare('providers', providersIn(look.view), well('kms-provider-0', 'kms-provider-1'));
    compare('written', metricsIn(look.view)?.written, { plain: 0, v1: 2, v2: 0, other: 0 });
    compare('held', heldOf(look.stored), { plain: 0, v1: 2, v2: 9, other: 0 });
    compareList(look, compare);
  });
  sandbox.world.disableKey({ key });
  await until('A failing readyz', 40, async () => {
    const { text } = await kube.ask('GET', '/readyz?verbose');
    return text.includes('[-]kms-provider-0') && text.includes('[-]kms-provider-1');
  });
  const refused = await kube.ask('POST', secrets, { metadata: { name: 'l' }, stringData: { a: 'b' } });
  await step(
    stage,
    'v1 writes, key disabled',
    { 'api-server-provider': 'fail', 'kms-v1-remains': 'fail' },
    (look, compare) => {
      compare('providers', providersIn(look.view), failing('kms-provider-0', 'kms-provider-1'));
      compare('writing fails at once', [refused.status, causeIn(refused.text)], [500, 'Rejected.Disabled']);
      compareList(look, compare);
    },
  );
  sandbox.world.enableKey({ key });
  await until('A good readyz', 60, async () => (await kube.ask('GET', '/readyz')).status === 200);
  await kube.restart(orders[1] ?? []);
  await step(stage, 'v2 before v1', { ...good, 'kms-v1-remains': 'fail' }, (look, compare) => {
    compareStart(look, compare);
    compareKeys(look, compare, key);
    compareList(look, compare);
  });
  await rewriteSecrets(kube, ['j', 'k']);
  await kube.restart(orders[1] ?? []);
  await step(stage, 'v1 to v2, rewritten', good, (look, compare) => {
    compare('no v1 left', heldOf(look.stored).v1, 0);
    compareStart(look, compare);
    compareList(look, compare);
  });
}

/** off, on, rewritten, rotated, disabled, restarted, enabled, off again, v1 to v2: on a real API server. */
export async function tell(stage: Stage): Promise<void> {
  await switchedOn(stage);
  await rewrittenAndRotated(stage);
  await disabled(stage);
  await switchedOff(stage);
  await fromV1(stage);
}
