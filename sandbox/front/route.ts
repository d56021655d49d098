import type { Operation, Service } from '../api/operation.ts';
import { hostOf, isLoopback } from '../gateway/host.ts';
import { parametersOf, segmentsOf, type Wire } from '../gateway/wire.ts';
import { services } from '../services/index.ts';
import { GatewayRefusal, type Refusal } from '../world/refusal.ts';
import { isRegion } from '../world/regions.ts';
import type { WorldState } from '../world/world-state.ts';

export interface Target {
  service: Service;
  operation: Operation;
  region: string;
  host: string;
  /** parameters of query, form and path */
  params: Map<string, string>;
}

function notFound(): Refusal {
  return new GatewayRefusal(
    404,
    'InvalidAction.NotFound',
    'Specified api is not found, please check your url and method.',
  );
}

/** Older clients cannot send another host: then the version of the API tells the product. */
function serviceFor(host: string, version: string): Service {
  const here = isLoopback(host) ? services : services.filter((service) => service.regionOf(host) !== null);
  if (here.length === 0) {
    // In the real cloud such a name does not resolve at all; a code of its own is easier to understand.
    throw new GatewayRefusal(404, 'InvalidHost.NotFound', `The sandbox has no product at ${host}.`);
  }
  const service = here.find((candidate) => candidate.version === version);
  if (service) return service;
  throw new GatewayRefusal(404, 'InvalidVersion', 'Specified parameter Version is not valid.');
}

function matchPath(pattern: string, segments: readonly string[]): Map<string, string> | null {
  const parts = pattern.split('/').slice(1);
  if (parts.length !== segments.length) return null;
  const found = new Map<string, string>();
  for (const [index, part] of parts.entries()) {
    const given = segments[index] ?? '';
    if (part.startsWith('{')) {
      if (given === '') return null;
      found.set(part.slice(1, -1), given);
    } else if (part !== given) return null;
  }
  return found;
}

function roaOperation(service: Service, wire: Wire, params: Map<string, string>): Operation {
  const segments = segmentsOf(wire);
  for (const operation of service.operations) {
    if (operation.route?.method !== wire.method) continue;
    const inPath = matchPath(operation.route.path, segments);
    if (!inPath) continue;
    for (const [name, value] of inPath) params.set(name, value);
    return operation;
  }
  throw notFound();
}

function rpcOperation(service: Service, wire: Wire, params: ReadonlyMap<string, string>): Operation {
  if (wire.path !== '/' && wire.path !== '') throw notFound();
  if (wire.method !== 'GET' && wire.method !== 'POST') {
    throw new GatewayRefusal(405, 'UnsupportedHTTPMethod', 'This http method is not supported.');
  }
  const name = params.get('Action') ?? wire.headers['x-acs-action'] ?? '';
  const operation = service.operations.find((candidate) => candidate.name === name);
  if (!operation) throw notFound();
  return operation;
}

function regionFor(world: WorldState, service: Service, host: string, wire: Wire): string {
  const fromHost = isLoopback(host) ? '' : (service.regionOf(host) ?? '');
  const params = parametersOf(wire);
  const region = fromHost || params.get('RegionId') || wire.headers['x-acs-region-id'] || world.defaultRegion;
  if (!isRegion(region)) {
    throw new GatewayRefusal(
      404,
      'InvalidRegionId.NotFound',
      `The specified RegionId ${region} does not exist.`,
    );
  }
  return region;
}

/** What product, operation and region a request is for; `found` learns the product even when the rest is wrong. */
export function routeOf(world: WorldState, wire: Wire, found: (service: Service) => void): Target {
  const host = hostOf(wire);
  const params = parametersOf(wire);
  const service = serviceFor(host, wire.headers['x-acs-version'] ?? params.get('Version') ?? '');
  found(service);
  if ((params.get('Format') ?? 'json').toLowerCase() !== 'json') {
    throw new GatewayRefusal(400, 'InvalidParameter.Format', 'The sandbox answers JSON only.');
  }
  const operation =
    service.style === 'ROA' ? roaOperation(service, wire, params) : rpcOperation(service, wire, params);
  const region = regionFor(world, service, host, wire);
  return { service, operation, region, host: isLoopback(host) ? service.hostFor(region) : host, params };
}
