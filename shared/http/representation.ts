import { createHash } from 'node:crypto';
import type { Rendered } from '../report/format.ts';
import type { Language } from '../text/render.ts';
import type { BodyCache } from './body-cache.ts';
import { compress, type Encoding, preferredEncoding } from './negotiate.ts';
import { begun, streamed } from './streamed.ts';

/** Something that can be shown, and its name: the same name, the same content. */
export interface Representation {
  mediaType: string;
  /** Null where no words are in it. */
  language: Language | null;
  /** Everything that the content depends on. */
  name: readonly string[];
  render(): Promise<Rendered>;
  headers?: Readonly<Record<string, string>>;
}

/**
 * Answers 304 where the client has it already; else the body, compressed where that pays, kept for the next client. A large body
 * that is rendered in pieces goes out while it is made.
 */
export async function show(
  { mediaType, language, name, render, headers = {} }: Representation,
  request: Headers,
  cache: BodyCache,
): Promise<Response> {
  const tag = createHash('sha256')
    .update(JSON.stringify([mediaType, name]))
    .digest('base64url')
    .slice(0, 27);
  const common: Record<string, string> = {
    etag: `W/"${tag}"`, // weak: compressed or not, and made at another minute, it says the same
    'cache-control': 'private, no-cache',
    vary: 'Accept, Accept-Encoding, Accept-Language, Authorization, Cookie',
    ...headers,
  };
  if (hasIt(request.get('if-none-match'), tag)) return new Response(null, { status: 304, headers: common });
  const wanted = preferredEncoding(request.get('accept-encoding'));
  const { body, encoding } = await bodyOf(tag, wanted, render, cache);
  return new Response(body, {
    headers: {
      ...common,
      'content-type': mediaType,
      ...(Buffer.isBuffer(body) && { 'content-length': String(body.length) }),
      ...(encoding !== 'identity' && { 'content-encoding': encoding }),
      ...(language && { 'content-language': language === 'zh' ? 'zh-CN' : 'en' }),
    },
  });
}

interface Body {
  body: Buffer | ReadableStream<Uint8Array>;
  encoding: Encoding;
}

async function bodyOf(
  tag: string,
  wanted: Encoding,
  render: () => Promise<Rendered>,
  cache: BodyCache,
): Promise<Body> {
  const keys = { identity: tag, br: `${tag} br`, gzip: `${tag} gzip` };
  const packed = wanted === 'identity' ? null : cache.get(keys[wanted]);
  if (packed) return { body: packed, encoding: wanted };
  const known = cache.get(tag);
  const rendered = known ?? begun(await render());
  if (!Buffer.isBuffer(rendered)) {
    return { body: streamed(rendered, wanted, (body) => cache.set(keys[wanted], body)), encoding: wanted };
  }
  if (wanted === 'identity' || !pays(rendered)) {
    cache.set(tag, rendered);
    return { body: rendered, encoding: 'identity' };
  }
  const body = await compress(rendered, wanted);
  cache.set(keys[wanted], body);
  return { body, encoding: wanted };
}

/** Below this a compressed body saves less than its header costs. */
function pays({ length }: Buffer): boolean {
  return length >= 1024;
}

function hasIt(header: string | null, tag: string): boolean {
  return (header ?? '').split(',').some((item) => item.trim().replace(/^W\//, '') === `"${tag}"`);
}
