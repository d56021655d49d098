import type { CheckId } from './check-id.ts';
import type { PolicyWarning } from './define-check.ts';

/** A check that is to look no day ahead. */
export function noHorizon(check: CheckId, setting: string, days: number): PolicyWarning | null {
  if (days > 0) return null;
  return {
    id: `threshold ${setting}`,
    summary: 'With {setting} 0, {check} never warns in advance.',
    evidence: { setting, check },
    remedy: 'Set a number of days that leaves time to act.',
  };
}
