import type { Page, Space } from 'ngx-qlik/rest';
import type { PageOf } from './paged-list';

/**
 * A row of the table. Rows instead of spaces, because a tenant may have ten thousand, and a space needs three times the
 * memory.
 */
export interface SpaceRow {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly description: string | undefined;
  /** The user's roles as text. */
  readonly roles: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number | undefined;
}

/** A page of rows, with the links of the source page. */
export interface SpaceRows extends PageOf<SpaceRow> {
  readonly source: Page<Space>;
}

/** Converts a page to rows, without keeping its spaces. */
export function toSpaceRows(page: Page<Space>): SpaceRows {
  const { hasNext, total } = page;
  return {
    items: page.items.map(toRow),
    hasNext,
    ...(total === undefined ? {} : { total }),
    source: { ...page, items: [] },
  };
}

function toRow({ id, name, type, description, meta, createdAt }: Space): SpaceRow {
  return {
    id,
    name,
    type: type ?? '',
    description: description || undefined,
    roles: internText(meta?.roles.join(', ') || '—'),
    createdAt: createdAt === undefined ? undefined : Date.parse(createdAt),
  };
}

/** There are few different role texts; each is kept once. */
const roleTexts = new Map<string, string>();

function internText(text: string): string {
  const known = roleTexts.get(text);
  if (known !== undefined) return known;
  roleTexts.set(text, text);
  return text;
}
