/** In order, all of them: one that fails must not keep the others, or what comes after, from happening. */
export async function cleanUp(steps: readonly (() => Promise<void> | void)[]): Promise<void> {
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      console.error('qlik-embed: an embed could not be cleaned up.', error);
    }
  }
}
