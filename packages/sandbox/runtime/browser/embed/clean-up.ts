/** Runs all steps in order. A failed step does not stop the others. */
export async function cleanUp(steps: readonly (() => Promise<void> | void)[]): Promise<void> {
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      console.error('qlik-embed: an embed could not be cleaned up.', error);
    }
  }
}
