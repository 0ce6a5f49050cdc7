import type { EmbedElements, QlikEmbedElement } from './element/embed-elements';

/** Stands in for Qlik's `<qlik-embed>`: shows nothing, and mounts or fails on command. */
export class FakeElement {
  readonly element: QlikEmbedElement;
  /** The attributes on attachment, when Qlik's element reads its host. */
  attributesWhenAttached: Readonly<Record<string, string>> = {};
  /** Attributes set or removed after attachment. */
  readonly changes: string[] = [];
  private resolve: (api: unknown) => void = () => undefined;

  constructor(mount: Promise<unknown>) {
    const refApi = new Promise((resolve) => (this.resolve = resolve));
    const plain = document.createElement('div');
    this.element = Object.assign(plain, { embed: mount, getRefApi: () => refApi });
    mount.catch(() => undefined);
    const original = { set: plain.setAttribute.bind(plain), remove: plain.removeAttribute.bind(plain) };
    plain.setAttribute = (name, value) => {
      if (plain.isConnected) this.changes.push(`${name}=${value}`);
      else this.attributesWhenAttached = { ...this.attributesWhenAttached, [name]: value };
      original.set(name, value);
    };
    plain.removeAttribute = (name) => {
      this.changes.push(`-${name}`);
      original.remove(name);
    };
  }

  get isAttached(): boolean {
    return this.element.isConnected;
  }

  comeUp(api: unknown = { name: 'api' }): void {
    this.resolve(api);
  }
}

/** Creates {@link FakeElement}s and records them. */
export class FakeElements implements Pick<EmbedElements, 'load' | 'create'> {
  readonly made: FakeElement[] = [];
  loading: () => Promise<void> = () => Promise.resolve();
  mount: () => Promise<unknown> = () => Promise.resolve({});

  get last(): FakeElement {
    const element = this.made.at(-1);
    if (!element) throw new Error('No element was made.');
    return element;
  }

  load(): Promise<void> {
    return this.loading();
  }

  create(): QlikEmbedElement {
    const fake = new FakeElement(this.mount());
    this.made.push(fake);
    return fake.element;
  }
}
