import type { Examination, Result } from '../model/examination.ts';
import type { Json } from '../model/finding.ts';
import type { Text } from '../text/zh.ts';

export type Place = Pick<Examination, 'id' | 'group'> & Partial<Pick<Examination, 'account' | 'region'>>;

/** What to do; `text` may use the places of the evidence. */
export interface Advice {
  text: Text;
  command?: string;
  permission?: string;
}

export function examination(
  result: Result,
  { id, group, account = '', region = '' }: Place,
  summary: Text,
  evidence: Readonly<Record<string, Json>> = {},
  advice: Advice | null = null,
): Examination {
  const { command = '', permission = null } = advice ?? {};
  const remedy = advice && { text: advice.text, command, permission };
  return { id, group, account, region, result, summary, evidence, remedy };
}
