import * as v from 'valibot';
import type { Cloud } from '../cloud/cloud.ts';
import { fc } from '../cloud/functions.ts';
import { objectOf, plain } from '../collect/read.ts';
import type { Config } from '../config/schema.ts';
import type { Examination } from '../model/examination.ts';
import { type Job, jobsOf } from '../model/job.ts';
import type { Observation } from '../model/observation.ts';
import type { Text } from '../text/zh.ts';
import { eventTriggerItems } from './event-trigger.ts';
import { examination, type Place } from './examination.ts';
import { type ProbedCall, probeCall, verdictOf } from './probe.ts';

type FunctionOf = Job | 'alerts';

/** Where the functions are looked for. */
export interface DeploymentPlace {
  region: string;
  /** Their names begin with it and a hyphen. */
  prefix: string;
}

export interface Deployment {
  items: Examination[];
  /** There are functions, as far as may be seen. */
  isSeen: boolean;
  /** Jobs whose timer runs. */
  timed: ReadonlySet<FunctionOf>;
  /** The shortest time that a function is given, in seconds; null when none was seen. */
  timeoutSeconds: number | null;
}

interface FunctionSight {
  job: FunctionOf;
  name: string;
  config: ProbedCall;
  triggers: ProbedCall;
}

/** Looks for the functions of s.yaml and their timers. That there are none is no trouble: jobs may run elsewhere. */
export async function lookAtDeployment(
  cloud: Cloud,
  { region, prefix }: DeploymentPlace,
  config: Pick<Config, 'proof'>,
): Promise<Deployment> {
  // Functions of s.yaml: the names of the jobs, and that which delivers.
  const functions: readonly FunctionOf[] = [...jobsOf(config), 'alerts'];
  const sights = await Promise.all(
    functions.map(async (job): Promise<FunctionSight> => {
      const name = `${prefix}-${job}`;
      const request = { region, path: { functionName: name } };
      const [config, triggers] = await Promise.all([
        probeCall(cloud, fc.getFunction, request),
        probeCall(cloud, fc.listTriggers, request),
      ]);
      return { job, name, config, triggers };
    }),
  );
  const events = `${prefix}-events`;
  const triggers = await probeCall(cloud, fc.listTriggers, { region, path: { functionName: events } });
  const place = { id: 'functions', group: 'deployment', region } as const;
  const facts = { region, prefix };
  if (sights.every(isMissing)) {
    const text = 'No function {prefix}-* is deployed in {region}; the jobs run elsewhere, or manually.';
    const items = [examination('skipped', place, text, facts)];
    return { items, isSeen: false, timed: new Set(), timeoutSeconds: null };
  }
  const timeouts = sights.flatMap(({ config }) => timeoutIn(config.answer) ?? []);
  return {
    items: [...itemsOf(sights, region), ...eventTriggerItems({ name: events, region, triggers })],
    isSeen: sights.some(({ config, triggers }) => config.answer.seen || triggers.answer.seen),
    timed: new Set(sights.filter(({ triggers }) => timersIn(triggers.answer) === 'on').map(({ job }) => job)),
    timeoutSeconds: timeouts.length > 0 ? Math.min(...timeouts) : null,
  };
}

/** What may not be seen is told once for each RAM action. */
function itemsOf(sights: readonly FunctionSight[], region: string): Examination[] {
  const blind = [fc.getFunction, fc.listTriggers].flatMap(({ action, permission }) => {
    const calls = sights.map(({ config, triggers }) =>
      action === fc.getFunction.action ? config : triggers,
    );
    return calls.every(isBlind) ? [blindItem(permission, calls, region)] : [];
  });
  return [...blind, ...sights.flatMap((sight) => itemsOfOne(sight, region))];
}

function isBlind(tried: ProbedCall): boolean {
  return verdictOf(tried) !== 'allowed' && verdictOf(tried) !== 'absent';
}

function blindItem(permission: string, calls: readonly ProbedCall[], region: string): Examination {
  const place: Place = { id: permission, group: 'deployment', region };
  const [answer] = calls.flatMap((call) => (call.answer.seen ? [] : [call.answer]));
  const facts = { permission, code: answer?.code ?? '', detail: answer?.detail ?? '' };
  return examination('unknown', place, 'The functions could not be read ({permission}): {detail}', facts, {
    text: 'Grant {permission} to check the deployment; the jobs do not need it.',
    permission,
  });
}

/** One of the two answers is enough where the other is denied. */
function isMissing({ config, triggers }: FunctionSight): boolean {
  return verdictOf(config) === 'absent' || verdictOf(triggers) === 'absent';
}

const SWITCH_PROOF_ON: Text = 'Turn it on: deploy with SEALWATCH_PROOF=true.';

function itemsOfOne(sight: FunctionSight, region: string): Examination[] {
  const { name, triggers } = sight;
  const place: Place = { id: `function ${name}`, group: 'deployment', region };
  const facts = { name, region };
  if (isMissing(sight))
    return [
      examination('failed', place, 'Function {name} is not deployed in {region}.', facts, {
        text: 'Deploy it again.',
        command: 's deploy',
      }),
    ];
  if (isBlind(triggers)) return [];
  switch (timersIn(triggers.answer)) {
    case 'on':
      return [examination('ok', place, 'Function {name} is deployed and its timer is on.', facts)];
    case 'off':
      return [
        examination('failed', place, 'The timer of function {name} is off.', facts, {
          text:
            sight.job === 'proof' ? SWITCH_PROOF_ON : 'Turn it on: deploy without SEALWATCH_TIMERS=false.',
          command: 's deploy',
        }),
      ];
    case 'none':
      return [
        examination('failed', place, 'Function {name} has no timer.', facts, {
          text: 'Deploy it again.',
          command: 's deploy',
        }),
      ];
  }
}

const functionSchema = v.object({ timeout: v.number() });

function timeoutIn(answer: Observation<unknown>): number | null {
  const parsed = v.safeParse(functionSchema, answer.seen ? answer.value : null);
  return parsed.success ? parsed.output.timeout : null;
}

/** Whether a timer of the function runs. The configuration of a trigger is JSON in a text. */
function timersIn(answer: Observation<unknown>): 'on' | 'off' | 'none' {
  const { triggers } = objectOf(answer.seen ? answer.value : null);
  const timers = (Array.isArray(triggers) ? triggers : [])
    .map(objectOf)
    .filter(({ triggerType }) => triggerType === 'timer');
  if (timers.length === 0) return 'none';
  return timers.some(({ triggerConfig }) => isEnabled(plain(triggerConfig))) ? 'on' : 'off';
}

function isEnabled(config: string): boolean {
  try {
    return objectOf(JSON.parse(config))['enable'] === true;
  } catch {
    return false;
  }
}
