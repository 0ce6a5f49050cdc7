import { computed, inject, linkedSignal, type Signal } from '@angular/core';
import { ConnectionRegistry, type QlikResource } from 'ngx-qlik';
import { injectApiResource } from 'ngx-qlik/api';
import { hasCloudApi } from '../connections/auth-type-facts';
import { isRecord } from '../json/is-record';
import { StoredText } from '../storage/browser-storage';

/** A theme of a tenant. */
export interface TenantTheme {
  /** What embeds take. */
  readonly id: string;
  readonly name: string;
}

/** The theme of the embeds of a connection, which the user chooses among those of the tenant. */
export interface ThemeChoice {
  /** Empty for connections that have or list no themes. */
  readonly themes: QlikResource<readonly TenantTheme[]>;
  /** The user's choice, kept in the browser for the connection; without one, embeds are light or dark as the application is. */
  readonly kept: Signal<TenantTheme | undefined>;
  /** Whether the tenant has the chosen theme no more. */
  readonly isGone: Signal<boolean>;
  /** For the input of embeds; undefined without a choice, and for a theme that is gone. */
  readonly theme: Signal<string | undefined>;
  /** Keeps the choice; `undefined` ends it. */
  choose(theme: TenantTheme | undefined): void;
}

/** For so long a list of themes is not asked for again. */
const MAX_AGE_MS = 60_000;

/** Returns the choice of a theme for a connection, which may change. Needs an injection context. */
export function injectThemeChoice(connectionId: () => string): ThemeChoice {
  const registry = inject(ConnectionRegistry);
  const themed = computed(() => {
    // Client-managed servers have no custom themes in embeds; anonymous users may not list them.
    const connection = registry.get(connectionId());
    return hasCloudApi(connection) ? connection.id : undefined;
  });
  const themes = injectApiResource(connectionId, (api, options) =>
    themed() === undefined
      ? undefined
      : api.getThemes({ ...options, maxAge: MAX_AGE_MS }).then(({ data }) => readThemes(data)),
  );
  const stored = computed(() => {
    const id = themed();
    return id === undefined ? undefined : new StoredText('local', `app:theme:${id}`);
  });
  const kept = linkedSignal(() => readTheme(stored()?.readJson()));
  const isGone = computed(() => {
    const [wanted, all] = [kept(), themes.value()];
    return wanted !== undefined && all !== undefined && all.every(({ id }) => id !== wanted.id);
  });
  return {
    themes,
    kept,
    isGone,
    theme: computed(() => (isGone() ? undefined : kept()?.id)),
    choose: (theme) => {
      kept.set(theme);
      stored()?.write(theme && JSON.stringify(theme));
    },
  };
}

function readThemes(list: unknown): readonly TenantTheme[] {
  return Array.isArray(list) ? list.flatMap((each) => readTheme(each) ?? []) : [];
}

function readTheme(value: unknown): TenantTheme | undefined {
  if (!isRecord(value)) return undefined;
  const { id, name } = value;
  return typeof id === 'string' && typeof name === 'string' ? { id, name } : undefined;
}
