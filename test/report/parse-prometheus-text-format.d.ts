/** The package has no types. */
declare module 'parse-prometheus-text-format' {
  const parse: (
    text: string,
  ) => { name: string; metrics: { value: string; labels?: Record<string, string> }[] }[];
  export = parse;
}
