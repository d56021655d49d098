/** An amount with separators, after its currency; a dash when it is not known. */
export function amount(value: string | null, currency: string): string {
  if (value === null) return '–';
  const [whole = '', part] = value.split('.');
  return `${currency} ${whole.replaceAll(/\B(?=(\d{3})+$)/g, ',')}${part === undefined ? '' : `.${part}`}`.trim();
}
