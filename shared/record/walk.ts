import { ALL_JOBS } from '../model/job.ts';
import { ACS_ROLE, SERVICE_ROLE, SERVICE_ROLE_POLICY } from '../model/role.ts';
import { fitsPattern } from '../model/wildcard.ts';
import {
  inList,
  isAmount,
  isPublicName,
  isReason,
  isTrafficAddress,
  isVerbatim,
  isWaived,
  NOWHERE,
  type Place,
  within,
} from './fields.ts';
import { rewriteAddress } from './traffic-address.ts';

/** What a text is; each kind gets new names of its own form. */
export type Kind = 'account' | 'cluster' | 'key' | 'instance' | 'uuid' | 'text' | 'name';

/** What becomes of the parts that are not public. */
export interface Changes {
  rename(kind: Kind, text: string): string;
  scale(amount: number): number;
}

const FORMS: readonly (readonly [Kind, RegExp])[] = [
  ['account', /^\d{5,20}$/],
  ['cluster', /^c[0-9a-f]{32}$/],
  ['key', /^key-[a-z0-9]{10,}$/],
  ['instance', /^kst-[a-z0-9]{8,}$/],
  ['uuid', /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i],
  ['text', /\s|^text-\d+$/],
];

/** Names that Alibaba Cloud gives, and that are judged by. */
const PUBLIC: ReadonlySet<string> = new Set([
  ...['', '*', 'AdministratorAccess', 'PowerUserAccess', 'ReadOnlyAccess'],
  ...[SERVICE_ROLE, ACS_ROLE, SERVICE_ROLE_POLICY].flatMap((word) => [word, word.toLowerCase()]),
]);
/** Names that are known in one field only, such as the policy that each key has. A waiver may be about more than things. */
const KNOWN_IN: Readonly<Record<string, readonly string[]>> = {
  PolicyName: ['default'],
  resource: ['caller', ...ALL_JOBS],
  resource_id: ['all-clusters'],
};
/** Of the regions that there are; one that comes later gets a new name where only a name is expected. */
const REGION =
  /^(cn-(beijing|chengdu|fuzhou|guangzhou|hangzhou|heyuan|hongkong|huhehaote|nanjing|north|qingdao|shanghai|shenzhen|wuhan|wulanchabu|zhangjiakou|zhengzhou|zhongwei)|(ap|eu|me|na|us)-(central|east|northeast|south|southeast|west))(-(\d|acdr|finance|gic|gov|jva|lr))*$/;
const SYSTEM_POLICY = /^Aliyun[A-Z][A-Za-z0-9]*(Access|Policy|Role)$/;

/** Text of an enumeration, a time or a version. */
const HARMLESS = /^[\w.:+()/,;*?\p{Script=Han} -]{0,100}$/u;
/** What betrays its owner wherever it stands: numbers of accounts, addresses, ids; and names that were given here. */
const TELLING =
  /\d{14}|\d+\.\d+\.\d+\.\d+|c[0-9a-f]{32}|key-[a-z0-9]{10,}|kst-[a-z0-9]{8,}|[0-9a-f]{8}-[0-9a-f]{4}|(name|text)-\d+/i;
/** Why a call failed, in words that are our own. */
const OWN_WORDS =
  /^(no answer within [\d.]+ seconds|the answer (is not JSON|broke off)|HTTP \d+ without a readable body|stopped( by the user)?|no message|E[A-Z]{3,20}|The operation was aborted due to timeout)$/;

/** Never repeated, not even under a new name. */
const SECRETS: ReadonlySet<string> = new Set(['AccessKeySecret', 'SecurityToken']);

/** A kubeconfig or a key, wherever it stands; it may be a whole text or a line of one. */
const CREDENTIAL = /client-key-data|client-certificate-data|-----BEGIN [A-Z ]*(PRIVATE KEY|CERTIFICATE)-----/;

/** Rewrites a JSON value: what is not known to be public is renamed, amounts are scaled. Numbers and booleans stay. */
export function rewrite(value: unknown, changes: Changes, place: Place = NOWHERE): unknown {
  if (typeof value === 'string') return rewriteText(value, changes, place);
  if (typeof value === 'number') return rewriteNumber(value, changes, place);
  if (Array.isArray(value)) return value.map((item: unknown) => rewrite(item, changes, inList(place)));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      const told = isPublicName(name, place) ? name : rewriteWord(name, changes);
      return [told, rewrite(item, changes, within(place, name))];
    }),
  );
}

