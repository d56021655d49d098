import * as v from 'valibot';
import type { RegionActivity, RegionUse, Use } from '../../model/activity.ts';
import type { ChangeEvent, PlaceEvents } from '../../model/change.ts';
import type { Cluster, ClusterPast, Encryption } from '../../model/cluster.ts';
import type { ExistingKey, Key, KeyPolicy } from '../../model/key.ts';
import type { Instance, KmsStatus } from '../../model/kms.ts';
import type { AclPassage, Network, Passage } from '../../model/network.ts';
import {
  type ClusterGrant,
  type People,
  type PeopleGap,
  type Person,
  SWITCH_OFF_ACTIONS,
} from '../../model/people.ts';
import type { ProvenCluster } from '../../model/proof.ts';
import type { Clause, Decision, PolicyText } from '../../model/ram-policy.ts';
import { type GoodCalls, NEEDED_ACTIONS, type ServiceRole } from '../../model/role.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { RegionTrails, Trail } from '../../model/trail.ts';
import { changeEvent, number, observation, text, textOrNull, texts } from './common.ts';
import { money } from './money.ts';
import { provenCluster } from './proven-cluster.ts';
import { schemaOf } from './stored-format.ts';

const encryption = schemaOf<Encryption>()(
  v.variant('on', [
    v.object({ on: v.literal(true), keyId: text }),
    v.object({ on: v.literal(false), reported: v.boolean(), keptKeyId: textOrNull }),
  ]),
);

const past = schemaOf<ClusterPast>()(
  v.object({
    since: textOrNull,
    upgraded: textOrNull,
    former: v.array(v.object({ reference: text, until: text })),
    rewritten: textOrNull,
    sealed: v.exactOptional(text),
  }),
);

export const cluster = schemaOf<Cluster>()(
  v.object({
    id: text,
    name: text,
    region: text,
    type: text,
    spec: text,
    profile: text,
    state: text,
    version: text,
    initVersion: text,
    created: textOrNull,
    updated: textOrNull,
    changingSince: textOrNull,
    tags: v.record(text, text),
    scope: v.picklist(['in', 'standard', 'dedicated', 'registered', 'profile', 'gone', 'unknown']),
    inScope: v.boolean(),
    encryption: observation(encryption),
    apiServer: v.exactOptional(v.object({ public: textOrNull, private: textOrNull })),
    past: v.exactOptional(past),
  }),
);

const decision = schemaOf<Decision>()(
  v.object({
    effect: v.picklist(['allowed', 'denied', 'open']),
    by: v.array(schemaOf<Clause>()(v.object({ statement: text, openBy: texts }))),
  }),
);
const goodCalls = schemaOf<GoodCalls>()(
  v.object({ region: text, key: text, encrypt: textOrNull, decrypt: textOrNull }),
);
const policyText = schemaOf<PolicyText>()(v.object({ name: text, document: observation(text) }));

const role = schemaOf<ServiceRole>()(
  v.variant('exists', [
    v.object({ exists: v.literal(false) }),
    v.object({
      exists: v.literal(true),
      arn: text,
      trust: observation(text),
      policies: observation(v.object({ names: texts, texts: v.array(policyText) })),
      changed: textOrNull,
      worked: v.exactOptional(v.array(goodCalls)),
    }),
  ]),
);

const trail = schemaOf<Trail>()(
  v.object({
    name: text,
    homeRegion: text,
    region: text,
    eventRW: text,
    enabled: v.boolean(),
    delivery: observation(v.object({ logging: v.boolean(), error: text })),
  }),
);
const regionTrails = schemaOf<RegionTrails>()(
  v.object({ region: text, trails: observation<readonly Trail[]>(v.array(trail)) }),
);

const grant = schemaOf<ClusterGrant>()(v.object({ cluster: text, role: text }));
const person = schemaOf<Person>()(
  v.object({
    type: v.picklist(['user', 'role']),
    name: text,
    policies: texts,
    rights: v.object(v.entriesFromList(SWITCH_OFF_ACTIONS, decision)),
    kms: decision,
    grants: v.nullable(observation<readonly ClusterGrant[]>(v.array(grant))),
  }),
);
const people = schemaOf<People>()(
  v.object({
    account: text,
    persons: observation<readonly Person[]>(v.array(person)),
    cuts: v.array(
      v.object({ what: v.picklist(['policies', 'groups', 'identities']), limit: number, total: number }),
    ),
    gaps: v.array(
      schemaOf<PeopleGap>()(
        v.object({
          what: v.picklist(['list', 'policy', 'statement', 'holders', 'members']),
          name: text,
          detail: text,
        }),
      ),
    ),
  }),
);

