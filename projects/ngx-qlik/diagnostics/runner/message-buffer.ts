/** Keeps the texts that arrive on a socket until somebody listens, and hands on the later ones at once. */
export class MessageBuffer {
  private readonly buffered: string[] = [];
  private listener: ((text: string) => void) | undefined;

  add(text: string): void {
    if (this.listener) this.listener(text);
    else this.buffered.push(text);
  }

  listen(listener: (text: string) => void): void {
    this.listener = listener;
    this.buffered.splice(0).forEach(listener);
  }
}
