import * as v from 'valibot';
import { oneOf } from '../specs/basics.ts';
import { addBucket, bucketSpec } from '../specs/bucket-spec.ts';
import { type Command, CommandError, doer, homeOf } from './command.ts';

const { account } = doer;
const addBucketArgs = v.strictObject({ account, ...bucketSpec.entries });

const versioningArgs = v.strictObject({
  account,
  bucket: v.string(),
  /** a bucket that once had versions never goes back to `none` */
  versioning: oneOf(['Enabled', 'Suspended']),
});

const setVersioning: Command<typeof versioningArgs> = {
  args: versioningArgs,
  run: (world, args) => {
    const { buckets } = homeOf(world, args);
    const bucket = buckets.get(args.bucket);
    if (!bucket) {
      const known = [...buckets.keys()].join(', ') || 'none';
      throw new CommandError('NoSuchBucket', `There is no bucket ${args.bucket}. There is: ${known}.`);
    }
    bucket.versioning = args.versioning;
    return { bucket: bucket.name, versioning: bucket.versioning };
  },
};

export const bucketCommands = {
  addBucket: {
    args: addBucketArgs,
    run: (world, { account: id, ...spec }) => ({
      bucket: addBucket(world, homeOf(world, { account: id }), spec).name,
    }),
  } satisfies Command<typeof addBucketArgs>,
  setVersioning,
};
