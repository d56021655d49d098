const regionId = /^[a-z]{2}-[a-z0-9-]+$/;

/** Hosts of the form `kms.cn-hangzhou.aliyuncs.com`, with the given names in front; the region, or null. */
export function regionalHost(host: string, ...names: readonly string[]): string | null {
  const match = /^([a-z0-9-]+)\.([a-z0-9-]+)\.aliyuncs\.com$/.exec(host);
  const [, name = '', region = ''] = match ?? [];
  return names.includes(name) && regionId.test(region) ? region : null;
}
