/** Creates an element. Text is never parsed as HTML. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Partial<Omit<HTMLElementTagNameMap[K], 'style'>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/** Returns the element with that id. @throws {Error} when the page does not have it */
export function find<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`The page has no ${type.name} “${id}”.`);
  return found;
}

/** A part of the page that shows one item and updates with it. */
export interface View<T> {
  readonly root: HTMLElement;
  update(item: T): void;
}

/** A list that keeps the elements of unchanged items, so that an update does not lose the focus. */
export class KeyedList<T> {
  private readonly views = new Map<string, View<T>>();

  constructor(
    private readonly parent: HTMLElement,
    private readonly keyOf: (item: T) => string,
    private readonly create: (item: T) => View<T>,
  ) {}

  show(items: readonly T[]): void {
    const keys = new Set(items.map(this.keyOf));
    for (const [key, view] of this.views) {
      if (keys.has(key)) continue;
      view.root.remove();
      this.views.delete(key);
    }
    items.forEach((item, index) => {
      const key = this.keyOf(item);
      const view = this.views.get(key) ?? this.create(item);
      this.views.set(key, view);
      view.update(item);
      const here = this.parent.children[index] ?? null;
      if (here !== view.root) this.parent.insertBefore(view.root, here);
    });
  }
}
