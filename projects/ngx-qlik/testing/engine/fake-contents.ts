import type { FakeAppData, FakeValue } from './fake-app-data';

/** A variable as it is now. */
export interface CurrentVariable {
  definition: string | number;
  readonly comment: string;
  readonly isFromScript: boolean;
}

/** The selection that a bookmark has in one field. */
export interface BookmarkedField {
  readonly field: string;
  readonly values: readonly FakeValue[];
  readonly isLocked: boolean;
}

/** A bookmark as it is now. */
export interface CurrentBookmark {
  title: string;
  description: string;
  isPublished: boolean;
  /** For each state by its name. */
  selections: ReadonlyMap<string, readonly BookmarkedField[]>;
}

/** What sessions change in an app: its variables and bookmarks. */
export class FakeContents {
  readonly variables = new Map<string, CurrentVariable>();
  readonly bookmarks: Map<string, CurrentBookmark>;
  /** Number of reloads. */
  reloads = 0;
  private created = 0;

  constructor(
    private readonly data: FakeAppData,
    defaultState: string,
  ) {
    this.resetVariables();
    const { bookmarks = {} } = data;
    this.bookmarks = new Map(
      Object.entries(bookmarks).map(
        ([id, { title = id, description = '', isPublished = false, selections }]) => {
          const fields = Object.entries(selections).map(([field, values]) => ({
            field,
            values,
            isLocked: false,
          }));
          return [id, { title, description, isPublished, selections: new Map([[defaultState, fields]]) }];
        },
      ),
    );
  }

  /** Gives the variables the values that the app has. Those of a user are kept with the session. */
  resetVariables(): void {
    this.variables.clear();
    for (const [name, given] of Object.entries(this.data.variables ?? {})) {
      const variable = typeof given === 'object' ? given : { definition: given };
      this.variables.set(name, { comment: '', isFromScript: false, ...variable });
    }
  }

  /** An id that no bookmark has. */
  newId(): string {
    let id: string;
    do id = `bookmark-${++this.created}`;
    while (this.bookmarks.has(id));
    return id;
  }
}
