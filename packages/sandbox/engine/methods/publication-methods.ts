import { privilegesOf } from '../objects/stored-object.ts';
import { QIX_CODES, QixError } from '../protocol/qix-error.ts';
import type { EntryContext } from './context.ts';
import { method, type Method, type MethodTable } from './method.ts';

interface Publication {
  readonly isPublished: boolean;
  readonly isApproved: boolean;
}

/** Returns a method that changes the publication of an entry. It needs a privilege; without it the error is 5. */
function publication(
  privilege: 'publish' | 'approve',
  change: (before: Publication) => Publication,
): Method<EntryContext> {
  return method([], ({ document, entry }: EntryContext) => {
    if (!privilegesOf(entry).includes(privilege))
      throw new QixError(QIX_CODES.accessDenied, 'Access denied', entry.id);
    Object.assign(entry, change(entry));
    document.storeOf(entry).touch(entry);
  });
}

/**
 * Methods that publish objects, bookmarks, dimensions and measures. Qlik's help does not say whether approval needs publication:
 * approval publishes, and an entry that is no longer published is no longer approved.
 */
export const PUBLICATION_METHODS: MethodTable<EntryContext> = {
  Publish: publication('publish', ({ isApproved }) => ({ isPublished: true, isApproved })),
  UnPublish: publication('publish', () => ({ isPublished: false, isApproved: false })),
  Approve: publication('approve', () => ({ isPublished: true, isApproved: true })),
  UnApprove: publication('approve', ({ isPublished }) => ({ isPublished, isApproved: false })),
};
