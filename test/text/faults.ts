/** What is wrong with a text that people read. Each finds one kind of fault, and gives the places. */

/** Words of another language's sentences, and what to write is in the glossary of docs/architecture.md. */
const STOP_WORDS =
  /\b(tells?|told|anew|dearest|so many|whoever|begins|well,|sound|sealed|the way to|in which way|looked at|look at|look into|by hand|hears|nobody can tell|makes no sense|has to be said|what has to|was refused|lies in|under way)\b/gi;

export function stopWords(text: string): string[] {
  return text.match(STOP_WORDS) ?? [];
}

/** `1 identities`: a number that its word does not agree with. */
export function wrongPlurals(text: string): string[] {
  const found =
    text.match(/(?<![\d.,:/-])1 (?!(?:is|was|has|needs|less|address|access|this|does)\b)[a-z]+s\b(?! of)/g) ??
    [];
  return found;
}

/** A mark of English writing beside a Chinese character. */
const HALF_WIDTH =
  /[\u3400-\u9fff] ?[,;:!?]|[\u3400-\u9fff]\.(?= |$)|[\u3400-\u9fff] ?\([^)\n]|\([\u3400-\u9fff]/gm;

export function halfWidth(text: string): string[] {
  return text.match(HALF_WIDTH) ?? [];
}

/** A line that starts with a mark which belongs to the one before, or ends with one that opens. */
export function wrongBreaks(text: string): string[] {
  return text.split('\n').filter((line) => /^\s*[。，、）：；]/.test(line) || /[（「《]\s*$/.test(line));
}

/** States and ids that have a Chinese word. */
const STATES =
  /(?<![\w.:-])(Enabled|Disabled|PendingDeletion|PendingImport|NotFound|Suspended|InDebt|running|updating|initial|unavailable|stopped|critical|medium|pending|unknown|not-encrypted|[a-z]+-(?:changed|disabled|enabled|scheduled|cancelled|replaced|stopped)|MLPS|ActionTrail|pay-as-you-go)(?![\w.:=-])/g;

export function untranslated(text: string): string[] {
  return text.match(STATES) ?? [];
}

/** What people read of a page: no markup, nothing that is code. */
export function wordsOfPage(page: string): string {
  return page
    .replace(/<(style|head|pre|code)\b.*?<\/\1>/gs, '')
    .replace(/<[^>]+>/g, '\n')
    .replace(/&#39;/g, "'")
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&')
    .replace(/\n+/g, '\n');
}
