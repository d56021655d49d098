import * as v from 'valibot';
import { CommandError } from '../commands/command.ts';
import { commandNames, runCommand } from '../commands/index.ts';
import type { Invocation } from '../function-compute/host.ts';
import { jsonReply, type Reply } from '../gateway/answer.ts';
import type { Desk } from '../gateway/desk.ts';
import { faultKinds, faultRules } from '../gateway/faults.ts';
import { isLoopback } from '../gateway/host.ts';
import type { Wire } from '../gateway/wire.ts';
import { SpecProblem } from '../specs/problem.ts';
import { isObject, type JsonObject, parseJson } from '../world/json.ts';
import { Refusal } from '../world/refusal.ts';
import { parseDuration, parseInstant, utc } from '../world/time.ts';

export const controlPrefix = '/_sandbox/';

/** A control request that cannot be followed; becomes a 400. */
class ControlError extends Error {
  readonly more: JsonObject;

  constructor(message: string, more: JsonObject = {}) {
    super(message);
    this.more = more;
  }
}

function bodyOf(wire: Wire): unknown {
  const parsed = parseJson(wire.body.toString('utf8'));
  if (parsed === undefined) throw new ControlError('The body is not JSON.');
  return parsed;
}

function moveClock(desk: Desk, body: unknown): JsonObject {
  const { clock } = desk.world;
  const { advance, set } = isObject(body) ? body : {};
  const length = typeof advance === 'string' ? parseDuration(advance) : null;
  const instant = typeof set === 'string' ? parseInstant(set) : null;
  const to = length === null ? instant : clock.now + length;
  if (to === null) throw new ControlError('Expected {"advance":"P1D"} or {"set":"2026-11-24T00:00:00Z"}.');
  if (to < clock.now) throw new ControlError(`The clock only goes forward; it is ${utc(clock.now)}.`);
  const from = clock.now;
  clock.now = to;
  return { now: utc(clock.now), started: desk.functions.clockMoved(from, to) };
}

function changeWorld(desk: Desk, body: unknown): JsonObject {
  if (!isObject(body) || typeof body['do'] !== 'string') {
    throw new ControlError('Expected {"do":"disableKey","key":"...","by":"alice"}.', {
      known: [...commandNames],
    });
  }
  const { do: name, ...args } = body;
  try {
    return { ok: true, ...runCommand(desk.world, name, args) };
  } catch (error) {
    if (error instanceof CommandError && error.code === 'UnknownCommand') {
      throw new ControlError(error.message, { known: [...commandNames] });
    }
    throw error;
  }
}

function setFaults(desk: Desk, body: unknown): JsonObject {
  const parsed = v.safeParse(faultRules, body);
  if (!parsed.success) {
    const first = parsed.issues[0].issues?.[0] ?? parsed.issues[0];
    throw new ControlError(`${v.getDotPath(first) ?? 'body'}: ${first.message}`, { known: [...faultKinds] });
  }
  desk.faults.set(parsed.output);
  return { faults: desk.faults.list() };
}

function shown({ logs, error, ...others }: Invocation): JsonObject {
  return { ...others, logs: logs.map((line) => ({ ...line })), error: error && { ...error } };
}

type Handler = (desk: Desk, wire: Wire) => JsonObject;

const handlers: Record<string, Handler> = {
  'GET calls': (desk) => desk.calls.summary(),
  'DELETE calls': (desk) => {
    desk.calls.reset();
    return desk.calls.summary();
  },
  'GET invocations': (desk) => ({ invocations: desk.functions.invocations().map(shown) }),
  'GET world': (desk) => ({ now: utc(desk.world.clock.now), known: [...commandNames] }),
  'POST world': (desk, wire) => changeWorld(desk, bodyOf(wire)),
  'GET faults': (desk) => ({ faults: desk.faults.list() }),
  'POST faults': (desk, wire) => setFaults(desk, bodyOf(wire)),
  'DELETE faults': (desk) => setFaults(desk, []),
  'GET clock': (desk) => ({ now: utc(desk.world.clock.now) }),
  'POST clock': (desk, wire) => moveClock(desk, bodyOf(wire)),
  'GET outbox': ({ world }) => ({ messages: world.dingtalk.outbox }),
  'DELETE outbox': ({ world }) => {
    world.dingtalk.outbox = [];
    return { messages: [] };
  },
  'POST reset': (desk) => {
    desk.restart();
    return { now: utc(desk.world.clock.now) };
  },
};

/** Answers a request to the sandbox itself: no signature, but only from this machine and under a loopback name. */
export function control(desk: Desk, wire: Wire): Reply {
  const host = (wire.headers['host'] ?? '').replace(/:\d+$/, '');
  // A web page can make a browser call loopback under a name of its own.
  if (!isLoopback(host)) return jsonReply(403, { error: { code: 'Forbidden', message: 'Loopback only.' } });
  const name = `${wire.method} ${wire.path.slice(controlPrefix.length)}`;
  const handler = handlers[name];
  if (!handler) {
    const known = Object.keys(handlers);
    return jsonReply(404, { error: { code: 'NotFound', message: `There is no ${name}.`, known } });
  }
  try {
    return jsonReply(200, handler(desk, wire));
  } catch (error) {
    if (error instanceof Refusal) {
      return jsonReply(409, { error: { code: error.code, message: error.message } });
    }
    if (error instanceof ControlError || error instanceof CommandError || error instanceof SpecProblem) {
      const code = error instanceof CommandError ? error.code : 'InvalidRequest';
      const more = error instanceof ControlError ? error.more : {};
      return jsonReply(400, { error: { code, message: error.message, ...more } });
    }
    throw error;
  }
}
