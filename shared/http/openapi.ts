import { SEVERITIES, STATUSES } from '../model/finding.ts';
import { ALL_JOBS, type Job, jobsOf } from '../model/job.ts';
import { PROOF_HEADERS } from '../model/proof-signature.ts';
import { CHECK_IDS } from '../present/check-titles.ts';
import { HTML } from '../report/html/html.ts';
import { jsonAnswer, type Route } from './endpoint.ts';
import { FORMATS, type Format, parametersOf, ROOT_FORMATS } from './formats.ts';
import { TOKEN_HEADER } from './guard.ts';
import { ACKNOWLEDGE_PATHS } from './openapi-acknowledge.ts';
import { ASSESSOR_PARAMETERS } from './openapi-assessor.ts';
import { loginPaths } from './openapi-login.ts';
import { OF_ALL, problems } from './openapi-problems.ts';
import { jobsToStart, listOf, ref, SCHEMAS, type Schema } from './openapi-schemas.ts';
import { PROOFS_PATH } from './proof-routes.ts';
import { FILTERS, FORMS, MOST, PAGE_OF } from './question.ts';

export const OPENAPI_ROUTES: readonly Route[] = [
  { path: '/openapi.json', GET: (_asking, { config }) => jsonAnswer(openApi(jobsOf(config))) },
];

const JSON_TYPE = 'application/json';

function query(name: string, schema: Schema, description: string): Schema {
  return { name, in: 'query', required: false, explode: false, schema, description };
}

const parameters: Readonly<Record<string, Schema>> = {
  account: query('account', listOf(FORMS.account.schema), 'Ids of accounts'),
  region: query('region', listOf(FORMS.region.schema), 'Ids of regions'),
  cluster: query(
    'cluster',
    listOf(FORMS.cluster.schema),
    'Parts of names or ids of clusters, in any letter case; one must be there',
  ),
  check: query('check', listOf({ enum: CHECK_IDS }), 'Ids of checks; chooses findings'),
  severity: query('severity', listOf({ enum: SEVERITIES }), 'Chooses findings'),
  status: query(
    'status',
    listOf({ enum: STATUSES }),
    'Chooses findings; pass and skipped are told only when asked for',
  ),
  tag: query('tag', listOf(FORMS.tag.schema), 'Tags of clusters, `name` or `name:value`; all must be there'),
  page: query('page', { type: 'integer', minimum: 1, maximum: MOST }, 'Page of clusters and findings'),
  limit: query(
    'limit',
    { type: 'integer', minimum: 1, maximum: MOST },
    `Clusters and findings of a page; with \`page\` alone ${PAGE_OF}`,
  ),
  lang: query('lang', { enum: ['en', 'zh'] }, 'Default: Accept-Language, then the configuration'),
};

function named(names: readonly string[]): Schema[] {
  return [...names, 'lang'].map((name) => ({ $ref: `#/components/parameters/${name}` }));
}

/** A GET of something that has an ETag. */
function get(summary: string, types: Readonly<Record<string, Schema>>, more: Schema): Schema {
  const content = Object.fromEntries(Object.entries(types).map(([type, schema]) => [type, { schema }]));
  const etag = { schema: { type: 'string' } };
  return {
    get: {
      summary,
      ...more,
      responses: {
        200: { description: 'It', headers: { ETag: etag }, content },
        304: { description: 'The client has it already' },
        ...problems([400, 404, 406, ...OF_ALL]),
      },
    },
  };
}

function schemaOf({ path, mediaType }: Format): Schema {
  if (path === '/report.json') return ref('Report');
  return mediaType.includes('json') ? {} : { type: 'string' };
}

function reportPaths(): Record<string, Schema> {
  const types = ROOT_FORMATS.map((format) => [format.mediaType, schemaOf(format)] as const);
  const all = {
    description: 'Takes `page` and `limit` where the address of that media type takes them.',
    parameters: named(FILTERS),
  };
  const paths: Record<string, Schema> = {
    '/': get('The report, as the client likes it', Object.fromEntries(types), all),
  };
  for (const format of FORMATS) {
    const more = { parameters: named(parametersOf(format)) };
    paths[format.path] = get(
      `The report as ${format.mediaType}`,
      { [format.mediaType]: schemaOf(format) },
      more,
    );
  }
  return paths;
}

function inPath(name: string): Schema {
  return { name, in: 'path', required: true, schema: { type: 'string' } };
}

