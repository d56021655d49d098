import { checks } from './index.ts';
import { REQUIREMENTS } from './requirements.ts';

/** Every requirement with the checks that give evidence for it: first those that decide it. */
export const requirements = REQUIREMENTS.map((requirement) => {
  const { id } = requirement;
  const deciding = checks.filter(({ decides }) => decides?.includes(id));
  const supporting = checks.filter(({ supports }) => supports?.includes(id));
  return { ...requirement, checks: [...deciding, ...supporting].map((check): string => check.id) };
});

const byCheck = new Map<string, string[]>();
for (const { id, checks: evidence } of requirements) {
  for (const check of evidence) byCheck.set(check, [...(byCheck.get(check) ?? []), id]);
}

export function frameworksOf(check: string): readonly string[] {
  return byCheck.get(check) ?? [];
}
