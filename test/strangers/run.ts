import { CLIENTS, type Client, type Told } from './clients.ts';
import { type Cloud, startCloud } from './cloud.ts';
import { judgeProwler } from './prowler.ts';
import { pythonWith } from './tools.ts';
import { disagreement, type Truth, truthOf } from './truth.ts';

/**
 * Clients that nobody here wrote, unmodified, at the names of the cloud over TLS, against `sealwatch sandbox --tls`.
 * Usage: npm run test:strangers -- [--only NAME] [--within SECONDS]
 */
const args = process.argv.slice(2);
const option = (name: string): string | undefined => {
  const at = args.indexOf(`--${name}`);
  return at < 0 ? undefined : args[at + 1];
};

const SCENARIO = 'sandbox/scenarios/demo.yaml';
const counts = { passed: 0, failed: 0 };

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function judge(client: string, what: string, wrong: string): void {
  if (wrong === '') counts.passed += 1;
  else {
    counts.failed += 1;
    say(`${client}, ${what}: ${wrong}`);
  }
}

/** The code by which a product says that it is asked too often. */
function throttlingOf(fact: string): string {
  if (fact.startsWith('kms.')) return 'Rejected.Throttling';
  return fact.startsWith('oss.') ? 'TotalQpsLimitExceeded' : 'Throttling.User';
}

/** Cores that find what they signed in the answer say themselves what is wrong then. */
const WRONG_SECRET = ['SignatureDoesNotMatch', 'InvalidAccessKeySecret'];

/** Empty when a client saw this refusal as what it is. */
function refusal(told: unknown, codes: readonly string[], type: string | null): string {
  const { error } = told as { error?: { code: string; type: string } };
  const isSeen = error !== undefined && codes.includes(error.code) && (type === null || error.type === type);
  return isSeen ? '' : `${JSON.stringify(told)} instead of ${type ?? ''} ${codes.join(' or ')}`;
}

function eachFact({ facts }: Told, wrong: (fact: string, told: unknown) => string): [string, string][] {
  const judged = Object.entries(facts).map(([fact, told]): [string, string] => [fact, wrong(fact, told)]);
  return judged.length > 0 ? judged : [['all', 'it told nothing']];
}

async function play(client: Client, file: string, cloud: Cloud, truth: Truth): Promise<void> {
  const { id, secret } = truth.pair;
  const env = { ...cloud.env, ALIBABA_CLOUD_ACCESS_KEY_ID: id, ALIBABA_CLOUD_ACCESS_KEY_SECRET: secret };
  const told = await client.read(file, env);
  for (const [fact, wrong] of eachFact(told, (name, value) => disagreement(value, truth.facts[name])))
    judge(client.name, fact, wrong);
  const wrongly = { ...env, ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'not the secret' };
  const refused = await client.read(file, wrongly);
  for (const [fact, wrong] of eachFact(refused, (_, value) => refusal(value, WRONG_SECRET, null)))
    judge(client.name, `${fact} with a wrong secret`, wrong);
  await cloud.setFaults([{ kind: 'retryAfter' }]);
  const throttled = await client.read(file, env);
  await cloud.setFaults([]);
  for (const [fact, wrong] of eachFact(throttled, (name, value) =>
    refusal(value, [throttlingOf(name)], client.throttledClass),
  ))
    judge(client.name, `${fact} throttled`, wrong);
  const versions = Object.entries(told.versions).map((one) => one.join(' '));
  say(`${client.name} (${versions.join(', ')}): read ${Object.keys(told.facts).join(', ')}`);
}

async function prowler(cloud: Cloud, truth: Truth, file: string): Promise<void> {
  const { id, secret } = truth.pair;
  const env = { ...cloud.env, ALIBABA_CLOUD_ACCESS_KEY_ID: id, ALIBABA_CLOUD_ACCESS_KEY_SECRET: secret };
  const judged = await judgeProwler(file, cloud, truth, env);
  for (const { what, wrong } of judged) judge('Prowler', what, wrong);
  say(`Prowler: a whole scan, ${judged.length} things compared`);
}

/** One client that breaks off leaves the others their turn. */
async function attempt(client: string, cloud: Cloud, task: () => Promise<void>): Promise<void> {
  try {
    await task();
  } catch (error) {
    judge(client, 'breaks off', String(error));
    await cloud.setFaults([]);
  }
}

async function main(): Promise<void> {
  const began = Date.now();
  const only = option('only');
  const within = Number(option('within') ?? Number.POSITIVE_INFINITY);
  const left = (): number => Math.min(3600, within - (Date.now() - began) / 1000);
  const truth = truthOf(SCENARIO);
  const cloud = await startCloud(SCENARIO);
  try {
    for (const client of CLIENTS.filter(({ name }) => (only ?? name) === name)) {
      const had = client.get(left());
      if ('why' in had) say(`NOT TESTED: ${client.name}: ${had.why}.`);
      else await attempt(client.name, cloud, () => play(client, had.file, cloud, truth));
    }
    if ((only ?? 'Prowler') === 'Prowler') {
      const had = pythonWith('prowler', left());
      if ('why' in had) say(`NOT TESTED: Prowler: ${had.why}.`);
      else await attempt('Prowler', cloud, () => prowler(cloud, truth, had.file));
    }
  } finally {
    cloud.close();
  }
  say('NOT TESTED: Terraform: no package registry has its provider.');
  say(`${Math.round((Date.now() - began) / 1000)} s in all.`);
  say(`${counts.passed} passed, ${counts.failed} failed`);
  // Without a limit somebody wants to know; within one, CI says what it did not test.
  if (counts.failed > 0 || (counts.passed === 0 && within === Number.POSITIVE_INFINITY)) process.exitCode = 1;
}

await main();
