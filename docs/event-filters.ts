import { eventFilter } from '../shared/collect/event-filter.ts';

const PLACE = /(- triggerName: changes.*\n(?: +(?!- ).*\n)*? +eventRuleFilterPattern: )'.*'/;

/** s.yaml with the filter of its events; everything else in it is written by hand. Throws when there is no place for it. */
export function withEventFilter(yaml: string): string {
  if (!PLACE.test(yaml)) throw new Error('s.yaml has no trigger changes');
  return yaml.replace(PLACE, (_whole, before: string) => `${before}'${JSON.stringify(eventFilter())}'`);
}
