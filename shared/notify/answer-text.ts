/** No answer of DingTalk is longer; of one that is, the rest is not read. */
const MOST_BYTES = 65_536;

/** The text of an answer, cut there. */
export async function answerText({ body }: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of body ?? []) {
    parts.push(part);
    bytes += part.length;
    if (bytes > MOST_BYTES) break; // which cancels the rest
  }
  return Buffer.concat(parts).toString('utf8', 0, MOST_BYTES);
}
