import type { Unread } from '../model/snapshot.ts';

/** Everything that could not be read, each thing once, wherever it lies in these nodes of a snapshot. */
export function unreadThings(nodes: readonly unknown[]): Unread[] {
  const found = new Map<string, Unread>();
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if (!isUnread(node)) {
      eachValue(node, visit);
      return;
    }
    const { type, region, id, facet } = node.thing;
    found.set([type, region, id, facet].join('\n'), node);
  };
  for (const node of nodes) visit(node);
  return [...found.values()];
}

/** Without making lists of values, because a snapshot may hold 10,000 clusters. */
function eachValue(node: object, visit: (value: unknown) => void): void {
  for (const key in node) visit((node as Record<string, unknown>)[key]); // its own key
}

function isUnread(node: object): node is Unread {
  return 'seen' in node && node.seen === false && 'thing' in node && node.thing !== undefined;
}
