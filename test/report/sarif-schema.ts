import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';

/** The official schema. It is of draft 4, of which it uses nothing that later drafts changed but the name of `$id`. */
const {
  $schema: _,
  id: $id,
  ...schema
} = JSON.parse(readFileSync(new URL('../schemas/sarif-schema-2.1.0.json', import.meta.url), 'utf8'));
const ajv = new Ajv({
  allErrors: true,
  strict: false,
  formats: {
    uri: URL.canParse,
    'uri-reference': true,
    'date-time': (text) => !Number.isNaN(Date.parse(text)),
  },
});
export const validateSarif = ajv.compile({ ...schema, $id });
