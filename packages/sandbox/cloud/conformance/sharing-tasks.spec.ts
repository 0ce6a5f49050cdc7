import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { after, before, test } from 'node:test';
import type { QlikAPI } from '@qlik/api';
import type {
  GetSharingTaskExecutionHttpResponse,
  GetSharingTasksHttpResponse,
  SharingTaskRecurringCreateRequest,
  TemplateResult,
} from '@qlik/api/sharing-tasks';
import { workbookCells } from '../../../../tests/support/workbook.ts';
import { DEMO_APP_IDS } from '../../apps/demo-catalog.ts';
import type { CloudTenant } from '../tenant.ts';
import { startDemoTenant } from '../testing/demo-tenant.ts';
import { apiOf, errorOf } from '../testing/qlik-client.ts';

let tenant: CloudTenant;
let ada: QlikAPI;
let grace: QlikAPI;
let edgar: QlikAPI;
before(async () => {
  tenant = await startDemoTenant({ reloadPace: { queuedMs: 300 } });
  [ada, grace, edgar] = await Promise.all([
    apiOf(tenant, 'ada'),
    apiOf(tenant, 'grace'),
    apiOf(tenant, 'edgar'),
  ]);
});
after(() => tenant.close());
const idOf = (subject: string): string => tenant.findUser(subject)?.id ?? '';
const appId = DEMO_APP_IDS.flights;
const fresh = { noCache: true };

const workbook: TemplateResult = {
  type: 'chart',
  subType: 'xlsx',
  fileAlias: 'states',
  fileName: 'By state',
  chartData: { appId, sheetId: 'flights-overview', objectId: 'flights-by-state' },
};
/** Of an app that Edgar may open, too. */
const movies: TemplateResult = {
  ...workbook,
  chartData: { appId: DEMO_APP_IDS.movies, objectId: 'gross-by-genre' },
};
const chart = { type: 'chart', chartData: { ...workbook.chartData, widthPx: 400, heightPx: 300 } } as const;
const sheet = { appId, sheetId: 'flights-overview' };
const drama = { name: 'Major Genre', stateName: '$', isNumeric: false, values: ['Drama'] };

const definition = (
  more: Partial<SharingTaskRecurringCreateRequest> = {},
): SharingTaskRecurringCreateRequest => ({
  name: 'Flights',
  type: 'chart-sharing',
  state: {},
  templates: [workbook],
  ...more,
});
type Execution = GetSharingTaskExecutionHttpResponse['data'];

/** The last execution of a task, once it has ended. */
async function ended(taskId: string): Promise<Execution> {
  for (let question = 0; question < 200; question += 1) {
    const { data } = await grace!.sharingTasks.getSharingTaskExecution(taskId, 'latest', {}, fresh);
    if (/^(successful|failed|cancelled)$/.test(data.status ?? '')) return data;
    await delay(50);
  }
  throw new Error('The execution does not end.');
}

async function created(more: Partial<SharingTaskRecurringCreateRequest> = {}): Promise<string> {
  return (await grace!.sharingTasks.createSharingTask(definition(more))).data.id ?? '';
}

