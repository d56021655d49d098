import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Deployment, type FunctionProps, readDocument } from './document.ts';
import { RULES } from './rules.ts';

/** What is wrong with a resolved s.yaml that neither `s verify` nor the component would say before it fails in the cloud. */
export function checkDeployment(document: unknown): string[] {
  const stray = unresolved(document, []);
  const reading = readDocument(document);
  if ('problems' in reading) return [...stray, ...reading.problems];
  const problems = [...stray, ...twins(reading.deployment)];
  for (const [name, { props }] of Object.entries(reading.deployment.resources)) {
    for (const rule of RULES)
      problems.push(...rule(props).map((problem) => `resources.${name}.props.${problem}`));
  }
  return problems;
}

/** Serverless Devs leaves some places alone, `access` among them; what is still written there would be taken literally. */
function unresolved(value: unknown, path: readonly string[]): string[] {
  if (typeof value === 'string')
    return value.includes('${') ? [`${path.join('.')}: not resolved: ${value}`] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => unresolved(item, [...path, key]));
}

function twins({ resources }: Deployment): string[] {
  const seen = new Set<string>();
  const problems: string[] = [];
  for (const [name, { props }] of Object.entries(resources)) {
    const place = `${props.region}/${props.functionName}`;
    if (seen.has(place)) problems.push(`resources.${name}.props.functionName: ${place} is there twice`);
    seen.add(place);
  }
  return problems;
}

/** Whether each handler and lifecycle hook exists in the code of its function; paths are relative to `directory`. */
export async function checkHandlers(document: unknown, directory: string): Promise<string[]> {
  const reading = readDocument(document);
  if ('problems' in reading) return [];
  const problems: string[] = [];
  for (const [name, { props }] of Object.entries(reading.deployment.resources)) {
    for (const [key, handler] of handlersOf(props)) {
      const problem = await problemOfHandler(handler, resolve(directory, codeOf(props)));
      if (problem !== null) problems.push(`resources.${name}.props.${key}: ${problem}`);
    }
  }
  return problems;
}

function codeOf({ code = '.' }: FunctionProps): string {
  return typeof code === 'string' ? code : code.src;
}

function handlersOf({ handler, instanceLifecycleConfig: hooks }: FunctionProps): [string, string][] {
  const found: [string, string | undefined][] = [
    ['handler', handler],
    ['instanceLifecycleConfig.initializer.handler', hooks?.initializer?.handler],
    ['instanceLifecycleConfig.preStop.handler', hooks?.preStop?.handler],
  ];
  return found.filter((pair): pair is [string, string] => pair[1] !== undefined);
}

async function problemOfHandler(handler: string, code: string): Promise<string | null> {
  const dot = handler.lastIndexOf('.');
  const [stem, name] = [handler.slice(0, dot), handler.slice(dot + 1)];
  const file = ['.mjs', '.js'].map((ending) => join(code, stem + ending)).find((path) => existsSync(path));
  if (file === undefined) return `there is no ${stem}.mjs in the code`;
  const module: unknown = await import(pathToFileURL(file).href);
  const exported = Object.entries(module ?? {}).find(([key]) => key === name)?.[1];
  return typeof exported === 'function' ? null : `${stem}.mjs exports no function ${name}`;
}
