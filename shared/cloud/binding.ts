import { parseKeyArn } from '../model/key.ts';
import type { Binding, Request } from './operation.ts';

/*
 * How an answer shows that it is about what was asked. Names are compared without regard to case: the cloud looks things
 * up so, and answers in its own spelling.
 */

/** The answer holds at `path` what was asked for as `parameter`. */
export function names(parameter: string, path: string): Binding {
  return (request, body) => {
    const told = at(body, path);
    return told === undefined ? `${path} is missing` : differs(asked(request, parameter), told, path);
  };
}

/** The same for a field that not every answer holds. */
export function mayName(parameter: string, path: string): Binding {
  return (request, body) => {
    const told = at(body, path);
    return told === undefined ? null : differs(asked(request, parameter), told, path);
  };
}

export function every(...bindings: readonly Binding[]): Binding {
  return (request, body) => bindings.map((bind) => bind(request, body)).find((why) => why !== null) ?? null;
}

/**
 * A key may be asked for by its id, by an alias, or by an ARN of either; it is told by its id and its ARN. An ARN that was
 * asked for names the region and the account, which need not be those that are asked.
 */
export const namesKey: Binding = (request, body) => {
  const reference = String(asked(request, 'KeyId') ?? '');
  const wanted = parseKeyArn(reference) ?? { region: request.region, account: null, id: reference };
  const [id, arn] = [at(body, 'KeyMetadata.KeyId'), at(body, 'KeyMetadata.Arn')];
  if (typeof id !== 'string') return 'KeyMetadata.KeyId is missing';
  const isAlias = wanted.id.startsWith('alias/');
  const other = isAlias ? null : differs(wanted.id, id, 'KeyMetadata.KeyId');
  if (other !== null || arn === undefined) return other;
  const told = typeof arn === 'string' ? parseKeyArn(arn) : null;
  if (told === null) return 'KeyMetadata.Arn is no ARN of a key';
  return (
    differs(id, told.id, 'KeyMetadata.Arn') ??
    differs(wanted.region, told.region, 'the region of KeyMetadata.Arn') ??
    (wanted.account === null ? null : differs(wanted.account, told.account, 'the account of KeyMetadata.Arn'))
  );
};

/** Keys are listed by region; an ARN of another one is not of this list. */
export const listsKeysOfRegion: Binding = ({ region }, body) => {
  const keys = at(body, 'Keys.Key');
  for (const key of Array.isArray(keys) ? keys : []) {
    const arn = at(key, 'KeyArn');
    const told = typeof arn === 'string' ? parseKeyArn(arn) : null;
    const other = told && differs(region, told.region, 'the region of KeyArn');
    if (other) return other;
  }
  return null;
};

/** `acs:ram::<account>:role/<name>` becomes `acs:ram::<account>:role/<name>/<session>`, or `assumed-role/…`, when it is assumed. */
export const namesAssumedRole: Binding = (request, body) => {
  const told = at(body, 'AssumedRoleUser.Arn');
  if (told === undefined) return null;
  return differs(accountAndRole(asked(request, 'RoleArn')), accountAndRole(told), 'AssumedRoleUser.Arn');
};

function accountAndRole(arn: unknown): string {
  const [, account = '', role = ''] = /^acs:ram::(\d+):(?:assumed-)?role\/([^/]+)/i.exec(String(arn)) ?? [];
  return `${account} ${role}`;
}

/** The roles that were asked for, by name, all of them. */
export const namesRoles: Binding = (request, body) => {
  const told = at(body, 'roles');
  const found = new Set((Array.isArray(told) ? told : []).map((role) => fold(at(role, 'name'))));
  const wanted = request.body?.['roles'];
  const missing = (Array.isArray(wanted) ? wanted : []).find((role) => !found.has(fold(at(role, 'name'))));
  return missing === undefined ? null : `the answer is not about ${String(at(missing, 'name'))}`;
};

function asked({ region, query, path }: Request, parameter: string): unknown {
  return parameter === 'RegionId' ? region : (query?.[parameter] ?? path?.[parameter]);
}

function differs(wanted: unknown, told: unknown, what: string): string | null {
  if (typeof told === 'string' && fold(told) === fold(wanted)) return null;
  return `${what} is not ${String(wanted)}: the answer is about another one`;
}

function fold(value: unknown): string {
  return String(value).toLowerCase();
}

/** The value at a dotted path; what is empty there counts as missing. */
function at(body: unknown, path: string): unknown {
  let node = body;
  for (const name of path.split('.')) {
    if (typeof node !== 'object' || node === null) return undefined;
    node = (node as Readonly<Record<string, unknown>>)[name]; // an object, as just checked
  }
  return node === null || node === '' ? undefined : node;
}
