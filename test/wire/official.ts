import { readFileSync } from 'node:fs';

/** `Query String required`: where it goes, its type, and whether the vendor's metadata asks for it. */
type Parameters = Readonly<Record<string, string>>;

export interface Operation {
  method: string;
  /** Only of operations in REST style, such as `/clusters/[ClusterId]/kms`. */
  path?: string;
  parameters: Parameters;
  /** Fields of the JSON body, where the metadata says no more than `body`. */
  body?: Parameters;
}

interface Official {
  source: string;
  products: Readonly<Record<string, { version: string; operations: Readonly<Record<string, Operation>> }>>;
}

/** The vendor's own description of the operations that commands name. Not written by hand; its source stands in it. */
export const official: Official = JSON.parse(
  readFileSync(new URL('official-commands.json', import.meta.url), 'utf8'),
);
