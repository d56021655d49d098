import * as v from 'valibot';
import { kms } from '../services/kms.ts';
import { moment, policyDocument } from '../specs/basics.ts';
import { addKey, documentText, keySpec } from '../specs/key-spec.ts';
import type { JsonObject } from '../world/json.ts';
import { defaultKeyPolicy, type Key, keyArn, setKeyState } from '../world/key.ts';
import { parseMoment } from '../world/time.ts';
import type { Account, WorldState } from '../world/world-state.ts';
import { type Command, type Doer, doer, homeOf, perform } from './command.ts';
import { keyNamed } from './find.ts';
import { leaveEvent } from './happening.ts';

const key = v.pipe(v.string(), v.minLength(1));

function onKey(
  world: WorldState,
  args: Doer & { key: string },
  operation: string,
  params: (key: Key, account: Account) => Record<string, string> = ({ id }) => ({ KeyId: id }),
): JsonObject {
  const account = homeOf(world, args);
  const found = keyNamed(account, args.key);
  perform(world, args, {
    service: kms,
    operation,
    account,
    region: found.region,
    params: params(found, account),
  });
  return { key: found.id };
}

const plain = v.strictObject({ ...doer, key });

function simple(operation: string): Command<typeof plain> {
  return { args: plain, run: (world, args) => onKey(world, args, operation) };
}

const scheduleArgs = v.strictObject({ ...doer, key, days: v.optional(v.pipe(v.number(), v.integer()), 7) });

const scheduleKeyDeletion: Command<typeof scheduleArgs> = {
  args: scheduleArgs,
  run: (world, args) =>
    onKey(world, args, 'ScheduleKeyDeletion', ({ id }) => ({
      KeyId: id,
      PendingWindowInDays: `${args.days}`,
    })),
};

const protectionArgs = v.strictObject({ ...doer, key, on: v.boolean() });

const setDeletionProtection: Command<typeof protectionArgs> = {
  args: protectionArgs,
  run: (world, args) =>
    onKey(world, args, 'SetDeletionProtection', (found) => ({
      ProtectedResourceArn: keyArn(found),
      EnableDeletionProtection: `${args.on}`,
    })),
};

const rotationArgs = v.strictObject({
  ...doer,
  key,
  on: v.boolean(),
  days: v.optional(v.pipe(v.number(), v.integer()), 365),
});

const setRotation: Command<typeof rotationArgs> = {
  args: rotationArgs,
  run: (world, args) =>
    onKey(world, args, 'UpdateRotationPolicy', ({ id }) => ({
      KeyId: id,
      EnableAutomaticRotation: `${args.on}`,
      ...(args.on && { RotationInterval: `${args.days}d` }),
    })),
};

const policyArgs = v.strictObject({ ...doer, key, policy: v.union([v.literal('default'), policyDocument]) });

const setKeyPolicy: Command<typeof policyArgs> = {
  args: policyArgs,
  run: (world, args) =>
    onKey(world, args, 'SetKeyPolicy', ({ id }, account) => ({
      KeyId: id,
      Policy: args.policy === 'default' ? defaultKeyPolicy(account.id) : documentText(args.policy),
    })),
};

const importArgs = v.strictObject({ ...doer, key, expires: v.optional(moment) });

/** The ceremony of an import (token, public key, encrypted material) is left out: only its result and its event. */
const importKeyMaterial: Command<typeof importArgs> = {
  args: importArgs,
  run: (world, args) => {
    const account = homeOf(world, args);
    const found = keyNamed(account, args.key);
    const { now } = world.clock;
    const expires = args.expires === undefined ? null : parseMoment(args.expires, now);
    if (args.refused === undefined) {
      found.material = { present: true, expires };
      setKeyState(found, now, 'Enabled');
    }
    leaveEvent(world, account, args, {
      service: kms,
      name: 'ImportKeyMaterial',
      region: found.region,
      parameters: { KeyId: found.id },
      resource: { type: 'ACS::KMS::Key', names: [found.id], referenced: false },
    });
    return { key: found.id };
  },
};

const addArgs = v.strictObject({ account: doer.account, ...keySpec.entries });

const addKeyCommand: Command<typeof addArgs> = {
  args: addArgs,
  run: (world, { account, ...spec }) => ({ key: addKey(world, homeOf(world, { account }), spec).id }),
};

export const keyCommands = {
  disableKey: simple('DisableKey'),
  enableKey: simple('EnableKey'),
  scheduleKeyDeletion,
  cancelKeyDeletion: simple('CancelKeyDeletion'),
  deleteKeyMaterial: simple('DeleteKeyMaterial'),
  importKeyMaterial,
  rotateKey: simple('CreateKeyVersion'),
  setDeletionProtection,
  setRotation,
  setKeyPolicy,
  addKey: addKeyCommand,
};
