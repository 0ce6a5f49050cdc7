import { randomBytes } from 'node:crypto';
import { isRecord } from '../../json/is-record.ts';
import { badBody } from '../rest/qlik-error.ts';
import { patches } from '../rest/replacements.ts';
import type { TenantContext } from '../tenant-context.ts';
import {
  type ScheduleOptions,
  type SharingDetails,
  type SharingRecipients,
  type SharingState,
  type SharingTask,
  type SharingTemplate,
  TASK_TYPES,
} from './sharing-task.ts';
import { notHere, planOf, SERVICE } from './sharing-template.ts';

/** Qlik's default, with the owner left out. */
export const MOST_RECIPIENTS = 50;

const text = { type: 'string' };
const flag = { type: 'boolean' };
const list = { type: 'array', items: text };
const name = { ...text, minLength: 1, maxLength: 256 };
const tags = { ...list, maxItems: 100 };
const transportChannels = { type: 'array', items: { ...text, enum: ['email', 'sharepoint'] } };
const templates = {
  type: 'array',
  minItems: 1,
  maxItems: 10,
  items: {
    type: 'object',
    required: ['type'],
    properties: {
      type: text,
      subType: text,
      fileAlias: { ...text, minLength: 1, maxLength: 256 },
      fileName: { ...text, minLength: 1, maxLength: 128 },
      fileTimeStamp: {
        ...text,
        enum: ['yyyy-MM-dd', 'yyyy-MM-dd_HH-mm', 'yyyyMMdd', 'yyyyMMdd_HH-mm'],
      },
      chartData: { type: 'object' },
      sheetData: { type: 'object' },
      multiSheetData: { type: 'array', items: { type: 'object' } },
    },
  },
};
const recipients = {
  type: 'object',
  properties: {
    DLGroups: { type: 'array' },
    DLUsers: { type: 'array' },
    emailAddresses: list,
    userIds: {
      type: 'array',
      items: { type: 'object', required: ['value'], properties: { value: text, enabled: flag } },
    },
  },
};
const localTime = { ...text, nullable: true };
const scheduleOptions = {
  type: 'object',
  properties: {
    recurrence: { ...list, minItems: 1, maxItems: 5 },
    startDateTime: localTime,
    endDateTime: localTime,
    timezone: localTime,
  },
};
const state = {
  type: 'object',
  properties: {
    selections: {
      type: 'array',
      items: {
        type: 'object',
        required: ['name', 'stateName', 'isNumeric', 'values'],
        properties: { name: text, stateName: text, isNumeric: flag, values: list },
      },
    },
  },
};

/** The members that can be changed, with their schemas. */
const CHANGEABLE = {
  name,
  tags,
  ownerId: text,
  enabled: flag,
  description: text,
  scheduleOptions,
  templates,
  recipients,
  transportChannels,
};
/** What Qlik can change besides. */
const NOT_CHANGEABLE = ['recipient', 'sharePointFolder', 'dataConnectionID', 'bookmarkId'];

export const createBody = {
  type: 'object',
  required: ['name', 'state', 'templates', 'type'],
  properties: {
    ...CHANGEABLE,
    type: { ...text, enum: TASK_TYPES },
    state,
    emailContent: { type: 'object', properties: { subject: text, body: text } },
    executeOnCreation: flag,
    expiration: text,
    message: text,
    retentionPolicy: {
      type: 'object',
      properties: { historySize: { type: 'integer', minimum: 1, maximum: 50 }, overrideInterval: text },
    },
    startTime: text,
    trigger: {
      type: 'object',
      properties: { executeOnAppReload: flag, executionHistoryInterval: text, recurrence: {} },
    },
  },
};
export const patchBody = patches(
  ['replace', 'remove'],
  [...Object.keys(CHANGEABLE), ...NOT_CHANGEABLE].map((member) => `/${member}`),
  {
    allOf: Object.entries(CHANGEABLE).map(([member, schema]) => ({
      if: { properties: { path: { const: `/${member}` } } },
      then: { properties: { value: schema } },
    })),
  },
);

/** A template as it comes: its alias may be missing. */
type GivenTemplate = Omit<SharingTemplate, 'fileAlias' | 'templateId'> & { readonly fileAlias?: string };

