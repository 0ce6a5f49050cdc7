import type { FakeAppData, FakeValue } from './fake-app-data';

/** A variable as it is now. */
export interface CurrentVariable {
  definition: string | number;
  readonly comment: string;
  readonly isFromScript: boolean;
}

/** A bookmark as it is now. */
export interface CurrentBookmark {
  title: string;
  description: string;
  isPublished: boolean;
  /** Selected values by field, for each state by its name. */
  selections: ReadonlyMap<string, Readonly<Record<string, readonly FakeValue[]>>>;
}

/** What sessions change in an app: its variables and bookmarks. */
export class FakeContents {
  readonly variables: Map<string, CurrentVariable>;
  readonly bookmarks: Map<string, CurrentBookmark>;
  /** Number of reloads. */
  reloads = 0;
  private created = 0;

  constructor({ variables = {}, bookmarks = {} }: FakeAppData, defaultState: string) {
    this.variables = new Map(
      Object.entries(variables).map(([name, given]) => {
        const variable = typeof given === 'object' ? given : { definition: given };
        return [name, { comment: '', isFromScript: false, ...variable }];
      }),
    );
    this.bookmarks = new Map(
      Object.entries(bookmarks).map(
        ([id, { title = id, description = '', isPublished = false, selections }]) => [
          id,
          { title, description, isPublished, selections: new Map([[defaultState, selections]]) },
        ],
      ),
    );
  }

  /** An id that no bookmark has. */
  newId(): string {
    let id: string;
    do id = `bookmark-${++this.created}`;
    while (this.bookmarks.has(id));
    return id;
  }
}
