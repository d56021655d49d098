import * as v from 'valibot';
import type { AccountResult } from '../model/job-state.ts';
import type { ClusterProof } from '../model/proof.ts';
import { type Storing, storePushedProof } from '../state/pushed-proofs.ts';
import { type Asking, type Endpoint, jsonAnswer, type Route } from './endpoint.ts';
import type { Signer } from './guard.ts';
import { badRequest, HttpProblem } from './problem.ts';
import { type Posted, postSchema, proofOf, timesOf } from './proof-body.ts';
import { bodyOf, jsonIn, requireJson } from './request-body.ts';

export const PROOFS_PATH = '/proofs';

/** A post about 100,000 Secrets with short names. */
const MOST_BYTES = 8 * 1024 * 1024;
/** So many bodies are read at once by one process; the others are asked to come again. */
const AT_ONCE = 8;

/** What is posted may have been looked at so long before it was signed; clocks may differ by the rest. */
const LOOKED_BEFORE_MS = 3_600_000;
const LOOKED_AFTER_MS = 5 * 60_000;

export const PROOF_ROUTES: readonly Route[] = [{ path: PROOFS_PATH, POST: takeProof }];

/** Takes what a cluster posts about itself. Who may do so is decided by the signature, before the body is read. */
async function takeProof(asking: Asking, endpoint: Endpoint): Promise<Response> {
  const { guard, posts } = endpoint;
  const { headers } = asking.req.raw;
  const signer = guard.signerOf({ headers, client: asking.env.client });
  requireJson(headers);
  if (posts.size >= AT_ONCE) throw new HttpProblem(BUSY, { 'retry-after': '5' });
  posts.add(asking.req.raw);
  try {
    return await takeSigned(asking, endpoint, signer);
  } finally {
    posts.delete(asking.req.raw);
  }
}

async function takeSigned(asking: Asking, endpoint: Endpoint, signer: Signer): Promise<Response> {
  const { guard, source, now, uuid } = endpoint;
  const { store, log, client } = asking.env;
  const body = await bodyOf(asking.env, MOST_BYTES);
  guard.requireSigned(body, signer, client);
  const posted = postedIn(body);
  requireTimes(posted, signer);
  requireAllowed(posted.proof.cluster, signer);
  const { accounts } = await source.stored(store);
  const { account, cluster } = knownCluster(posted, accounts);
  const post = { account, proof: proofOf(posted, cluster), signedAt: signer.signedAt };
  const storing = await storePushedProof(store, post, { now: now(), uuid });
  const markers = requireStored(storing, signer);
  log.info('proof taken', { account, cluster: posted.proof.cluster, signedAt: signer.signedAt });
  return jsonAnswer({ account, cluster: posted.proof.cluster, signedAt: signer.signedAt, markers });
}

/** Throws `HttpProblem` 400 that names the place, never the value. */
function postedIn(body: Buffer): Posted {
  const result = v.safeParse(postSchema, jsonIn(body), { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const place = v.getDotPath(issue) ?? 'the body';
  throw badRequest('invalid-body', `No proof of sealwatch.proof/1: ${place} is not as expected.`);
}

function requireTimes(posted: Posted, { signedAt }: Signer): void {
  const signed = Date.parse(signedAt);
  const odd = timesOf(posted).find((time) => {
    const before = signed - Date.parse(time);
    return !(before <= LOOKED_BEFORE_MS && before >= -LOOKED_AFTER_MS);
  });
  if (odd === undefined) return;
  throw unprocessable(
    'wrong-time',
    `It was signed at ${signedAt} and tells of ${odd}; at most an hour may lie between, and nothing after.`,
  );
}

function requireAllowed(cluster: string, { clusters }: Signer): void {
  if (clusters === null || clusters.includes(cluster)) return;
  throw new HttpProblem({
    status: 403,
    code: 'cluster-not-allowed',
    title: 'Forbidden',
    detail: `This token may not post for cluster ${cluster}.`,
  });
}

/** The cluster as the jobs know it. Throws `HttpProblem` 422. */
function knownCluster(
  { account, proof }: Posted,
  accounts: readonly AccountResult[],
): { account: string; cluster: Pick<ClusterProof, 'region' | 'name'> } {
  const found = accounts.flatMap(({ id, results, memory }) => {
    const listed = results.flatMap(({ parts }) => (parts.clusters?.seen ? parts.clusters.value : []));
    const unlisted = (memory?.unlisted ?? []).map(({ cluster }) => cluster);
    const cluster = [...listed, ...unlisted].find((one) => one.id === proof.cluster);
    return cluster ? [{ account: id, cluster }] : [];
  });
  const fitting = account === undefined ? found : found.filter((one) => one.account === account);
  const [one, another] = fitting;
  if (one && !another) return one;
  if (one)
    throw unprocessable('ambiguous-cluster', `Several accounts have a cluster ${proof.cluster}; name one.`);
  if (found.length > 0)
    throw unprocessable(
      'unknown-cluster',
      `Account ${account} has no cluster ${proof.cluster}; another one has.`,
    );
  throw unprocessable(
    'unknown-cluster',
    `No account that is watched has a cluster ${proof.cluster}. A new one is known once the job inventory has run.`,
  );
}

/** How many markers there are. Throws `HttpProblem` 409. */
function requireStored(storing: Storing, { signedAt }: Signer): number {
  if (storing.kind === 'stored') return storing.markers;
  const conflict = { status: 409, title: 'Conflict' };
  if (storing.kind === 'busy')
    throw new HttpProblem(
      {
        ...conflict,
        code: 'busy',
        detail: 'Another post of this cluster is being stored; sign it anew and post again.',
      },
      { 'retry-after': '5' },
    );
  throw new HttpProblem({
    ...conflict,
    code: 'replayed',
    detail: `One that was signed at ${storing.last} is stored already; this one is of ${signedAt}.`,
  });
}

const BUSY = {
  status: 503,
  code: 'busy',
  title: 'Busy',
  detail: 'Too many large bodies are being read; post again later.',
};

function unprocessable(code: string, detail: string): HttpProblem {
  return new HttpProblem({ status: 422, code, title: 'Unprocessable content', detail });
}