const passage = schemaOf<Passage>()(
  v.variant('verdict', [
    v.object({ verdict: v.literal('allowed') }),
    v.object({ verdict: v.literal('refused'), rule: text }),
    v.object({ verdict: v.literal('partly'), rule: text }),
    v.object({ verdict: v.literal('silent') }),
  ]),
);
const acl = schemaOf<AclPassage>()(v.object({ id: text, inbound: passage, outbound: passage }));
const network = schemaOf<Network>()(
  v.object({
    account: text,
    clusters: v.array(
      v.object({
        cluster: text,
        region: text,
        name: text,
        securityGroup: v.object({ id: text, outbound: observation(passage) }),
        vSwitches: v.array(v.object({ id: text, acl: observation(v.nullable(acl)) })),
      }),
    ),
    left: number,
  }),
);

const existingKey = schemaOf<ExistingKey>()(
  v.object({
    exists: v.literal(true),
    id: text,
    arn: text,
    description: text,
    state: observation(text),
    spec: observation(text),
    usage: observation(text),
    origin: observation(text),
    creator: observation(text),
    protectionLevel: text,
    created: observation(text),
    rotation: observation(text),
    lastRotation: observation(textOrNull),
    materialExpires: observation(textOrNull),
    deletionProtection: observation(text),
    deleteDate: textOrNull,
    instanceId: textOrNull,
  }),
);
const keyPolicy = schemaOf<KeyPolicy>()(
  v.object({ rights: v.object(v.entriesFromList(NEEDED_ACTIONS, decision)), odd: texts, digest: text }),
);
const key = schemaOf<Key>()(
  v.object({
    id: text,
    region: text,
    reference: text,
    clusters: texts,
    metadata: observation(v.union([v.object({ exists: v.literal(false) }), existingKey])),
    policy: observation(v.nullable(keyPolicy)),
    worked: v.exactOptional(v.object({ calls: goodCalls, changed: text })),
  }),
);

const instance = schemaOf<Instance>()(
  v.object({
    id: text,
    region: text,
    clusters: texts,
    detail: observation(
      v.union([
        v.object({ released: v.literal(true) }),
        v.object({
          name: text,
          status: observation(text),
          chargeType: observation(text),
          endDate: observation(textOrNull),
          deletionProtection: v.exactOptional(observation(v.boolean())),
        }),
      ]),
    ),
  }),
);
const kmsStatus = schemaOf<KmsStatus>()(
  v.object({ region: text, clusters: texts, encrypted: texts, status: observation(text) }),
);

const use = schemaOf<Use>()(v.object({ encrypt: textOrNull, decrypt: textOrNull, eventId: text }));
export const regionUse = schemaOf<RegionUse>()(
  v.object({
    keys: v.record(text, use),
    unnamed: v.nullable(use),
    failures: v.array(
      v.object({
        ...{ call: text, at: text, code: text, message: text, eventId: text, keyId: textOrNull },
        over: v.exactOptional(text),
      }),
    ),
    from: text,
    searched: v.boolean(),
    to: v.exactOptional(text),
    density: v.exactOptional(v.object({ from: text, to: text, calls: v.record(text, number) })),
    paces: v.exactOptional(v.record(text, v.object({ since: text, until: text, longest: number }))),
  }),
);
const regionActivity = schemaOf<RegionActivity>()(v.object({ region: text, use: observation(regionUse) }));
const placeEvents = schemaOf<PlaceEvents>()(
  v.object({ place: text, events: observation<readonly ChangeEvent[]>(v.array(changeEvent)) }),
);

/** What a run looked at; what nobody looked at is left out. */
export const parts = schemaOf<Snapshot['parts']>()(
  v.object({
    clusters: v.exactOptional(observation<readonly Cluster[]>(v.array(cluster))),
    role: v.exactOptional(observation(role)),
    trails: v.exactOptional(observation<readonly RegionTrails[]>(v.array(regionTrails))),
    people: v.exactOptional(observation(people)),
    network: v.exactOptional(observation(network)),
    keys: v.exactOptional(observation<readonly Key[]>(v.array(key))),
    formerKeys: v.exactOptional(observation<readonly Key[]>(v.array(key))),
    instances: v.exactOptional(observation<readonly Instance[]>(v.array(instance))),
    kmsStatus: v.exactOptional(observation<readonly KmsStatus[]>(v.array(kmsStatus))),
    activity: v.exactOptional(observation<readonly RegionActivity[]>(v.array(regionActivity))),
    changeEvents: v.exactOptional(observation<readonly PlaceEvents[]>(v.array(placeEvents))),
    refusals: v.exactOptional(observation<readonly ChangeEvent[]>(v.array(changeEvent))),
    money: v.exactOptional(observation(money)),
    proofs: v.exactOptional(observation<readonly ProvenCluster[]>(v.array(provenCluster))),
  }),
);
