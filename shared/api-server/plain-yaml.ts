import { parseAllDocuments, visit } from 'yaml';

/** The value of one YAML document that is nothing but maps, lists and scalars; or why it is more than that. */
export function plainYaml(text: string): { value: unknown } | { problem: string } {
  try {
    const documents = parseAllDocuments(text, { prettyErrors: false, schema: 'core', merge: false });
    const [document, ...others] = Array.isArray(documents) ? documents : [];
    if (!document) return { problem: 'it is empty' };
    if (others.length > 0) return { problem: 'it holds several documents' };
    if (document.errors.length > 0 || document.warnings.length > 0)
      return { problem: 'it is not valid YAML' };
    let trick: string | null = null;
    visit(document, {
      Alias: () => mark('an alias'),
      Node: (_key, node) => {
        if ('anchor' in node && node.anchor) return mark('an anchor');
        return node.tag ? mark('a tag') : undefined;
      },
    });
    return trick === null ? { value: document.toJS({ maxAliasCount: 0 }) } : { problem: `it holds ${trick}` };

    function mark(what: string): symbol {
      trick ??= what;
      return visit.BREAK;
    }
  } catch (error) {
    // Lists in lists by the thousand end the stack.
    if (error instanceof RangeError) return { problem: 'it is nested too deep' };
    throw error;
  }
}
