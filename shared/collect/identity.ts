import * as v from 'valibot';
import type { Cloud } from '../cloud/cloud.ts';
import { sts } from '../cloud/sts.ts';
import type { Observation } from '../model/observation.ts';
import { read } from './read.ts';

const schema = v.object({
  AccountId: v.pipe(v.string(), v.regex(/^\d{5,20}$/)), // it becomes part of the names of what is stored
  Arn: v.string(),
  IdentityType: v.optional(v.string(), ''),
});

export type Identity = v.InferOutput<typeof schema>;

/** Who the credentials belong to. */
export async function collectIdentity(cloud: Cloud): Promise<Observation<Identity>> {
  const answer = await cloud.call(sts.getCallerIdentity, { region: 'cn-hangzhou' });
  return read(answer, schema, {
    type: 'identity',
    id: 'caller',
    region: '',
    facet: sts.getCallerIdentity.permission,
  });
}
