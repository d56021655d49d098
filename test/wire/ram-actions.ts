/**
 * The RAM actions of the operations whose official pages, tables and policies call them by another name than the product and
 * the operation. They are stated in prose only, so this table is written by hand, with its sources.
 */
export const NAMED_OTHERWISE: Readonly<Record<string, readonly string[]>> = {
  // API page: cs:GetClusters; action table and tag authorisation: both. ack-ram-tool of the ACK team asks for both.
  'cs DescribeClustersV1': ['cs:GetClusters', 'cs:DescribeClustersV1'],
  // API page (zh and en): cs:GetUserPermissions; tag authorisation: cs:DescribeUserPermission.
  'cs DescribeUserPermission': ['cs:DescribeUserPermission', 'cs:GetUserPermissions'],
  // API page: bss:DescribeAcccount, three c; an older copy and knowledge_detail/139650: bssapi:QueryAccountBalance.
  'bss QueryAccountBalance': ['bssapi:QueryAccountBalance', 'bss:DescribeAcccount'],
  // Billing guide: bss:DescribeBillList; an older API page: bssapi:QueryBill.
  'bss QueryBill': ['bssapi:QueryBill', 'bss:DescribeBillList'],
  // Two public clients cite the page with bss:QueryAccountBill; not seen on the page itself.
  'bss QueryAccountBill': ['bssapi:QueryAccountBill', 'bss:QueryAccountBill'],
};

/** `bssapi` is what the actions of billing begin with; all others begin with the product. */
export function officialActions(product: string, action: string): readonly string[] {
  const prefix = product === 'bss' ? 'bssapi' : product;
  return NAMED_OTHERWISE[`${product} ${action}`] ?? [`${prefix}:${action}`];
}
