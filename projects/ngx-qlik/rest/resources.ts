import type { NxApp } from '@qlik/api/apps';
import type { ItemResultResponseBody } from '@qlik/api/items';
import type { Assignment, Space } from '@qlik/api/spaces';
import type { Tenant } from '@qlik/api/tenants';
import type { User } from '@qlik/api/users';
import { ɵisRecord as isRecord } from 'ngx-qlik/json';

export type { Assignment, Space } from '@qlik/api/spaces';
export type { Tenant } from '@qlik/api/tenants';
export type { User } from '@qlik/api/users';

/** An item of a tenant's catalog: an app, a data set, a note … */
export type Item = ItemResultResponseBody;

/** An app of `GET /api/v1/apps/{id}`: its attributes and the user's privileges. */
export type AppInfo = NxApp;

// The guards check the required fields only.

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
  return isRecord(candidate) && hasTexts(candidate['attributes'], 'id');
}

/** Whether it is an object with a string in each of these fields. */
export function hasTexts(candidate: unknown, ...names: readonly string[]): boolean {
  return isRecord(candidate) && names.every((name) => typeof candidate[name] === 'string');
}
