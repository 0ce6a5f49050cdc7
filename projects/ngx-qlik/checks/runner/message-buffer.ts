/** Buffers the messages of a socket until a listener is set. */
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