const statePaths: Record<string, Schema> = {
  '/clusters/{id}': get(
    'One cluster',
    { [HTML]: { type: 'string' }, [JSON_TYPE]: ref('ClusterAnswer') },
    { parameters: [inPath('id'), ...named([])] },
  ),
  '/findings/{fingerprint}': get(
    'One finding',
    { [HTML]: { type: 'string' }, [JSON_TYPE]: ref('FindingAnswer') },
    { parameters: [inPath('fingerprint'), ...named([])] },
  ),
  '/history.json': get(
    'Each account, day by day',
    { [JSON_TYPE]: ref('History') },
    { parameters: named(['account']) },
  ),
  '/evidence/public-key': {
    get: {
      summary: 'The public key that checks the signatures of the evidence',
      responses: {
        200: { description: 'It', content: { [JSON_TYPE]: { schema: ref('PublicKey') } } },
        ...problems([404, ...OF_ALL]),
      },
    },
  },
  '/healthz': {
    get: {
      summary: 'Whether every job has finished within twice its period; needs no token',
      security: [],
      responses: {
        200: { description: 'Fresh', content: { [JSON_TYPE]: { schema: ref('Health') } } },
        503: {
          description: 'Stale, not configured, or without a store',
          content: {
            [JSON_TYPE]: { schema: ref('Health') },
            'application/problem+json': { schema: ref('Problem') },
          },
        },
        ...problems([414, 500]),
      },
    },
  },
  '/openapi.json': {
    get: {
      summary: 'This document',
      responses: {
        200: { description: 'It', content: { [JSON_TYPE]: { schema: { type: 'object' } } } },
        ...problems(OF_ALL),
      },
    },
  },
};

const assessorPaths: Record<string, Schema> = {
  '/evidence/{framework}': get(
    'The evidence of a framework over a period, for an assessor',
    { [JSON_TYPE]: ref('Evidence'), [HTML]: { type: 'string' } },
    { parameters: [...ASSESSOR_PARAMETERS, ...named([])] },
  ),
};

const runPaths = (jobs: readonly Job[]): Record<string, Schema> => ({
  '/runs': {
    post: {
      summary: 'Starts jobs, unless a run is under way; needs a token of scope run',
      requestBody: { required: false, content: { [JSON_TYPE]: { schema: jobsToStart(jobs) } } },
      responses: {
        202: {
          description: 'Under way',
          headers: { Location: { schema: { type: 'string' } } },
          content: { [JSON_TYPE]: { schema: ref('Started') } },
        },
        ...problems([400, 415, 502, ...OF_ALL]),
      },
    },
  },
  '/runs/{id}': {
    get: {
      summary: 'How far a run is',
      parameters: [inPath('id')],
      responses: {
        200: { description: 'It', content: { [JSON_TYPE]: { schema: ref('Run') } } },
        ...problems([404, ...OF_ALL]),
      },
    },
  },
});

const proofPaths: Record<string, Schema> = {
  [PROOFS_PATH]: {
    post: {
      summary:
        'Takes what a cluster tells about itself; signed with a token of scope proof, which is never sent',
      description:
        'The signature is HMAC-SHA256 with the token, in hexadecimal, of three lines: `sealwatch-proof-v1`, the timestamp, and the SHA-256 of the body in hexadecimal.',
      security: [{ signature: [], timestamp: [], digest: [] }],
      requestBody: { required: true, content: { [JSON_TYPE]: { schema: ref('Proof') } } },
      responses: {
        200: { description: 'Stored', content: { [JSON_TYPE]: { schema: ref('ProofStored') } } },
        ...problems([400, 409, 415, 422, ...OF_ALL]),
      },
    },
  },
};

/** What there is, for programs. A test holds it against the real answers. */
export function openApi(jobs: readonly Job[] = ALL_JOBS): Schema {
  return {
    openapi: '3.1.0',
    info: {
      title: 'sealwatch',
      version: '1',
      description: 'Whether the Secrets of ACK Pro clusters are sealed. HEAD works wherever GET does.',
    },
    paths: {
      ...reportPaths(),
      ...statePaths,
      ...assessorPaths,
      ...runPaths(jobs),
      ...proofPaths,
      ...ACKNOWLEDGE_PATHS,
      ...loginPaths(problems([400, ...OF_ALL])),
    },
    security: [{ bearer: [] }, { header: [] }, { link: [] }],
    components: {
      parameters,
      schemas: SCHEMAS,
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        header: { type: 'apiKey', in: 'header', name: TOKEN_HEADER },
        link: {
          type: 'apiKey',
          in: 'query',
          name: 'signature',
          description: 'With `expires` and `scope`, as signed',
        },
        signature: { type: 'apiKey', in: 'header', name: PROOF_HEADERS.signature },
        timestamp: {
          type: 'apiKey',
          in: 'header',
          name: PROOF_HEADERS.timestamp,
          description: 'ISO 8601 with milliseconds, UTC; at most 5 minutes away',
        },
        digest: {
          type: 'apiKey',
          in: 'header',
          name: PROOF_HEADERS.digest,
          description: 'SHA-256 of the body, in hexadecimal',
        },
      },
    },
  };
}
