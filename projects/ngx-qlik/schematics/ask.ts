import { createInterface } from 'node:readline/promises';

/** Asks the user of the command line. */
export interface Prompt {
  /** @returns the text, or `fallback` for an empty answer */
  text(question: string, fallback?: string): Promise<string>;
  /** @returns one of the values */
  choose<T extends string>(question: string, values: readonly T[], fallback: T): Promise<T>;
}

/** A prompt in the terminal; `undefined` where there is none, as in a workflow. */
export function terminalPrompt(): Prompt | undefined {
  if (!process.stdin.isTTY || !process.stdout.isTTY || process.env['CI']) return undefined;
  const text = async (question: string, fallback = '') => {
    const terminal = createInterface({ input: process.stdin, output: process.stdout });
    try {
      const answer = await terminal.question(`? ${question}${fallback === '' ? '' : ` (${fallback})`}: `);
      return answer.trim() === '' ? fallback : answer.trim();
    } finally {
      terminal.close();
    }
  };
  return {
    text,
    choose: async (question, values, fallback) => {
      for (;;) {
        const answer = await text(`${question}: ${values.join(', ')}`, fallback);
        const found = values.find((value) => value === answer);
        if (found !== undefined) return found;
        process.stdout.write(`"${answer}" is none of them.\n`);
      }
    },
  };
}
