import type { AuthRuntimeModule, QlikMain, RuntimeAuthModule } from 'ngx-qlik';

/** What a {@link fakeQlikMain} recorded, and how to install it in a page. */
export interface FakeQlikMain extends QlikMain {
  /** The names of the modules that were asked for, in order. */
  readonly imported: readonly string[];
  /** What was registered with the module `auth@v1`, by name. */
  readonly authModules: ReadonlyMap<string, RuntimeAuthModule>;
  readonly hostConfigs: ReadonlyMap<string, Parameters<AuthRuntimeModule['registerHostConfig']>[1]>;
  /** Puts it where Qlik's script would; returns the way back. */
  install(): () => void;
}

/**
 * Stands in for `window.QlikMain`, which Qlik's `/qlik-embed/main.js` makes.
 *
 * @param modules by name, for example `qix@v1`; a function is called for each import. `auth@v1` is there already and records
 */
export function fakeQlikMain(modules: Readonly<Record<string, unknown>> = {}): FakeQlikMain {
  const imported: string[] = [];
  const authModules = new Map<string, RuntimeAuthModule>();
  const hostConfigs = new Map<string, Parameters<AuthRuntimeModule['registerHostConfig']>[1]>();
  const auth: AuthRuntimeModule = {
    registerAuthModule: (name, module) => void authModules.set(name, module),
    registerHostConfig: (name, hostConfig) => {
      if (hostConfigs.has(name)) throw new Error(`A host config "${name}" is registered already.`);
      hostConfigs.set(name, hostConfig);
    },
    unregisterHostConfig: (name) => void hostConfigs.delete(name),
  };
  const available: Readonly<Record<string, unknown>> = { 'auth@v1': auth, ...modules };
  const main: FakeQlikMain & { readonly INTERNAL__DO_NOT_USE: object } = {
    // `@qlik/api` 2.19 writes into it where it is loaded beside Qlik's script on localhost, and does not load without it.
    INTERNAL__DO_NOT_USE: {},
    imported,
    authModules,
    hostConfigs,
    import: async (name) => {
      imported.push(name);
      if (!(name in available)) throw new Error(`There is no module "${name}".`);
      const found = available[name];
      return typeof found === 'function' ? (found as () => unknown)() : found;
    },
    install: () => {
      const before = window.QlikMain;
      // Qlik's own typings give the global more members than any module of Qlik's runtime needs here.
      Object.assign(window, { QlikMain: main });
      return () => {
        if (before) Object.assign(window, { QlikMain: before });
        else delete window.QlikMain;
      };
    },
  };
  return main;
}
