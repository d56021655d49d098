import { FRAMEWORK_IDS } from '../present/evidence-question.ts';
import type { Schema } from './openapi-schemas.ts';

const day = { type: 'string', format: 'date' };

/** What the evidence for an assessor is asked for with. */
export const ASSESSOR_PARAMETERS: readonly Schema[] = [
  { name: 'framework', in: 'path', required: true, schema: { enum: FRAMEWORK_IDS } },
  { name: 'from', in: 'query', required: true, schema: day, description: 'First day, Asia/Shanghai' },
  { name: 'to', in: 'query', required: true, schema: day, description: 'Last day, Asia/Shanghai' },
];
