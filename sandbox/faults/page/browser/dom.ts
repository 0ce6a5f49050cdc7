/** Makes an element. Texts are texts: nothing is ever read as HTML. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Partial<Omit<HTMLElementTagNameMap[K], 'style'>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/** @throws {Error} when the page has no such element */
export function find<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`The page has no ${type.name} “${id}”.`);
  return found;
}

/** A part of the page that shows one item and follows its changes. */
export interface View<T> {
  readonly root: HTMLElement;
  update(item: T): void;
}

/** A list whose elements stay while their items do, so that the focus is not lost by an update. */
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
