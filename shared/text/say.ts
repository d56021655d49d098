import type { Json } from '../model/finding.ts';
import { type Language, render } from './render.ts';
import type { Text } from './zh.ts';

/** Speaks one language. Only sentences of the catalogue compile, so that none lacks its Chinese wording. */
export type Say = (text: Text, params?: Readonly<Record<string, Json>>) => string;

export function speak(language: Language): Say {
  return (text, params = {}) => render(text, params, language);
}
