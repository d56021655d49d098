import { checks } from './index.ts';
import { FRAMEWORKS, type FrameworkId, REQUIREMENTS, type Requirement } from './requirements.ts';

/** A requirement with the checks behind it: those that decide it, and those whose verdicts only stand beside it. */
export interface MappedRequirement extends Requirement {
  deciding: readonly string[];
  supporting: readonly string[];
}

export const requirements: readonly MappedRequirement[] = REQUIREMENTS.map((requirement) => {
  const { id } = requirement;
  const named = (is: 'decides' | 'supports') =>
    checks.filter((check) => check[is]?.includes(id)).map((check): string => check.id);
  return { ...requirement, deciding: named('decides'), supporting: named('supports') };
});

const byCheck = new Map<string, string[]>();
for (const { id, deciding, supporting } of requirements) {
  for (const check of [...deciding, ...supporting]) byCheck.set(check, [...(byCheck.get(check) ?? []), id]);
}

export function frameworksOf(check: string): readonly string[] {
  return byCheck.get(check) ?? [];
}

const names = new Map(FRAMEWORKS.map((framework) => [framework.id, framework]));

/** Name of a framework, with its standard where the name does not say it. */
export function frameworkName(id: FrameworkId, language: 'en' | 'zh'): string {
  const framework = names.get(id);
  if (!framework) return id;
  const { name, nameZh, standard } = framework;
  if (language === 'en') return standard.startsWith('GB/T') ? `${name} (${standard})` : name;
  return standard.startsWith('GB/T') ? `${nameZh}（${standard}）` : nameZh;
}