test('a task is created, listed, changed and deleted; its schedule is answered as it was stored', async () => {
  const scheduleOptions = {
    recurrence: ['RRULE:FREQ=WEEKLY;BYDAY=MO'],
    startDateTime: '2026-12-01T08:00:00',
    endDateTime: null,
    timezone: 'Europe/Stockholm',
  };
  const { data: task, status } = await grace.sharingTasks.createSharingTask(
    definition({
      scheduleOptions,
      tags: ['weekly'],
      recipients: { userIds: [{ value: idOf('edgar') }], emailAddresses: ['a@sandbox.example'] },
      transportChannels: ['email'],
      trigger: { recurrence: null, executeOnAppReload: false },
    }),
  );
  assert.equal(status, 201);
  const id = task.id ?? '';
  assert.deepEqual(
    [task.owner, task.ownerName, task.appId, task.statusCode, task.enabled, task.nextScheduledRun],
    [idOf('grace'), 'Grace Hopper', appId, 'VALID', true, undefined],
  );
  assert.deepEqual(task.scheduleOptions, scheduleOptions);

  const second = await created({ name: 'Aviation' });
  const query = { limit: 1, sort: ['+name' as const], appid: appId };
  const first = await grace.sharingTasks.getSharingTasks(query, fresh);
  assert.deepEqual(
    [first.data.totalCount, first.data.currentPageCount, first.data.sharingTasks?.[0]?.id],
    [2, 1, second],
  );
  const next = await first.next?.();
  assert.equal(next?.data.sharingTasks?.[0]?.id, id);
  assert.equal((await next?.prev?.())?.data.sharingTasks?.[0]?.id, second);
  const { data: byToken } = await grace.sharingTasks.getSharingTasks({
    ...query,
    page: first.data.links?.next?.token ?? '',
  });
  assert.equal(byToken.sharingTasks?.[0]?.id, id);
  for (const [offset, found] of [
    [1, id],
    [2, undefined],
  ] as const) {
    const page: GetSharingTasksHttpResponse = await grace.sharingTasks.getSharingTasks(
      { ...query, offset },
      fresh,
    );
    assert.deepEqual([page.data.totalCount, page.data.sharingTasks?.[0]?.id], [2, found]);
  }
  const asRecipient = (await edgar.sharingTasks.getSharingTasks({ role: ['recipient', 'owner'] }, fresh))
    .data;
  assert.deepEqual(
    asRecipient.sharingTasks?.map((each) => each.id),
    [id],
  );
  assert.equal((await errorOf(edgar.sharingTasks.getSharingTask(second, {}))).status, 404);
  assert.equal((await errorOf(edgar.sharingTasks.deleteSharingTask(id))).status, 403);

  const patched = await grace.sharingTasks.patchSharingTask(id, [
    { op: 'replace', path: '/name', value: 'Renamed' },
    { op: 'replace', path: '/enabled', value: false },
    { op: 'replace', path: '/templates', value: [{ ...workbook, fileAlias: 'other' }] },
    { op: 'remove', path: '/scheduleOptions' },
    { op: 'remove', path: '/recipients' },
    { op: 'replace', path: '/ownerId', value: idOf('ada') },
  ]);
  assert.equal(patched.status, 204);
  const { data: changed } = await ada.sharingTasks.getSharingTask(id, { isViewChart: true }, fresh);
  assert.deepEqual(
    [changed.name, changed.enabled, changed.owner, changed.updatedBy, changed.templates?.[0]?.fileAlias],
    ['Renamed', false, idOf('ada'), idOf('grace'), 'other'],
  );
  assert.deepEqual([changed.scheduleOptions, changed.recipients?.userIds], [undefined, []]);
  assert.ok(changed.lastViewed);
  assert.equal((await errorOf(ada.sharingTasks.executeSharingTasks({ sharingTaskID: id }))).status, 409);
  assert.equal((await errorOf(grace.sharingTasks.getSharingTask(id, {}, fresh))).status, 404);
  for (const each of [id, second]) assert.equal((await ada.sharingTasks.deleteSharingTask(each)).status, 204);
  assert.equal((await ada.sharingTasks.getSharingTasks({}, fresh)).data.totalCount, 0);
});

test('an execution makes the files under the selections of the task, for those who see it', async () => {
  const id = await created({
    templates: [movies],
    state: { selections: [drama] },
    executeOnCreation: true,
    recipients: { userIds: [{ value: idOf('edgar') }] },
  });
  const execution = await ended(id);
  assert.equal(execution.status, 'successful', JSON.stringify(execution));
  assert.deepEqual([execution.totalCount, execution.successCount, execution.failedCount], [1, 1, 0]);
  const [file] = execution.files ?? [];
  assert.deepEqual([file?.fileAlias, file?.type, file?.userId], ['states', 'xlsx', idOf('grace')]);
  const cellsOf = async (executionId: string): Promise<ReturnType<typeof workbookCells>> => {
    const { data, headers } = await edgar.sharingTasks.getSharingTaskExecutionFile(
      id,
      executionId,
      'states',
      {},
      fresh,
    );
    assert.match(headers.get('content-disposition') ?? '', /filename="By_state\.xlsx"/);
    return workbookCells(new Uint8Array(await data.arrayBuffer()));
  };
  const cells = await cellsOf(execution.id ?? '');
  assert.equal(cells.length, 2);
  assert.match(JSON.stringify(cells[1]), /Drama/);
  assert.deepEqual(await cellsOf('latest'), cells);

  assert.equal((await grace.sharingTasks.executeSharingTasks({ sharingTaskID: id })).status, 204);
  assert.equal((await errorOf(grace.sharingTasks.executeSharingTasks({ sharingTaskID: id }))).status, 409);
  assert.equal((await grace.sharingTasks.getSharingTask(id, {}, fresh)).data.statusCode, 'IN_PROGRESS');
  const last = await ended(id);
  const { data: list } = await edgar.sharingTasks.getSharingTaskExecutions(
    id,
    { status: 'successful', sort: ['-starttime'] },
    fresh,
  );
  assert.deepEqual([list.totalCount, list.executions?.map((each) => each.id)], [2, [last.id, execution.id]]);
  const { data: task } = await grace.sharingTasks.getSharingTask(id, {}, fresh);
  assert.deepEqual([task.statusCode, task.latestExecutionFilesURL?.length], ['VALID', 1]);
  const missing = edgar.sharingTasks.getSharingTaskExecutionFile(id, 'latest', 'none', {});
  assert.equal((await errorOf(missing)).status, 404);
});

test('a recipient who may not open the app gets no file', async () => {
  const id = await created({
    executeOnCreation: true,
    recipients: { userIds: [{ value: idOf('edgar') }] },
  });
  await ended(id);
  assert.equal((await edgar.sharingTasks.getSharingTaskExecution(id, 'latest', {}, fresh)).status, 200);
  const file = edgar.sharingTasks.getSharingTaskExecutionFile(id, 'latest', 'states', {});
  assert.equal((await errorOf(file)).status, 404);
  const { data } = await ada.sharingTasks.getSharingTaskExecutionFile(id, 'latest', 'states', {});
  assert.ok(data.size > 1_000);
});

