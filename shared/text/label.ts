/** A label as it stands before its text: with the colon of its language. */
export function startOf(label: string): string {
  if (label === '') return '';
  return /\p{Script=Han}/u.test(label) ? `${label}：` : `${label}: `;
}
