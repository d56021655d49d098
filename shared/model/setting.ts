import * as v from 'valibot';
import { Secret } from './secret.ts';

/** A text that is not empty. */
export const text = v.pipe(v.string(), v.minLength(1));

/** Marks the schema of a text that must never be repeated. Unlike `v.metadata` it adds nothing to the JSON schema. */
export function secretMark(): v.BaseMetadata<string> {
  return { kind: 'metadata', type: 'secret', reference: secretMark };
}

/** Whether a schema is that of a secret itself. */
export function isMarkedSecret(schema: v.GenericSchema): boolean {
  const steps: readonly unknown[] = 'pipe' in schema && Array.isArray(schema.pipe) ? schema.pipe : [];
  return steps.some((step) => isStep(step) && step.reference === secretMark);
}

function isStep(step: unknown): step is { reference: unknown } {
  return typeof step === 'object' && step !== null && 'reference' in step;
}

export const timeOfDay = v.pipe(
  v.string(),
  v.regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day in quotes such as "09:30"'),
);

const intoSecret = v.transform((value: string) => new Secret(value));

export const secretText = v.pipe(text, secretMark(), intoSecret);

/** An address that holds a token is a secret as a whole. */
export const secretUrl = v.pipe(
  v.string(),
  v.regex(
    /^https:\/\/[^\s@/]+([/?]\S*)?$|^http:\/\/(127\.0\.0\.1|localhost)[:/]\S*$/,
    'an https address without a user name',
  ),
  secretMark(),
  intoSecret,
);
