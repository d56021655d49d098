/**
 * The variables of a file `.env`, as Serverless Devs reads it: `NAME=VALUE` on lines of their own, `#` for remarks, quotes around a
 * value where it has spaces.
 */
export function parseDotenv(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const line of text.split(/\r?\n/)) {
    const [, name, rest = ''] = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (name === undefined) continue;
    const [, , quoted] = /^(['"])(.*)\1$/.exec(rest) ?? [];
    found[name] = quoted ?? rest.replace(/\s+#.*$/, '');
  }
  return found;
}
