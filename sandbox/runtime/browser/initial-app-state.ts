import type { Doc, OpenAppSessionProps } from '@qlik/api/qix';
import { auth, qix } from './qlik-client.ts';

/** Selections in one field, as `<qlik-initial-selections>` reads them from its `<field>` children. */
export interface InitialFieldSelection {
  readonly name: string;
  /** Alternate state; the default state when absent. */
  readonly state?: string;
  readonly values?: readonly { readonly qText: string }[];
  readonly search?: { readonly match: string };
}

/** What an app shall look like before anything on the page sees it. */
export interface InitialAppState {
  readonly clearSelections?: boolean;
  readonly bookmarkId?: string;
  readonly fieldSelections?: readonly InitialFieldSelection[];
}

const takeBackByApp = new Map<string, () => void>();

/**
 * `initial-app-state@v1`: states what to select when the app opens. A second statement for the same app, identity and
 * host replaces the first; an app that is open already is left as it is.
 */
export function setInitialAppState(app: OpenAppSessionProps, state: InitialAppState): void {
  const key = `${auth.default.serializeHostConfig(app.hostConfig)}|${app.appId}|${app.identity ?? ''}`;
  takeBackByApp.get(key)?.();
  takeBackByApp.set(
    key,
    qix.default.addInitialAppAction(app, (doc) => applyState(doc, state)),
  );
}

/** `initial-app-state@v1`: calls back with the Doc when the app opens. A callback that fails does not keep the app shut. */
export function addOnAppOpenCallback(
  app: OpenAppSessionProps,
  callback: (opened: { readonly doc: Doc }) => Promise<unknown>,
): () => void {
  return qix.default.addInitialAppAction(app, (doc) =>
    Promise.resolve(callback({ doc })).then(
      () => undefined,
      (error: unknown) =>
        console.error(`qlik-embed: the callback for the opening of app ${app.appId} failed.`, error),
    ),
  );
}

async function applyState(doc: Doc, state: InitialAppState): Promise<void> {
  if (state.clearSelections) await doc.clearAll();
  if (state.bookmarkId && !(await doc.applyBookmark(state.bookmarkId))) {
    console.error(`qlik-embed: bookmark "${state.bookmarkId}" could not be applied.`);
  }
  for (const selection of state.fieldSelections ?? []) {
    try {
      await selectInField(doc, selection);
    } catch (error) {
      // One wrong field must not keep the app from opening for everyone on the page.
      console.error(`qlik-embed: the initial selection in field "${selection.name}" failed.`, error);
    }
  }
}

async function selectInField(
  doc: Doc,
  { name, state, values, search }: InitialFieldSelection,
): Promise<void> {
  const field = await doc.getField(name, state ?? '$');
  if (search) {
    await field.select(search.match, false);
  } else if (values) {
    await field.selectValues(
      values.map(({ qText }) => ({ qText })),
      false,
      false,
    );
  }
}
