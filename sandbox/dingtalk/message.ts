import * as v from 'valibot';
import { isObject, type JsonObject } from '../world/json.ts';

const text = v.pipe(v.string(), v.minLength(1));
const at = v.optional(
  v.strictObject({
    atMobiles: v.optional(v.array(v.string())),
    atUserIds: v.optional(v.array(v.string())),
    isAtAll: v.optional(v.boolean()),
  }),
);
const button = v.strictObject({ title: text, actionURL: text });
const card = v.union([
  v.strictObject({
    title: text,
    text,
    btnOrientation: v.optional(v.picklist(['0', '1'])),
    singleTitle: text,
    singleURL: text,
  }),
  v.strictObject({
    title: text,
    text,
    btnOrientation: v.optional(v.picklist(['0', '1'])),
    btns: v.pipe(v.array(button), v.minLength(1)),
  }),
]);
const link = v.strictObject({ title: text, messageURL: text, picURL: text });

/** Message types of the webhook. https://open.dingtalk.com/document/robots/custom-robot-access */
const schemas = {
  text: v.strictObject({ msgtype: v.literal('text'), text: v.strictObject({ content: text }), at }),
  markdown: v.strictObject({
    msgtype: v.literal('markdown'),
    markdown: v.strictObject({ title: text, text }),
    at,
  }),
  link: v.strictObject({
    msgtype: v.literal('link'),
    link: v.strictObject({ title: text, text, messageUrl: text, picUrl: v.optional(v.string()) }),
  }),
  actionCard: v.strictObject({ msgtype: v.literal('actionCard'), actionCard: card }),
  feedCard: v.strictObject({
    msgtype: v.literal('feedCard'),
    feedCard: v.strictObject({ links: v.pipe(v.array(link), v.minLength(1)) }),
  }),
} as const;

export type MessageType = keyof typeof schemas;

export function isMessageType(name: unknown): name is MessageType {
  return typeof name === 'string' && Object.hasOwn(schemas, name);
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** The words of a message that was read, which keywords and forbidden words are looked for in; not its structure. */
export function wordsOf(type: MessageType, body: unknown): string {
  return textsIn(isObject(body) ? body[type] : null).join('\n');
}

/** What the outbox shows of a message; or the first field that is missing or wrong. */
export function readMessage(type: MessageType, body: unknown): JsonObject | { missing: string } {
  const result = v.safeParse<v.GenericSchema>(schemas[type], body);
  if (!result.success) return { missing: v.getDotPath(result.issues[0]) ?? type };
  const raw = body as Record<string, Record<string, unknown>>; // as just checked
  const content = raw[type] ?? {};
  const { title = '', text: words = content['content'] ?? '', btns = [] } = content;
  return {
    msgtype: type,
    title: String(title),
    text: String(words),
    buttons: btns as JsonObject[],
    mentions: (raw['at'] ?? {}) as JsonObject,
    raw: raw as JsonObject,
  };
}
