/** The window refuses abort signals as listener options, as those of jsdom do in Vitest: the signals are Node's there. */
export function refuseForeignSignals(): void {
  const add = window.addEventListener.bind(window);
  spyOn(window, 'addEventListener').and.callFake(
    (
      type: string,
      listener: EventListenerOrEventListenerObject,
      options?: boolean | AddEventListenerOptions,
    ) => {
      if (typeof options === 'object' && options.signal)
        throw new TypeError("'options' has member 'signal' that is not of type 'AbortSignal'.");
      add(type, listener, options);
    },
  );
}
