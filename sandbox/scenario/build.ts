import { CommandError } from '../commands/command.ts';
import { runCommand } from '../commands/index.ts';
import { addAccount } from '../specs/account-spec.ts';
import { requirePayer } from '../specs/billing-spec.ts';
import { addApp, addRobot } from '../specs/dingtalk-spec.ts';
import { directoryOf } from '../specs/directory-spec.ts';
import { SpecProblem } from '../specs/problem.ts';
import { newDingTalk } from '../world/dingtalk.ts';
import { Refusal } from '../world/refusal.ts';
import { defaultSettings, type Settings } from '../world/settings.ts';
import { parseMoment } from '../world/time.ts';
import type { WorldState } from '../world/world-state.ts';
import type { Scenario } from './schema.ts';

function settingsOf(given: Scenario['settings']): Settings {
  const settings: Settings = { ...defaultSettings };
  const { eventDelay, ...others } = given;
  for (const [name, value] of Object.entries(others)) {
    if (value !== undefined) Object.assign(settings, { [name]: value });
  }
  if (eventDelay !== undefined) settings.eventDelay = eventDelay === 'none' ? 0 : eventDelay;
  return settings;
}

/** Carries out what happened before the start, in its order, each at its time. */
function replay(world: WorldState, scenario: Scenario, start: number): void {
  const happened = scenario.history.map((entry, index) => ({
    entry,
    index,
    at: parseMoment(entry.at, start) ?? start,
  }));
  happened.sort((one, other) => one.at - other.at || one.index - other.index);
  for (const { entry, index, at } of happened) {
    const { at: _, do: name, ...args } = entry;
    if (at > start) throw new SpecProblem(`history.${index}.at`, 'History is before the start of the clock.');
    world.clock.now = at;
    try {
      runCommand(world, name, args);
    } catch (error) {
      const expected =
        error instanceof CommandError || error instanceof Refusal || error instanceof SpecProblem;
      if (expected) throw new SpecProblem(`history.${index}`, `${name}: ${error.message}`);
      throw error;
    }
  }
  world.clock.now = start;
}

/** Says in which item of the scenario's list a problem is. */
function addEach<Spec>(list: string, specs: readonly Spec[], add: (spec: Spec) => unknown): void {
  for (const [index, spec] of specs.entries()) {
    try {
      add(spec);
    } catch (error) {
      if (error instanceof SpecProblem)
        throw new SpecProblem(`${list}.${index}.${error.field}`, error.message);
      throw error;
    }
  }
}

/** The world of a scenario. Throws SpecProblem for what only shows when its parts meet. */
export function buildWorld(scenario: Scenario, name: string): WorldState {
  const start = Date.parse(scenario.clock);
  const world: WorldState = {
    name,
    clock: { now: start },
    settings: settingsOf(scenario.settings),
    defaultRegion: scenario.region,
    callerKeyId: scenario.caller,
    accounts: new Map(),
    credentials: new Map(),
    denials: scenario.deny.map((denial) => ({ ...denial })),
    directory: null,
    dingtalk: newDingTalk(),
    recorded: 0,
    publish: null,
    doors: null,
  };
  addEach('accounts', scenario.accounts, (account) => addAccount(world, account));
  if (!world.credentials.has(scenario.caller)) {
    throw new SpecProblem('caller', `There is no access key ${scenario.caller}.`);
  }
  addEach('accounts', [...world.accounts.values()], (account) => requirePayer(world, account));
  addEach('robots', scenario.robots, (robot) => addRobot(world, robot));
  addEach('apps', scenario.apps, (app) => addApp(world, app));
  if (scenario.directory) world.directory = directoryOf(world, scenario.directory);
  replay(world, scenario, start);
  return world;
}
