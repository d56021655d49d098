/** Waits for something that nothing announces, such as what another process does, and leaves the processor to it meanwhile. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 5));
}
