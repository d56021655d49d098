import type { Channel, Delivery } from '../model/notice.ts';

/** Addresses, and the parts of one that are as good as a password; encoded, too, as an address within another one is. */
const ADDRESSES =
  /https?(?::|%3a)(?:\/|%2f){2}\S+|(?:\b|(?<=%26|%3f))(?:access_token|sign(?:ature)?|timestamp)(?:=|%3d)[^\s"']+/gi;

/**
 * Keeps what `Channel` promises, whatever the channel or its receiver does: nothing is thrown, because the other channels
 * have to be asked, and no secret or address is told, because whoever answers may repeat what was sent. `secrets` is asked
 * after each message, since tokens come and go.
 */
export function guarded({ name, deliver }: Channel, secrets: () => readonly string[]): Channel {
  return {
    name,
    deliver: async (notice) => {
      try {
        return withoutSecrets(await deliver(notice), secrets());
      } catch (error) {
        return brokenBy(error);
      }
    },
  };
}

/** Tells only the kind of the error: its message may hold an address. */
function brokenBy(error: unknown): Delivery {
  const code = error instanceof Error ? error.name : 'Error';
  return { kind: 'refused', cause: 'bug', code, why: 'the channel failed', hint: 'Please report this.' };
}

/** What may come from outside; the rest are words of our own. */
function withoutSecrets(delivery: Delivery, secrets: readonly string[]): Delivery {
  if (delivery.kind !== 'sent')
    return { ...delivery, code: hidden(delivery.code, secrets), why: hidden(delivery.why, secrets) };
  const { trouble } = delivery;
  return trouble === undefined ? delivery : { ...delivery, trouble: hidden(trouble, secrets) };
}

function hidden(text: string, secrets: readonly string[]): string {
  let safe = text.replaceAll(ADDRESSES, '…');
  for (const secret of secrets) safe = withoutStart(safe.replaceAll(secret, '…'), secret);
  return safe;
}

/** Long texts were cut, maybe in the middle of a secret. */
function withoutStart(text: string, secret: string): string {
  for (let length = secret.length - 1; length >= 4; length -= 1) {
    if (text.endsWith(secret.slice(0, length))) return `${text.slice(0, -length)}…`;
  }
  return text;
}
