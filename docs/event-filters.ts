import { CLOUD_CALLS } from '../shared/collect/cloud-calls.ts';

/** What EventBridge is asked for, by the product as it spells it; the triggers of s.yaml are named after them. */
export function eventFilters(): Map<string, object> {
  const delivered = CLOUD_CALLS.filter(({ watched }) => watched !== 'authors');
  const services = new Set(delivered.map(({ service }) => service));
  return new Map(
    [...services].map((service) => [
      service.toLowerCase(),
      {
        source: [`acs.${service.toLowerCase()}`],
        type: [{ suffix: ':ActionTrail:ApiCall' }, { suffix: ':ActionTrail:ConsoleOperation' }],
        data: { eventName: delivered.filter((row) => row.service === service).map(({ call }) => call) },
      },
    ]),
  );
}

/** s.yaml with these filters; everything else in it is written by hand. Throws when a product has no trigger there. */
export function withEventFilters(yaml: string): string {
  let text = yaml;
  for (const [name, filter] of eventFilters()) {
    const place = new RegExp(`(- triggerName: ${name}\\n(?: +(?!- ).*\\n)*? +eventRuleFilterPattern: )'.*'`);
    if (!place.test(text)) throw new Error(`s.yaml has no trigger ${name}`);
    text = text.replace(place, (_whole, before: string) => `${before}'${JSON.stringify(filter)}'`);
  }
  return text;
}
