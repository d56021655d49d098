/** One key, instance or other thing of a region, such as `cn-hangzhou key-hzz6…`: ids alone repeat across regions. */
export function resourceKey({ region, id }: { region: string; id: string }): string {
  return `${region} ${id}`;
}
