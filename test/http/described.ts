import { Ajv2020 } from 'ajv/dist/2020.js';
import { openApi } from '../../shared/http/openapi.ts';
import type { Answered, Asked, Transport } from './transports.ts';

interface Described {
  content?: Record<string, { schema: object }>;
  headers?: Record<string, unknown>;
}

type Operations = Record<string, { responses: Record<string, Described> }>;

const document = openApi() as { paths: Record<string, Operations> };
const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema(document, 'openapi');

/** Paths of the document as patterns. */
const PATHS = Object.entries(document.paths).map(([path, operations]) => ({
  path,
  operations,
  pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
}));

/** What an answer has that the document does not tell of; empty when all is well. */
export function undescribed(path: string, { method = 'GET' }: Asked, answer: Answered): string[] {
  const [bare = ''] = path.split('?');
  const found = PATHS.find(({ pattern }) => pattern.test(bare));
  const verb = method === 'HEAD' ? 'get' : method.toLowerCase();
  const operation = found?.operations[verb];
  if (!found || !operation)
    return [401, 404, 405, 414, 429, 503].includes(answer.status) ? [] : [`${answer.status}`];
  const described = operation.responses[answer.status];
  const where = `${method} ${found.path} ${answer.status}`;
  if (!described) return [`${where} is not described`];
  const missing = Object.keys(described.headers ?? {}).filter((name) => !answer.headers[name.toLowerCase()]);
  return [
    ...missing.map((name) => `${where} has no ${name}`),
    ...bodyProblems(where, method, described, answer),
  ];
}

function bodyProblems(
  where: string,
  method: string,
  { content = {} }: Described,
  answer: Answered,
): string[] {
  if (answer.status === 304) return answer.bytes.length === 0 ? [] : [`${where} has a body`];
  const type = answer.headers['content-type'] ?? '';
  const entry = content[type];
  if (!entry) return [`${where} is of ${type}, which is not described`];
  if (method === 'HEAD' || answer.headers['content-encoding'] || !type.includes('json')) return [];
  const pointer = JSON.parse(JSON.stringify(entry.schema).replaceAll('"#/', '"openapi#/')) as object;
  const validate = ajv.compile(pointer);
  return validate(answer.json())
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${where} ${instancePath} ${message}`);
}

/** Fails where an answer is not what the document says. */
export function describedTransport(transport: Transport): Transport {
  return {
    ...transport,
    ask: async (path, asked = {}) => {
      const answer = await transport.ask(path, asked);
      const problems = undescribed(path, asked, answer);
      if (problems.length > 0) throw new Error(problems.join('\n'));
      return answer;
    },
  };
}
