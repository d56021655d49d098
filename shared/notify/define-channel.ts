import type * as v from 'valibot';
import type { Channel } from '../model/notice.ts';
import { Secret } from '../model/secret.ts';
import type { ChannelDeps, Probe, ProbeDeps } from './deps.ts';

/** What every configured channel is, whatever its type. */
interface AnyChannel {
  readonly type: string;
}

type SettingsSchema = v.GenericSchema<unknown, AnyChannel> & { entries: { type: { literal: string } } };

/** Something that is wrong with the settings of a channel although each of them is well formed. */
export interface SettingsProblem {
  key: string;
  what: string;
}

/** Everything that is known of a type of channel. `C`: its settings. */
interface ChannelDefinition<S extends SettingsSchema, C = v.InferOutput<S>> {
  settings: S;
  /** Its readers are people who have no token, so that the links to the report are signed. */
  signsLinks: boolean;
  problems?: (config: C) => readonly SettingsProblem[];
  /** What must not be told although it is only a part of a secret setting. */
  parts?: (config: C) => readonly string[];
  /** Loaded when the first message is sent. */
  send: () => Promise<{ open: (config: C, deps: ChannelDeps) => Channel }>;
  /** Loaded when the doctor asks. Tries what can be tried without saying anything to anybody. */
  probe: () => Promise<{ probe: (config: C, deps: ProbeDeps) => Promise<Probe> }>;
}

/** A type of channel, for those who do not know which one it is. */
export interface ChannelKind<S extends SettingsSchema> {
  type: string;
  settings: S;
  signsLinks: boolean;
  problemsOf: (config: AnyChannel) => readonly SettingsProblem[];
  secretsOf: (config: AnyChannel) => readonly string[];
  open: (config: AnyChannel, deps: ChannelDeps) => Promise<Channel>;
  probe: (config: AnyChannel, deps: ProbeDeps) => Promise<Probe>;
}

export function defineChannel<S extends SettingsSchema>(definition: ChannelDefinition<S>): ChannelKind<S> {
  const { settings, signsLinks, problems = () => [], parts = () => [], send, probe } = definition;
  const { literal: type } = settings.entries.type;
  const isOwn = (config: AnyChannel): config is v.InferOutput<S> => config.type === type;
  const own = (config: AnyChannel): v.InferOutput<S> => {
    if (isOwn(config)) return config;
    throw new Error(`${config.type} is not ${type}`);
  };
  return {
    ...{ type, settings, signsLinks },
    problemsOf: (config) => problems(own(config)),
    secretsOf: (config) => [
      ...Object.values(config).flatMap((value) => (value instanceof Secret ? [value.reveal()] : [])),
      ...parts(own(config)),
    ],
    open: async (config, deps) => (await send()).open(own(config), deps),
    probe: async (config, deps) => (await probe()).probe(own(config), deps),
  };
}
