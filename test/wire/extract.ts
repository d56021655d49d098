/*
 * Writes official.json and endpoints.json anew from what the vendor publishes for machines:
 *
 *   git clone https://github.com/aliyun/aliyun-openapi-meta META
 *   git clone https://github.com/aliyun/alibabacloud-typescript-sdk TS
 *   pip download --no-deps alibabacloud_cs20151215 … (those in `sources`), each unpacked into the folder MODELS
 *   node .build.mjs run test/wire/extract.ts META TS MODELS [cs:CreateCluster …]
 *
 * It takes the operations that are in official.json already, and those that are named.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Endpoints, Official, Operation } from './official.ts';
import { type Classes, classesIn, fieldsOf } from './python-models.ts';

const [meta = '', typescript = '', models = '', ...more] = process.argv.slice(2);
const HERE = 'test/wire/';
const official: Official = JSON.parse(readFileSync(`${HERE}official.json`, 'utf8'));
const endpoints: Endpoints = JSON.parse(readFileSync(`${HERE}endpoints.json`, 'utf8'));

const shown = (repository: string, path: string): string =>
  execFileSync('git', ['-C', repository, 'show', `HEAD:${path}`], { encoding: 'utf8', maxBuffer: 2 ** 28 });

interface MetaOperation {
  method: string;
  pathPattern: string;
  parameters: { name: string; position: string; type: string; required: boolean }[];
}

/** Of what is in the SDKs only, such as the Location service, the metadata says nothing. */
function inMeta(product: string, name: string): MetaOperation {
  const path = `metadatas/${product}/${name}.json`;
  const listed = execFileSync('git', ['-C', meta, 'ls-tree', '--name-only', 'HEAD', path], {
    encoding: 'utf8',
  });
  if (listed === '') return { method: 'GET|POST', pathPattern: '', parameters: [] };
  return JSON.parse(shown(meta, path));
}

const folders = readdirSync(models).filter((name) => /^alibabacloud_[a-z]+\d{8}$/.test(name));
const folderOf = (product: string): string =>
  folders.find((name) => new RegExp(`^alibabacloud_${product}\\d{8}$`).test(name)) ?? '';

function operationOf(product: string, name: string, classes: Classes): Operation {
  const { method, pathPattern, parameters } = inMeta(product, name);
  const known = Object.fromEntries(
    parameters.map(({ name: parameter, position, type, required }) => [
      parameter,
      `${position} ${type}${required ? ' required' : ''}`,
    ]),
  );
  const asked = classes.get(`${name}Request`) ?? new Map<string, string>();
  const ofSdkOnly = Object.fromEntries([...asked].filter(([parameter]) => !(parameter in known)));
  const answered = classes.get(`${name}Response`)?.get('body')?.replace(/^.*\./, '');
  const answer = answered === undefined ? undefined : fieldsOf(classes, answered);
  return {
    method,
    ...(pathPattern && { path: pathPattern }),
    parameters: known,
    ...(Object.keys(ofSdkOnly).length > 0 && { parametersOfSdkOnly: ofSdkOnly }),
    ...(answer && { answer }),
  };
}

const wanted = new Map(
  Object.entries(official.products).map(([product, { operations }]) => [product, Object.keys(operations)]),
);
for (const one of more) {
  const [product = '', name = ''] = one.split(':');
  wanted.set(product, [...new Set([...(wanted.get(product) ?? []), name])]);
}
const products = Object.fromEntries(
  [...wanted].map(([product, names]) => {
    const classes = classesIn(join(models, folderOf(product)));
    const [, year, month, day] = /(\d{4})(\d\d)(\d\d)$/.exec(folderOf(product)) ?? [];
    const operations = names.map((name) => [name, operationOf(product, name, classes)] as const);
    return [product, { version: `${year}-${month}-${day}`, operations: Object.fromEntries(operations) }];
  }),
);

/** Regions have hosts of their own; what has none is internal to the vendor. */
const isPublic = (region: string, hosts: readonly string[]): boolean =>
  hosts.some((host) => host.includes(region)) && !/test|internal|nebula/.test(region);

const MAP = /_endpoint_?[mM]ap = \{([^}]*)\}/;
const inMap = (source: string): Record<string, string> =>
  Object.fromEntries(
    [...(MAP.exec(source)?.[1] ?? '').matchAll(/'([\w-]+)': ['"]([\w.-]+)/g)].map(([, region, host]) => [
      region,
      host,
    ]),
  );

/** The product codes of the metadata, by the names of `shared/cloud`. */
const CODES = { bss: 'bssopenapi', fc: 'fc' } as const;
const catalogue: {
  products: { code: string; version: string; endpoints: Record<string, { public: string }> }[];
} = JSON.parse(shown(meta, 'en-US/products.json'));

function mapsOf(product: string): Endpoints[string] {
  const code = product in CODES ? CODES[product as keyof typeof CODES] : product;
  const { version } = products[code] ?? { version: '' };
  const listed = catalogue.products.find((one) => one.code.toLowerCase() === code && one.version === version);
  const ofMeta = Object.entries(listed?.endpoints ?? {}).map(([region, host]) => [
    region,
    host.public.trim(),
  ]);
  return {
    meta: Object.fromEntries(ofMeta.filter(([, host]) => host !== '')),
    py: inMap(readFileSync(join(models, folderOf(code), 'client.py'), 'utf8')),
    ts: inMap(shown(typescript, `${code}-${version.replaceAll('-', '')}/src/client.ts`)),
  };
}

const all = Object.keys(endpoints).map((product) => [product, mapsOf(product)] as const);
const hostsOf = new Map<string, string[]>();
for (const [, maps] of all)
  for (const map of Object.values(maps))
    for (const [region, host] of Object.entries(map))
      hostsOf.set(region, [...(hostsOf.get(region) ?? []), host]);
const ofPublic = (map: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(map)
      .filter(([region]) => isPublic(region, hostsOf.get(region) ?? []))
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );

const dateOf = (repository: string): string =>
  execFileSync('git', ['-C', repository, 'log', '-1', '--format=%h (%cs)'], { encoding: 'utf8' }).trim();
const versions = readdirSync(models).flatMap(
  (name) => /^alibabacloud_(\w+)-([\d.]+)\.dist-info/.exec(name) ?? [],
);
const sources = {
  requests: `aliyun/aliyun-openapi-meta ${dateOf(meta)}`,
  answers: `PyPI: ${versions.filter((_, index) => index % 3 !== 0).join(' ')}`,
  endpoints: `both, and aliyun/alibabacloud-typescript-sdk ${dateOf(typescript)}`,
};

const written = (value: object): string => `${JSON.stringify(value, null, 1)}\n`;
writeFileSync(`${HERE}official.json`, written({ sources, products }));
writeFileSync(
  `${HERE}endpoints.json`,
  written(
    Object.fromEntries(
      all.map(([product, { meta: ofMeta, py, ts }]) => [
        product,
        { meta: ofPublic(ofMeta), py: ofPublic(py), ts: ofPublic(ts) },
      ]),
    ),
  ),
);
