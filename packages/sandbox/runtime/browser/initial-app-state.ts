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

/** The initial state of an app, applied before other code on the page gets the app. */
export interface InitialAppState {
  readonly clearSelections?: boolean;
  readonly bookmarkId?: string;
  readonly fieldSelections?: readonly InitialFieldSelection[];
}

const takeBackByApp = new Map<string, () => void>();

/**
 * `initial-app-state@v1`: sets the selections for the opening of the app. A second call for the same app, identity and
 * host replaces the first; an open app does not change.
 */
export function setInitialAppState(app: OpenAppSessionProps, state: InitialAppState): void {
  const key = `${auth.default.serializeHostConfig(app.hostConfig)}|${app.appId}|${app.identity ?? ''}`;
  takeBackByApp.get(key)?.();
  takeBackByApp.set(
    key,
    qix.default.addInitialAppAction(app, (doc) => applyState(doc, state)),
  );
}

/** `initial-app-state@v1`: calls back with the Doc when the app opens. A failed callback does not stop the app from opening. */
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
      // One wrong field must not stop the app from opening.
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
