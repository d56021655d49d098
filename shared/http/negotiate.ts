import type { Duplex } from 'node:stream';
import { promisify } from 'node:util';
import { brotliCompress, constants, createBrotliCompress, createGzip, gzip } from 'node:zlib';
import { HttpProblem } from './problem.ts';

const ENCODINGS = ['br', 'gzip'] as const;
export type Encoding = (typeof ENCODINGS)[number] | 'identity';

interface Wish {
  what: string;
  q: number;
}

/** The items of an Accept header; what cannot be read is left out. */
function wishesIn(header: string): Wish[] {
  return header.split(',').flatMap((item) => {
    const [what = '', ...parameters] = item.split(';').map((part) => part.trim().toLowerCase());
    const q = parameters.map((text) => /^q=([01](?:\.\d{0,3})?)$/.exec(text)?.[1]).find((text) => text);
    return what === '' ? [] : [{ what, q: Math.min(1, Number(q ?? 1)) }];
  });
}

/** How much a media type is wanted, 0 when it is not; the most precise item counts. */
function quality(type: string, wishes: readonly Wish[]): number {
  const bare = type.split(';')[0] ?? type;
  const ranges = [bare, `${bare.split('/')[0]}/*`, '*/*'];
  for (const range of ranges) {
    const wish = wishes.find(({ what }) => what === range);
    if (wish) return wish.q;
  }
  return 0;
}

/** The media type that is wanted most, the first of equals; null when none is. */
function preferred(header: string | null, types: readonly string[]): string | null {
  if (header === null || header.trim() === '') return types[0] ?? null;
  const wishes = wishesIn(header);
  let best: string | null = null;
  let most = 0;
  for (const type of types) {
    const q = quality(type, wishes);
    if (q > most) [best, most] = [type, q];
  }
  return best;
}

/** The one of these that is wanted most. Throws `HttpProblem` 406. */
export function wanted<T extends { mediaType: string }>(headers: Headers, ones: readonly T[]): T {
  const types = ones.map(({ mediaType }) => mediaType);
  const type = preferred(headers.get('accept'), types);
  const found = ones.find(({ mediaType }) => mediaType === type);
  if (found) return found;
  throw new HttpProblem({
    status: 406,
    code: 'not-acceptable',
    title: 'Not acceptable',
    detail: `There is: ${types.join(', ')}.`,
  });
}

/** `en` or `zh`, whichever is wanted more; null when neither is named. */
export function preferredLanguage(header: string | null): 'en' | 'zh' | null {
  const named = wishesIn(header ?? '').flatMap(({ what, q }) => {
    const language = /^(en|zh)\b/.exec(what)?.[1];
    return language && q > 0 ? [{ language, q }] : [];
  });
  const [best] = named.sort((a, b) => b.q - a.q);
  return best ? (best.language === 'zh' ? 'zh' : 'en') : null;
}

/** Brotli before gzip where both are welcome. */
export function preferredEncoding(header: string | null): Encoding {
  const wishes = wishesIn(header ?? '');
  const q = (encoding: string): number =>
    (wishes.find(({ what }) => what === encoding) ?? wishes.find(({ what }) => what === '*'))?.q ?? 0;
  const [best] = ENCODINGS.filter((encoding) => q(encoding) > 0).sort((a, b) => q(b) - q(a));
  return best ?? 'identity';
}

const BROTLI = { [constants.BROTLI_PARAM_QUALITY]: 5 };

const compressors = {
  br: (body: Buffer): Promise<Buffer> =>
    promisify(brotliCompress)(body, {
      params: { ...BROTLI, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
    }),
  gzip: (body: Buffer): Promise<Buffer> => promisify(gzip)(body, { level: 6 }),
  identity: async (body: Buffer): Promise<Buffer> => body,
};

export function compress(body: Buffer, encoding: Encoding): Promise<Buffer> {
  return compressors[encoding](body);
}

/** Compresses what passes through it. */
export function packer(encoding: Exclude<Encoding, 'identity'>): Duplex {
  return encoding === 'br' ? createBrotliCompress({ params: BROTLI }) : createGzip({ level: 6 });
}