interface GivenRecipients {
  readonly DLGroups?: readonly unknown[];
  readonly DLUsers?: readonly unknown[];
  readonly emailAddresses?: readonly string[];
  readonly userIds?: readonly { readonly value: string; readonly enabled?: boolean }[];
}

/** The body of a new task, after its schema. */
export interface NewSharingTask extends SharingDetails {
  readonly name: string;
  readonly type: SharingTask['type'];
  readonly enabled?: boolean;
  readonly executeOnCreation?: boolean;
  readonly templates: readonly GivenTemplate[];
  readonly state: SharingState;
  readonly recipients?: GivenRecipients;
  readonly dataConnectionID?: string;
  readonly distributionListId?: string;
  readonly sharePointFolder?: string;
}

/** A change of a task, after its schema. */
export type SharingPatch = readonly {
  readonly op: 'replace' | 'remove';
  readonly path: string;
  readonly value?: unknown;
}[];

type Content = Pick<
  SharingTask,
  'name' | 'type' | 'appId' | 'isEnabled' | 'templates' | 'state' | 'recipients' | 'details'
>;

/** Reads a new task. @throws {QlikError} 400 naming the member, 501 */
export function readNewTask(tenant: TenantContext, body: NewSharingTask): Content {
  for (const member of ['dataConnectionID', 'distributionListId', 'sharePointFolder'] as const)
    if (body[member] !== undefined) throw notHere(`The sandbox has no SharePoint and no lists: ${member}.`);
  const { description, emailContent, expiration, message, retentionPolicy, startTime, tags: given } = body;
  const { transportChannels: channels, trigger, scheduleOptions: schedule } = body;
  checkChannels(channels);
  const details = {
    ...{ description, emailContent, expiration, message, retentionPolicy, startTime, tags: given, trigger },
    scheduleOptions: schedule && readSchedule(schedule, '/scheduleOptions'),
    transportChannels: channels,
  };
  return {
    name: body.name,
    type: body.type,
    isEnabled: body.enabled ?? true,
    state: body.state,
    ...readTemplates(body.templates, body.state, '/templates'),
    recipients: readRecipients(tenant, body.recipients ?? {}, '/recipients'),
    details: Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined)),
  };
}

/** Reads the changes of a task. @throws {QlikError} 400 naming the member, 501 */
export function readChanges(tenant: TenantContext, task: SharingTask, patch: SharingPatch): SharingTask {
  let changed = task;
  const putDetail = (member: keyof SharingDetails, value: unknown): void => {
    const { [member]: _removed, ...others } = changed.details;
    changed = { ...changed, details: value === undefined ? others : { ...others, [member]: value } };
  };
  patch.forEach(({ op, path, value: given }, place) => {
    const value = op === 'remove' ? undefined : given;
    const pointer = `/${place}/value`;
    if (op === 'replace' && value === undefined) throw badBody(SERVICE, pointer, 'It is missing.');
    switch (path) {
      case '/description':
      case '/tags':
        return putDetail(path.slice(1) as 'description' | 'tags', value);
      case '/scheduleOptions':
        return putDetail('scheduleOptions', value && readSchedule(value, pointer));
      case '/transportChannels':
        checkChannels(value as readonly string[] | undefined);
        return putDetail('transportChannels', value);
      case '/recipients':
        changed = { ...changed, recipients: readRecipients(tenant, value ?? {}, pointer) };
        return;
    }
    if (op === 'remove') throw badBody(SERVICE, `/${place}/path`, 'A task cannot be without it.');
    if (path === '/name') changed = { ...changed, name: String(value) };
    else if (path === '/enabled') changed = { ...changed, isEnabled: value === true };
    else if (path === '/ownerId') changed = { ...changed, ownerId: readOwner(tenant, task, value, pointer) };
    else if (path === '/templates') {
      const read = readTemplates(value as readonly GivenTemplate[], task.state, pointer);
      if (read.appId !== task.appId) throw badBody(SERVICE, pointer, 'The app of a task stays the same.');
      changed = { ...changed, ...read };
    } else throw notHere(`The sandbox does not change ${path.slice(1)} of a task.`);
  });
  return changed;
}

