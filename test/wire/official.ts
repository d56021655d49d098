import { readFileSync } from 'node:fs';

/** A type of JSON, `map` for free keys, `[…]` for a list, or the fields of an object. */
export type Field = string | [Field] | Fields;
export interface Fields {
  [name: string]: Field;
}

export interface Operation {
  method: string;
  /** Only of operations in REST style, such as `/clusters/[ClusterId]/kms`. */
  path?: string;
  /** `Query String required`: where it goes, its type, and whether the vendor's metadata asks for it. */
  parameters: Readonly<Record<string, string>>;
  /** What the newest SDK sends besides: fields of the JSON body, where the metadata says no more than `body`, and others. */
  parametersOfSdkOnly?: Readonly<Record<string, string>>;
  /** What it answers; none where nothing is. */
  answer?: Field;
}

export interface Official {
  sources: Readonly<Record<string, string>>;
  products: Readonly<Record<string, { version: string; operations: Readonly<Record<string, Operation>> }>>;
}

/** Product to region to host, by where it is said: the metadata, the SDK for Python, that for TypeScript. */
export type Endpoints = Readonly<
  Record<string, Readonly<Record<'meta' | 'py' | 'ts', Readonly<Record<string, string>>>>>
>;

/** The vendor's own description of the operations that are used anywhere here. Not written by hand: see extract.ts. */
export const official: Official = read('official.json');
export const endpoints: Endpoints = read('endpoints.json');

function read(name: string) {
  return JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));
}

/** The official operation; undefined when the vendor has none of that name. */
export function operationOf({ products }: Official, product: string, name: string): Operation | undefined {
  return products[product]?.operations[name];
}
