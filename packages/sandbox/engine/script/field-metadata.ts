import { isNameMatch } from './name-list.ts';

/** Tags and comments of a script's fields and tables, the fields that smart search leaves out, and loosely coupled tables. */
export class FieldMetadata {
  private readonly tags = new Map<string, Set<string>>();
  private readonly fieldComments = new Map<string, string>();
  private readonly tableComments = new Map<string, string>();
  private readonly looseTables = new Map<string, true>();
  private readonly searched: { readonly pattern: string; readonly isOn: boolean }[] = [];

  /** `Tag field … with …`. */
  tag(field: string, tag: string): void {
    this.tags.set(field, (this.tags.get(field) ?? new Set()).add(tag));
  }

  /** `Untag field … with …`. */
  untag(field: string, tag: string): void {
    this.tags.get(field)?.delete(tag);
  }

  tagsOf(field: string): readonly string[] {
    return [...(this.tags.get(field) ?? [])];
  }

  /** `Comment field … with …`. */
  commentField(field: string, comment: string): void {
    this.fieldComments.set(field, comment);
  }

  commentOfField(field: string): string | undefined {
    return this.fieldComments.get(field);
  }

  /** `Comment table … with …`. */
  commentTable(table: string, comment: string): void {
    this.tableComments.set(table, comment);
  }

  commentOfTable(table: string): string | undefined {
    return this.tableComments.get(table);
  }

  /** `Loosen Table …`: the table is loosely coupled. */
  loosenTable(table: string): void {
    this.looseTables.set(table, true);
  }

  isLoose(table: string): boolean {
    return this.looseTables.has(table);
  }

  /** `Search include …` and `Search exclude …`. */
  search(patterns: readonly string[], isOn: boolean): void {
    this.searched.push(...patterns.map((pattern) => ({ pattern, isOn })));
  }

  isSearched(field: string): boolean {
    return this.searched.findLast(({ pattern }) => isNameMatch(pattern, field))?.isOn !== false;
  }

  /** `Rename field`: tags and comments follow the field. */
  renameField(from: string, to: string): void {
    move(this.tags, from, to);
    move(this.fieldComments, from, to);
  }

  /** `Rename table`. */
  renameTable(from: string, to: string): void {
    move(this.tableComments, from, to);
    move(this.looseTables, from, to);
  }
}

function move<T>(map: Map<string, T>, from: string, to: string): void {
  const value = map.get(from);
  if (value === undefined) return;
  map.delete(from);
  map.set(to, value);
}
