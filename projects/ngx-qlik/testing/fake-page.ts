import { DOCUMENT } from '@angular/common';
import { DestroyRef, inject, Injectable, InjectionToken } from '@angular/core';
import { FakeEmbeds } from './embeds/fake-embeds';
import { FakeApps } from './engine/fake-app';
import type { FakeAppData } from './engine/fake-app-data';
import { createFakeQix } from './engine/fake-session';
import { FakeExportFiles } from './exports/fake-exports';
import type { FakeAuthStrategy } from './fake-auth-strategy';
import { fakeQlikMain } from './fake-qlik-main';

/** The apps of a test by id. */
export const FAKE_APPS = new InjectionToken<Readonly<Record<string, FakeAppData>>>('FakeApps');

/** A module with what the page's fake has, in place of the bundled runtime. The address is another for each test: modules are kept by it. */
let addresses = 0;
export const createFakeBundleAddress = (): string =>
  `data:text/javascript,${encodeURIComponent(
    `export const auth = await globalThis.QlikMain.import('auth@v1'); export const qix = await globalThis.QlikMain.import('qix@v1'); // ${++addresses}`,
  )}`;

const EMBED = 'qlik-embed';

/**
 * Qlik's code in the page of a test: `window.QlikMain` and the element `<qlik-embed>`, from the creation of the injector to its destruction.
 * Nothing of Qlik's is loaded.
 *
 * A `window.QlikMain` that a test has installed itself stays.
 */
@Injectable()
export class FakePage {
  readonly apps = new FakeApps(inject(FAKE_APPS));
  readonly embeds = new FakeEmbeds(this.apps);
  readonly exports = new FakeExportFiles();
  /** The strategies so far, by the id of their connection. */
  readonly strategies = new Map<string, FakeAuthStrategy>();
  readonly main = fakeQlikMain({
    'qix@v1': createFakeQix(this.apps, (authType) => this.main.authModules.get(authType)),
  });

  constructor() {
    const window = inject(DOCUMENT).defaultView;
    if (window) inject(DestroyRef).onDestroy(install(this, window));
  }

  /** What a test lets wait, as it has written it: `app("sales").pause("open")`. */
  get paused(): readonly string[] {
    return [
      ...[...this.strategies].flatMap(([id, { paused }]) =>
        paused.map((step) => `strategy(${JSON.stringify(id)}).pause(${JSON.stringify(step)})`),
      ),
      ...this.apps.all.flatMap(({ id, paused }) =>
        paused.map((call) => `app(${JSON.stringify(id)}).pause(${JSON.stringify(call)})`),
      ),
      ...(this.embeds.scripted.isPaused ? ['pauseEmbeds()'] : []),
      ...(this.exports.scripted.isPaused ? ['exports.pause()'] : []),
    ];
  }
}

/** The fakes that are installed; the last one is in use. */
const installed: FakePage[] = [];

/** What the tests of this page let wait, see {@link FakePage.paused}. */
export const pausedCalls = (): readonly string[] => installed.flatMap(({ paused }) => paused);

/** @returns the way back */
function install(page: FakePage, window: Window & typeof globalThis): () => void {
  const isOwn = () => installed.some(({ main }) => (window.QlikMain as unknown) === main);
  if (window.QlikMain === undefined || isOwn()) Object.assign(window, { QlikMain: page.main });
  installed.push(page);
  restoreElements ??= replaceElements(window);
  return () => {
    const wasOwn = isOwn();
    installed.splice(installed.indexOf(page), 1);
    const last = installed.at(-1);
    if (wasOwn && last) Object.assign(window, { QlikMain: last.main });
    else if (wasOwn) delete window.QlikMain;
    if (last) return;
    restoreElements?.();
    restoreElements = undefined;
  };
}

let restoreElements: (() => void) | undefined;

/**
 * Replaces what `ngx-qlik/embed` calls to create Qlik's element. Not by a definition of the element, which a page cannot take back, nor by a
 * provider: this entry point must not import `ngx-qlik/embed`, because applications without embeds do not install Qlik's elements.
 */
function replaceElements({ document, customElements }: Window & typeof globalThis): () => void {
  const get = customElements.get.bind(customElements);
  const create: (this: Document, name: string, options?: ElementCreationOptions) => HTMLElement = Reflect.get(
    document,
    'createElement',
  );
  const restorations = [
    replaceMember(customElements, 'get', (name: string) => (name === EMBED ? HTMLElement : get(name))),
    replaceMember(document, 'createElement', (name: string, options?: ElementCreationOptions) => {
      const page = installed.at(-1);
      return page && name.toLowerCase() === EMBED
        ? page.embeds.create(document)
        : create.call(document, name, options);
    }),
  ];
  return () => restorations.forEach((restore) => restore());
}

/** @returns the way back */
function replaceMember(owner: object, name: string, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(owner, name);
  Object.defineProperty(owner, name, { value, configurable: true, writable: true });
  return () => {
    if (before) Object.defineProperty(owner, name, before);
    // The method of the prototype is there again.
    else Reflect.deleteProperty(owner, name);
  };
}
