import { createHash } from 'node:crypto';
import type { Language } from '../text/render.ts';
import type { BodyCache } from './body-cache.ts';
import { compress, type Encoding, preferredEncoding } from './negotiate.ts';

/** Something that can be shown, and its name: the same name, the same content. */
export interface Representation {
  mediaType: string;
  /** Null where no words are in it. */
  language: Language | null;
  /** Everything that the content depends on. */
  name: readonly string[];
  render(): Promise<string>;
  headers?: Readonly<Record<string, string>>;
}

/** Answers 304 where the client has it already; else the body, compressed where that pays, kept for the next client. */
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
      'content-length': String(body.length),
      ...(encoding !== 'identity' && { 'content-encoding': encoding }),
      ...(language && { 'content-language': language === 'zh' ? 'zh-CN' : 'en' }),
    },
  });
}

async function bodyOf(
  tag: string,
  wanted: Encoding,
  render: () => Promise<string>,
  cache: BodyCache,
): Promise<{ body: Buffer; encoding: Encoding }> {
  const packed = wanted === 'identity' ? null : cache.get(`${tag} ${wanted}`);
  if (packed) return { body: packed, encoding: wanted };
  const known = cache.get(tag);
  const whole = known ?? Buffer.from(await render());
  if (wanted === 'identity' || !pays(whole)) {
    cache.set(tag, whole);
    return { body: whole, encoding: 'identity' };
  }
  const body = await compress(whole, wanted);
  cache.set(`${tag} ${wanted}`, body);
  return { body, encoding: wanted };
}

/** Below this a compressed body saves less than its header costs. */
function pays({ length }: Buffer): boolean {
  return length >= 1024;
}

function hasIt(header: string | null, tag: string): boolean {
  return (header ?? '').split(',').some((item) => item.trim().replace(/^W\//, '') === `"${tag}"`);
}