function readTemplates(
  given: readonly GivenTemplate[],
  state_: SharingState,
  pointer: string,
): Pick<SharingTask, 'templates' | 'appId'> {
  const read = given.map((each, place) => {
    const { type, subType, fileName, fileTimeStamp, chartData, sheetData, multiSheetData } = each;
    const members = { subType, fileName, fileTimeStamp, chartData, sheetData, multiSheetData };
    const template: SharingTemplate = {
      type,
      fileAlias: each.fileAlias ?? `file-${place + 1}`,
      templateId: randomBytes(12).toString('hex'),
      ...Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)),
    };
    return { template, plan: planOf(template, state_, `${pointer}/${place}`) };
  });
  const [first] = read;
  if (first === undefined) throw badBody(SERVICE, pointer, 'A task has a template.');
  read.forEach(({ template, plan }, place) => {
    if (plan.appId !== first.plan.appId)
      throw badBody(SERVICE, `${pointer}/${place}`, 'All templates of a task are of one app.');
    if (read.findIndex((other) => other.template.fileAlias === template.fileAlias) !== place)
      throw badBody(SERVICE, `${pointer}/${place}/fileAlias`, 'Another template has it already.');
  });
  return { templates: read.map(({ template }) => template), appId: first.plan.appId };
}

function readRecipients(
  { users }: TenantContext,
  given: GivenRecipients,
  pointer: string,
): SharingRecipients {
  const { DLGroups = [], DLUsers = [], emailAddresses = [], userIds = [] } = given;
  if (DLGroups.length + DLUsers.length > 0) throw notHere('The sandbox has no distribution lists.');
  if (emailAddresses.length + userIds.length > MOST_RECIPIENTS)
    throw badBody(SERVICE, pointer, `A task has ${MOST_RECIPIENTS} recipients at most.`);
  userIds.forEach(({ value }, place) => {
    if (users.byId(value) === undefined)
      throw badBody(SERVICE, `${pointer}/userIds/${place}/value`, 'There is no such user.');
  });
  return { emailAddresses, userIds: userIds.map(({ value, enabled = true }) => ({ value, enabled })) };
}

function readOwner({ users, items }: TenantContext, task: SharingTask, id: unknown, pointer: string): string {
  const user = users.byId(String(id));
  const item = items.findResource(task.appId);
  if (user === undefined || item === undefined) throw badBody(SERVICE, pointer, 'There is no such user.');
  if (items.accessTo(item, { user, scopes: [] }) === 'allowed') return user.id;
  throw badBody(SERVICE, pointer, 'That user may not open the app.');
}

function checkChannels(channels: readonly string[] | undefined): void {
  if (channels?.includes('sharepoint') === true) throw notHere('The sandbox uploads nothing to SharePoint.');
}

/** A local time, as the types want it: without an offset. */
const LOCAL_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/;
/** A rule of RFC 5545, without its start and end, which have members of their own. */
const RULE =
  /^(RRULE:)?FREQ=(SECONDLY|MINUTELY|HOURLY|DAILY|WEEKLY|MONTHLY|YEARLY)(;(?!UNTIL)[A-Z]+=[^;=]+)*$/;

/** Checks a schedule; it is answered as it was given. @throws {QlikError} 400 */
function readSchedule(given: ScheduleOptions, pointer: string): ScheduleOptions {
  const { recurrence, startDateTime, endDateTime, timezone } = given;
  recurrence?.forEach((rule, place) => {
    if (!RULE.test(rule)) throw badBody(SERVICE, `${pointer}/recurrence/${place}`, 'It is no RRULE.');
  });
  for (const [member, time] of Object.entries({ startDateTime, endDateTime }))
    if (time && !LOCAL_TIME.test(time))
      throw badBody(SERVICE, `${pointer}/${member}`, 'A local date and time is wanted, without an offset.');
  if (timezone && !isTimeZone(timezone))
    throw badBody(SERVICE, `${pointer}/timezone`, 'There is no such time zone.');
  const members = { recurrence, startDateTime, endDateTime, timezone };
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

function isTimeZone(name_: string): boolean {
  try {
    return isRecord(new Intl.DateTimeFormat('en', { timeZone: name_ }).resolvedOptions());
  } catch {
    // Refused by the caller, with the name of the member.
    return false;
  }
}
