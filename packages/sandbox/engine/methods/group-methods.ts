import { randomUUID } from 'node:crypto';
import { toArray, toObject, toText, type JsonObject } from '../protocol/json.ts';
import { QIX_CODES, QixError } from '../protocol/qix-error.ts';
import { fillDefinitions } from '../cube/definition.ts';
import type { EntryContext } from './context.ts';
import { createEntry, replaceProperties } from './create-entry.ts';
import { list, method, object, text, texts, type MethodTable } from './method.ts';

/** A group in the properties of an object: `NxGroupDef`, and the object that has it. */
interface Group {
  readonly definition: JsonObject;
  /** Replaces the definition. */
  save(definition: JsonObject): void;
}

/** Returns the group in an object, or in the object of a subgroup. @throws {QixError} 2 for an unknown subgroup, 4 without a group at the path */
function groupAt({ document, entry }: EntryContext, path: string, subgroup: string): Group {
  const owner = subgroup === '' ? entry : document.find('object', subgroup);
  if (!owner) throw new QixError(QIX_CODES.notFound, 'Group not found', subgroup);
  const member = /^\/([^/]+)$/.exec(path)?.[1] ?? '';
  const properties = fillDefinitions(owner.properties);
  if (!Object.hasOwn(properties, member)) throw new QixError(QIX_CODES.invalidPath, 'Invalid path', path);
  return {
    definition: toObject(properties[member]),
    save: (definition) => replaceProperties(document, owner, { ...owner.properties, [member]: definition }),
  };
}

function membersOf({ definition }: Group): readonly JsonObject[] {
  return toArray(definition['qMemberIds']).map(toObject);
}

function idOf(member: JsonObject): string {
  return toText(member['qGroupId']) || toText(member['qObjectId']);
}

function setMembers(group: Group, members: readonly JsonObject[]): void {
  group.save({ ...group.definition, qMemberIds: members });
}

/** Adds members before the member `before`, or at the end; a member that is already there moves. */
function addMembers(group: Group, added: readonly JsonObject[], before: string): void {
  const ids = new Set(added.map(idOf));
  const others = membersOf(group).filter((member) => !ids.has(idOf(member)));
  const place = others.findIndex((member) => idOf(member) === before);
  if (before !== '' && place < 0) throw new QixError(QIX_CODES.notFound, 'Group member not found', before);
  const at = place < 0 ? others.length : place;
  setMembers(group, [...others.slice(0, at), ...added, ...others.slice(at)]);
}

/** Methods of a generic object with a group definition (`NxGroupDef`), such as `/qNxGroupDef`. */
export const GROUP_METHODS: MethodTable<EntryContext> = {
  AddGroupMembers: method(
    [text('qPath'), list('qMembers'), text('qTargetGroupId'), text('qPosId')],
    (context: EntryContext, path, members, target, before) =>
      addMembers(groupAt(context, path, target), members.map(toObject), before),
  ),
  CreateGroup: method(
    [text('qPath'), object('qGroupDef'), text('qTargetGroupId')],
    (context: EntryContext, path, definition, target) => {
      const { document, entry } = context;
      const group = groupAt(context, path, target);
      const qType = toText(group.definition['qGroupType']) || entry.type;
      const { id } = createEntry(document, {
        kind: 'object',
        properties: { qInfo: { qId: randomUUID(), qType }, [path.slice(1)]: definition },
        isSession: entry.isSession,
      });
      addMembers(group, [{ qGroupId: id }], '');
      return { qReturn: id };
    },
  ),
  // The members of the group stay: they are no longer in a group.
  RemoveGroup: method([text('qPath'), text('qGroupId')], (context: EntryContext, path, id) => {
    const { document } = context;
    if (id === '') throw new QixError(QIX_CODES.invalidParameters, 'Invalid Params', 'qGroupId');
    groupAt(context, path, id);
    for (const owner of document.all('object')) {
      if (!Object.hasOwn(owner.properties, path.slice(1))) continue;
      const group = groupAt({ ...context, entry: owner }, path, '');
      const members = membersOf(group);
      const rest = members.filter((member) => member['qGroupId'] !== id);
      if (rest.length < members.length) setMembers(group, rest);
    }
    const removed = document.find('object', id);
    if (removed) document.storeOf(removed).remove('object', id);
  }),
  RemoveGroupMembers: method(
    [text('qPath'), texts('qMembers'), text('qTargetGroupId')],
    (context: EntryContext, path, ids, target) => {
      const group = groupAt(context, path, target);
      setMembers(
        group,
        membersOf(group).filter((member) => !ids.includes(idOf(member))),
      );
    },
  ),
  SetGroupLabel: method(
    [text('qPath'), text('qNewLabel'), text('qTargetGroupId')],
    (context: EntryContext, path, qLabel, target) => {
      const group = groupAt(context, path, target);
      group.save({ ...group.definition, qLabel });
    },
  ),
};
