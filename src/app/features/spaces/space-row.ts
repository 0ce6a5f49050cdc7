import type { Page, Space } from 'ngx-qlik/rest';
import type { PageOf } from './paged-list';

/** What the table shows of a space. A tenant may have ten thousand, and as they come they weigh three times as much. */
export interface SpaceRow {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly description: string | undefined;
  /** What the user may do in it, in words. */
  readonly roles: string;
  /** In milliseconds since 1970. */
  readonly createdAt: number | undefined;
}

/** A page of them, with the links of the page that it was made of. */
export interface SpaceRows extends PageOf<SpaceRow> {
  readonly source: Page<Space>;
}

/** Makes rows of a page, and lets its spaces go. */
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

/** Few lists of roles are different; each is kept once. */
const roleTexts = new Map<string, string>();

function internText(text: string): string {
  const known = roleTexts.get(text);
  if (known !== undefined) return known;
  roleTexts.set(text, text);
  return text;
}
