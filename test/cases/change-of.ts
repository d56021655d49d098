import type { Case, CaseCluster } from './case.ts';
import { clusterId } from './case.ts';
import type { Answered, Change, Question } from './front.ts';
import { repeated } from './scenario-of.ts';

type Body = Record<string, unknown>;

/** What a case makes of the answers of a healthy account. */
export function changeOf(given: Partial<Case>): Change {
  const { answers = {}, faults = [], balance } = given;
  const whole: [string, unknown][] = [
    ...Object.entries(answers),
    ...faults.map(({ action, extra }): [string, unknown] => [action, extra.body]),
    ...(balance ? [balanceAnswer(balance)] : []),
  ];
  const asked = new Map<string, number>();
  return {
    instead: (question) => {
      for (const [action, answer] of whole) {
        const found = action === question.action ? answerTo(question, answer, asked) : null;
        if (found) return found;
      }
      return null;
    },
    edit: (question, body) => edited(given, question, body),
  };
}

function balanceAnswer(Data: unknown): [string, unknown] {
  return ['QueryAccountBalance', { Success: true, Code: '200', Data }];
}

/** Null when the answer is about another request or region. */
function answerTo(question: Question, answer: unknown, asked: Map<string, number>): Answered | null {
  const each = fieldOf(answer, '@each');
  if (Array.isArray(each)) {
    const index = asked.get(question.action) ?? 0;
    asked.set(question.action, index + 1);
    return answerTo(question, each[Math.min(index, each.length - 1)], asked);
  }
  const where = fieldOf(answer, '@where');
  const region = fieldOf(answer, '@region');
  if (typeof where === 'string' && !JSON.stringify(question.params).includes(where)) return null;
  if (typeof region === 'string' && region !== question.region) return null;
  const status = fieldOf(answer, '@status');
  if (typeof status !== 'number') {
    const body = Object.entries(Object(answer)).filter(([name]) => !name.startsWith('@'));
    return { status: 200, body: Array.isArray(answer) ? answer : Object.fromEntries(body) };
  }
  const code = fieldOf(answer, '@code');
  return { status, body: { Code: code, Message: 'x', RequestId: 'x', code, message: 'x' } };
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}

function edited(given: Partial<Case>, { action, params }: Question, body: unknown): unknown {
  switch (action) {
    case 'DescribeClustersV1':
      return listed(clustersIn(given), body);
    case 'DescribeClusterDetail':
      return entryOf(clustersIn(given), body);
    case 'DescribeKey':
      return inside(body, 'KeyMetadata', ownFields(given.keys?.find(({ id }) => id === params['KeyId'])));
    case 'GetKmsInstance':
      return inside(
        body,
        'KmsInstance',
        ownFields(given.instances?.find(({ id }) => id === params['KmsInstanceId'])),
      );
    case 'GetRole':
      return params['RoleName'] === 'AliyunCSManagedSecurityRole'
        ? inside(body, 'Role', ownFields(given.roles?.[0]))
        : body;
    case 'GetPolicy':
      return withDocument(body, given.policies?.[params['PolicyName'] ?? '']);
    case 'DescribeTrails':
      return given.trails ? { ...Object(body), TrailList: given.trails } : body;
    case 'LookupEvents':
      return withIdentities(given.events ?? [], body);
    default:
      return body;
  }
}

function clustersIn({ clusters = [], members = [] }: Partial<Case>): CaseCluster[] {
  return [...clusters, ...members.flatMap((member) => member.clusters)].flatMap(repeated);
}

/** A name that the case holds several times is listed as often. */
function listed(clusters: readonly CaseCluster[], body: unknown): unknown {
  const page: Body = Object(body);
  const entries = Array.isArray(page['clusters']) ? page['clusters'] : [];
  const all = entries.flatMap((entry) => {
    const same = clusters.filter(({ name }) => name === fieldOf(entry, 'name'));
    return same.length === 0 ? [entry] : same.map((cluster) => entryOf([cluster], entry));
  });
  const info: Body = Object(page['page_info']);
  const total = Number(info['total_count']) + all.length - entries.length;
  return { ...page, clusters: all, page_info: { ...info, total_count: total } };
}

/** The entry with what the case says of it. `key`, `caps` and `meta` are in `meta_data`. */
function entryOf(clusters: readonly CaseCluster[], entry: unknown): unknown {
  const found = clusters.find(({ name }) => clusterId(name) === fieldOf(entry, 'cluster_id'));
  if (!found) return entry;
  const { name: _, region: __, key: ___, caps, meta, repeat: ____, ...fields } = found;
  const text = caps === undefined ? meta : { Capabilities: caps };
  const metaData =
    text === undefined ? {} : { meta_data: typeof text === 'object' ? JSON.stringify(text) : text };
  return without({ ...Object(entry), ...metaData, ...fields });
}

/** Fields of the wire; those that the harness itself understands begin with `_` or in lower case. */
function ownFields(item: object | undefined): Body {
  return Object.fromEntries(Object.entries(item ?? {}).filter(([name]) => /^[A-Z]/.test(name)));
}

function inside(body: unknown, name: string, fields: Body): unknown {
  const outer: Body = Object(body);
  return { ...outer, [name]: without({ ...Object(outer[name]), ...fields }) };
}

/** `~missing` leaves a field out. */
function without(body: Body): Body {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== '~missing'));
}

function withDocument(body: unknown, policy: { document: unknown } | undefined): unknown {
  if (!policy) return body;
  const { document } = policy;
  const PolicyDocument = typeof document === 'string' ? document : JSON.stringify(document);
  return inside(body, 'DefaultPolicyVersion', { PolicyDocument });
}

function withIdentities(events: NonNullable<Case['events']>, body: unknown): unknown {
  const page: Body = Object(body);
  if (!Array.isArray(page['Events'])) return body;
  const Events = page['Events'].map((event) => {
    const found = events.find(
      ({ name, key, identity }) =>
        identity && name === fieldOf(event, 'eventName') && JSON.stringify(event).includes(key),
    );
    return found ? { ...Object(event), userIdentity: found.identity } : event;
  });
  return { ...page, Events };
}
