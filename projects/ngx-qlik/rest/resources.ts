import type { NxApp } from '@qlik/api/apps';
import type { ItemResultResponseBody } from '@qlik/api/items';
import type { Assignment, Space } from '@qlik/api/spaces';
import type { Tenant } from '@qlik/api/tenants';
import type { User } from '@qlik/api/users';
import { isObject } from './page';

export type { Assignment, Space } from '@qlik/api/spaces';
export type { Tenant } from '@qlik/api/tenants';
export type { User } from '@qlik/api/users';

/** An entry of a tenant's catalogue: an app, a data set, a note … */
export type Item = ItemResultResponseBody;

/** An app as `GET /api/v1/apps/{id}` describes it: its attributes, and what the user may do with it. */
export type AppInfo = NxApp;

// Checked is what the rest of a page cannot do without; the other fields are Qlik's promise.

export function isSpace(candidate: unknown): candidate is Space {
  return hasTexts(candidate, 'id', 'name');
}

export function isAssignment(candidate: unknown): candidate is Assignment {
  return hasTexts(candidate, 'id', 'assigneeId');
}

export function isItem(candidate: unknown): candidate is Item {
  return hasTexts(candidate, 'id', 'name', 'resourceType');
}

export function isUser(candidate: unknown): candidate is User {
  return hasTexts(candidate, 'id');
}

export function isTenant(candidate: unknown): candidate is Tenant {
  return hasTexts(candidate, 'id', 'name');
}

export function isAppInfo(candidate: unknown): candidate is AppInfo {
  return isObject(candidate) && hasTexts(candidate['attributes'], 'id');
}

/** Whether it is an object with a text in each of these fields. */
export function hasTexts(candidate: unknown, ...names: readonly string[]): boolean {
  return isObject(candidate) && names.every((name) => typeof candidate[name] === 'string');
}
