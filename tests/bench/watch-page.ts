/** What shows that a page has done its work. */
export type Shown =
  /** One of these is part of the page's text. */
  | { readonly texts: readonly string[] }
  /** Something colored is on a canvas: a chart has more than axes. */
  | { readonly marks: true }
  /** So many of Qlik's elements each have a canvas with something colored. */
  | { readonly charts: number };

/** A page that is watched. The moment is in milliseconds from the start of the navigation. */
export type WatchedWindow = Window & { benchShownAt?: number };

/** Runs in the page before anything else, so it has all it needs inside. */
export function watchPage(shown: Shown): void {
  // The callback of a frame runs before it is painted; that of the next one after.
  const notePaint = (): void => {
    requestAnimationFrame(() =>
      requestAnimationFrame((now) => {
        (window as WatchedWindow).benchShownAt = now;
      }),
    );
  };

  const watchTexts = (texts: readonly string[]): void => {
    const observer = new MutationObserver(() => {
      const text = document.querySelector('body')?.textContent ?? '';
      if (!texts.some((each) => text.includes(each))) return;
      observer.disconnect();
      notePaint();
    });
    observer.observe(document, { childList: true, subtree: true, characterData: true });
  };

  const findCanvases = (root: ParentNode): HTMLCanvasElement[] => [
    ...root.querySelectorAll('canvas'),
    ...[...root.querySelectorAll('*')].flatMap(({ shadowRoot }) =>
      shadowRoot ? findCanvases(shadowRoot) : [],
    ),
  ];

  const SIDE = 64;
  // Small, so that looking costs next to nothing on either side.
  const createMarkFinder = (): ((canvas: HTMLCanvasElement) => boolean) => {
    const sketch = Object.assign(document.createElement('canvas'), { width: SIDE, height: SIDE });
    const context = sketch.getContext('2d', { willReadFrequently: true });
    return (canvas) => {
      if (!context || canvas.width === 0 || canvas.height === 0) return false;
      context.clearRect(0, 0, SIDE, SIDE);
      context.drawImage(canvas, 0, 0, SIDE, SIDE);
      const { data } = context.getImageData(0, 0, SIDE, SIDE);
      let colored = 0;
      for (let at = 0; at < data.length; at += 4) {
        const [red = 0, green = 0, blue = 0, alpha = 0] = data.subarray(at, at + 4);
        if (alpha > 20 && Math.max(red, green, blue) - Math.min(red, green, blue) > 40) colored += 1;
      }
      return colored > 8;
    };
  };

  const watchMarks = (): void => {
    const hasMarks = createMarkFinder();
    const look = (): void => {
      if (findCanvases(document).some(hasMarks)) notePaint();
      else setTimeout(look, 20);
    };
    look();
  };

  const watchCharts = (count: number): void => {
    const hasMarks = createMarkFinder();
    const painted = new Set<Element>();
    const look = (): void => {
      for (const element of document.querySelectorAll('qlik-embed')) {
        if (!painted.has(element) && findCanvases(element).some(hasMarks)) painted.add(element);
      }
      if (painted.size >= count) notePaint();
      // Less often than for one: to look at twenty takes a part of the time that is measured.
      else setTimeout(look, 100);
    };
    look();
  };

  if ('texts' in shown) watchTexts(shown.texts);
  else if ('charts' in shown) watchCharts(shown.charts);
  else watchMarks();
}