test('an execution is cancelled, and says why it failed', async () => {
  const id = await created();
  assert.equal((await errorOf(grace.sharingTasks.cancelSharingTask(id))).status, 409);
  await grace.sharingTasks.executeSharingTasks({ sharingTaskID: id });
  assert.equal((await grace.sharingTasks.cancelSharingTask(id)).status, 204);
  const cancelled = await ended(id);
  assert.deepEqual([cancelled.status, cancelled.cancelledCount], ['cancelled', 1]);
  assert.equal((await grace.sharingTasks.getSharingTask(id, {}, fresh)).data.statusCode, 'CANCELLED');

  const templates = [{ ...workbook, chartData: { ...workbook.chartData, objectId: 'none' } }];
  await grace.sharingTasks.patchSharingTask(id, [{ op: 'replace', path: '/templates', value: templates }]);
  await grace.sharingTasks.executeSharingTasks({ sharingTaskID: id });
  const failed = await ended(id);
  assert.deepEqual([failed.status, failed.errors?.[0]?.code], ['failed', 'REP-404002']);
  const { data: task } = await grace.sharingTasks.getSharingTask(id, {}, fresh);
  assert.deepEqual([task.statusCode, task.failedExecutionsCount], ['CHART_NOT_FOUND', 1]);
});

test('what is wrong is named, and what is not made here is 501', async () => {
  const id = await created({ templates: [chart] });
  const create = (more: object): ReturnType<typeof errorOf> =>
    errorOf(grace.sharingTasks.createSharingTask({ ...definition(), ...more }));
  const patch = (path: '/scheduleOptions' | '/bookmarkId' | '/name', value?: unknown) =>
    errorOf(grace.sharingTasks.patchSharingTask(id, [{ op: 'replace', path, value }]));
  const cases = [
    [create({ name: '' }), 400, /^\/name/],
    [create({ templates: [] }), 400, /^\/templates/],
    [create({ templates: [{ type: 'chart' }] }), 400, /^\/templates\/0\/chartData/],
    [
      create({ templates: [{ ...workbook, chartData: { appId } }] }),
      400,
      /^\/templates\/0\/chartData\/objectId/,
    ],
    [create({ templates: [workbook, workbook] }), 400, /^\/templates\/1\/fileAlias/],
    [create({ recipients: { userIds: [{ value: 'none' }] } }), 400, /^\/recipients\/userIds\/0\/value/],
    [create({ scheduleOptions: { recurrence: ['often'] } }), 400, /^\/scheduleOptions\/recurrence\/0/],
    [patch('/scheduleOptions', { startDateTime: '2026-12-01T08:00:00Z' }), 400, /^\/0\/value\/startDateTime/],
    [patch('/scheduleOptions', { timezone: 'Moon/Sea' }), 400, /^\/0\/value\/timezone/],
    [patch('/name'), 400, /^\/0\/value/],
    [errorOf(grace.sharingTasks.getSharingTasks({ page: 'none' })), 400, /^page/],
    [patch('/bookmarkId', 'x'), 501, /bookmarkId/],
    [create({ templates: [{ ...chart, subType: 'pptx' }] }), 501, /images, PDF/],
    [create({ templates: [{ type: 'excel', subType: 'xlsx' }] }), 501, /excel/],
    [create({ templates: [{ type: 'multi-sheet', multiSheetData: [sheet, sheet] }] }), 501, /one sheet/],
    [create({ transportChannels: ['sharepoint'] }), 501, /SharePoint/],
    // This tenant has no runtime, which draws images.
    [errorOf(grace.sharingTasks.executeSharingTasks({ sharingTaskID: id })), 501, /runtime/],
    [errorOf(edgar.sharingTasks.createSharingTask(definition())), 404, /app/],
    [errorOf(grace.sharingTasks.executeSharingTasks({ sharingTaskID: 'none' })), 404, /sharing task/],
  ] as const;
  for (const [call, status, detail] of cases) {
    const error = await call;
    assert.equal(error.status, status, error.detail);
    assert.match(error.detail, detail);
  }
});

test('tenant admins switch sharing, and subscriptions', async () => {
  const refused = grace.sharingTasks.configureSharingTasksSettings({ 'enable-sharing': false });
  assert.equal((await errorOf(refused)).status, 403);
  await ada.sharingTasks.updateSharingTasksSettings([
    { op: 'replace', path: '/enable-report-subscription', value: false },
  ]);
  assert.equal((await errorOf(grace.sharingTasks.createSharingTask(definition()))).status, 403);
  await created({ type: 'chart-monitoring' });
  await ada.sharingTasks.configureSharingTasksSettings({ 'enable-sharing': false });
  const { data: settings } = await grace.sharingTasks.getSharingTasksSettings(fresh);
  assert.deepEqual([settings['enable-sharing'], settings['enable-report-subscription']], [false, false]);
  assert.equal((await errorOf(grace.sharingTasks.getSharingTasks({}, fresh))).status, 403);
});
