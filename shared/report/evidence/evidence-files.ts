import type { EvidenceBundle } from '../../model/evidence-bundle.ts';
import { jsonText } from '../../model/json-text.ts';
import type { Language } from '../../text/render.ts';
import { renderEvidence } from './render-evidence.tsx';

/** The bundle for people and for programs; the page names the hash of the JSON beside it. */
export function evidenceFiles(bundle: EvidenceBundle, language: Language): { name: string; text: string }[] {
  const { framework, period } = bundle;
  const name = `evidence-${framework.id}-${period.from}-${period.to}`;
  const json = `${jsonText(bundle, 2)}\n`;
  return [
    { name: `${name}.html`, text: renderEvidence(bundle, language, { name: `${name}.json`, text: json }) },
    { name: `${name}.json`, text: json },
  ];
}