function rewriteText(text: string, changes: Changes, place: Place): string {
  if (SECRETS.has(place.field) || CREDENTIAL.test(text)) return '[redacted]';
  if (isAmount(place)) return rewriteAmount(text, changes);
  if (isVerbatim(place) && HARMLESS.test(text) && !TELLING.test(text)) return text;
  if (KNOWN_IN[place.field]?.includes(text)) return text;
  if (isReason(place) && OWN_WORDS.test(text)) return text;
  const address = isTrafficAddress(place) ? rewriteAddress(text) : null;
  if (address !== null) return address;
  if (isWaived(place)) return rewriteResource(text, changes);
  return rewriteJson(text, changes, place) ?? rewriteWord(text, changes);
}

/** JSON within text, URL-encoded or not; null when it is none. */
function rewriteJson(text: string, changes: Changes, place: Place): string | null {
  try {
    if (/^%(7B|5B)/i.test(text)) {
      return encodeURIComponent(
        JSON.stringify(rewrite(JSON.parse(decodeURIComponent(text)), changes, place)),
      );
    }
    return /^\s*[{[]/.test(text) ? JSON.stringify(rewrite(JSON.parse(text), changes, place)) : null;
  } catch {
    return null; // then it is plain text
  }
}

/** A pattern of a policy that is shorter than an ARN, and means everything of a service that is judged. */
const ALL_OF_SERVICE = /^acs:(\*|(cs|kms|ram):\*(:\*)?)$/;

/** Lists, ARNs, aliases and paths keep their form; each part of them is renamed by itself. */
function rewriteWord(text: string, changes: Changes): string {
  if (text.includes(';') && !text.includes('; '))
    return inParts(text, /(;)/, (part) => rewriteWord(part, changes));
  if (/\s/.test(text)) return changes.rename('text', text);
  if (ALL_OF_SERVICE.test(text)) return text;
  const arn = /^acs:([a-z]+|\*):([a-z0-9-]*\*?):([^:]*):(.+)$/.exec(text);
  if (arn) {
    const [, service = '', region = '', account = '', resource = ''] = arn;
    return `acs:${service}:${region}:${rewriteToken(account, changes)}:${rewriteResource(resource, changes)}`;
  }
  if (text.startsWith('alias/')) return `alias/${rewriteWord(text.slice('alias/'.length), changes)}`;
  return inParts(text, /([:/,])/, (part) => rewriteToken(part, changes));
}

const RESOURCE = /^(role|assumed-role|user|group|policy|key|alias|cluster|keystore|trail|project)\/(.*)$/;

function rewriteResource(resource: string, changes: Changes): string {
  if (resource === 'root') return resource;
  const [, type = '', id = ''] = RESOURCE.exec(resource) ?? [];
  return type === '' ? rewriteWord(resource, changes) : `${type}/${rewriteWord(id, changes)}`;
}

/** `separator` must be one group, so that splitting keeps it. */
function inParts(text: string, separator: RegExp, rewritePart: (part: string) => string): string {
  return text
    .split(separator)
    .map((part, index) => (index % 2 === 0 ? rewritePart(part) : part))
    .join('');
}

function rewriteToken(token: string, changes: Changes): string {
  if (isPublic(token)) return token;
  const kind = FORMS.find(([, form]) => form.test(token))?.[0] ?? 'name';
  return changes.rename(kind, token);
}

function isPublic(token: string): boolean {
  return PUBLIC.has(token) || SYSTEM_POLICY.test(token) || REGION.test(token) || coversServiceRole(token);
}

/** A pattern of a policy that means the service role among others. */
function coversServiceRole(token: string): boolean {
  if (!/^[\w*?-]{1,64}$/.test(token) || !/[*?]/.test(token)) return false;
  return fitsPattern(token, SERVICE_ROLE);
}

/** Sixteen digits are an account, eleven a telephone number; thirteen are milliseconds. */
function rewriteNumber(value: number, changes: Changes, place: Place): number {
  if (isAmount(place)) return changes.scale(value);
  const isLong = Number.isInteger(value) && value >= 1e10 && !(value >= 1e12 && value < 5e12);
  return isLong ? Number(changes.rename('account', String(value))) : value;
}

/** `1,234.56` or `-3`; anything else is a word. */
function rewriteAmount(text: string, changes: Changes): string {
  if (!/^-?[\d,]+(\.\d+)?$/.test(text)) return rewriteWord(text, changes);
  const amount = Number(text.replaceAll(',', ''));
  const scaled = changes.scale(amount);
  if (scaled === amount) return text;
  const [whole = '', fraction = ''] = scaled.toFixed(6).split('.');
  return `${text.includes(',') ? whole.replace(/\B(?=(\d{3})+$)/g, ',') : whole}.${fraction}`;
}
