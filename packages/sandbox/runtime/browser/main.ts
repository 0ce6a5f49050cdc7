/**
 * `/qlik-embed/main.js`: the classic script that every Qlik client for browsers loads from its host first. It puts
 * `QlikMain` on the page and nothing else; the modules come when a client imports them by name.
 *
 * Members as `@qlik/api` and `@qlik/embed-web-components` read them, with names given by Qlik.
 */

// Imports Qlik's declaration of `globalThis.QlikMain`, of which this file uses a part.
import type {} from '@qlik/api/auth';

/** The path of a runtime module, relative to this script, and the files that it loads at once. */
interface RuntimeModule {
  readonly file: string;
  /** The export that is the module; the whole file when absent. */
  readonly member?: string;
  readonly preload: readonly string[];
}

type QlikMain = NonNullable<typeof globalThis.QlikMain> & {
  bootstrap(): Promise<void>;
  import(name: string): Promise<unknown>;
  loadFonts(): Promise<void>;
};

/** Filled in by the build from what it wrote. */
declare const RUNTIME_MODULES: Readonly<Record<string, RuntimeModule>>;

function createQlikMain(script: HTMLScriptElement): QlikMain {
  // Clients before version 1.0 load it from the root of the host.
  const rootUrl = new URL(script.src.includes('/qlik-embed/') ? '.' : './qlik-embed/', script.src).href;
  const sendsCredentials = script.crossOrigin === 'use-credentials';
  const preloaded = new Set<string>();

  /** Static imports would otherwise be found one level at a time, each costing a round trip. */
  const preload = (files: readonly string[]): void => {
    for (const file of files) {
      if (preloaded.has(file)) continue;
      preloaded.add(file);
      const link = document.createElement('link');
      link.rel = 'modulepreload';
      link.href = rootUrl + file;
      link.crossOrigin = sendsCredentials ? 'use-credentials' : 'anonymous';
      if (script.nonce) link.nonce = script.nonce;
      document.head.appendChild(link);
    }
  };

  return {
    bootstrap: () => Promise.resolve(),
    import(name) {
      const module = Object.hasOwn(RUNTIME_MODULES, name) ? RUNTIME_MODULES[name] : undefined;
      if (!module) {
        const known = Object.keys(RUNTIME_MODULES).join(', ');
        return Promise.reject(
          new Error(`The runtime at ${rootUrl} has no module "${name}". It has: ${known}.`),
        );
      }
      preload(module.preload);
      const { member } = module;
      const file = import(rootUrl + module.file) as Promise<Record<string, unknown>>;
      return member === undefined ? file : file.then((exports) => exports[member]);
    },
    getRootUrl: () => rootUrl,
    resourceNeedsCredentials: (url) =>
      sendsCredentials && new URL(url, document.baseURI).origin === new URL(rootUrl).origin,
    // Qlik's script adds its web fonts here; this runtime brings none, the charts fall back to the page's own.
    loadFonts: () => Promise.resolve(),
    // No part of this runtime has feature flags.
    applyFeatureOverrides: () => Promise.resolve(),
    INTERNAL__DO_NOT_USE: {},
  };
}

if (!window.QlikMain) {
  const script = document.currentScript;
  if (!(script instanceof HTMLScriptElement) || !script.src) {
    throw new Error(
      'qlik-embed/main.js must be loaded as a classic script with a src: it finds its modules from that.',
    );
  }
  window.QlikMain = createQlikMain(script);
}

export {};
