import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { qlikInterceptor } from 'ngx-qlik';
import { fakeConnection, provideQlikTesting, QlikTesting, settled } from 'ngx-qlik/testing';
import { AppReloadComponent } from './app-reload.component';

const API = 'https://acme.example/api/v1';

async function show() {
  TestBed.configureTestingModule({
    providers: [
      provideHttpClient(withInterceptors([qlikInterceptor])),
      provideHttpClientTesting(),
      provideQlikTesting({ connections: [fakeConnection({ id: 'acme' })] }),
    ],
  });
  await TestBed.inject(QlikTesting).ready();
  const fixture = TestBed.createComponent(AppReloadComponent);
  fixture.componentRef.setInput('connectionId', 'acme');
  fixture.componentRef.setInput('appId', 'sales');
  const element = fixture.nativeElement as HTMLElement;
  const server = TestBed.inject(HttpTestingController);
  const render = async () => {
    await settled();
    fixture.detectChanges();
  };
  const click = async (text: string) => {
    const buttons = [...element.querySelectorAll('button')];
    buttons.find((each) => each.textContent?.includes(text))?.click();
    await render();
  };
  const answer = async (path: string, body: object | null, status = 200) => {
    server.expectOne(`${API}${path}`).flush(body, { status, statusText: 'x' });
    await render();
  };
  /** Waits for a request, which comes after a pause, and leaves it to be answered. */
  const nextRequest = async (path: string) => {
    let isThere = false;
    for (let turn = 0; turn < 80 && !isThere; turn++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      server.match(({ url }) => {
        isThere ||= url === API + path;
        return false;
      });
    }
  };
  await render();
  await click('Reload the data');
  return { element, answer, click, nextRequest };
}

const record = (status: string, change: object = {}) => ({
  id: 'r1',
  appId: 'sales',
  status,
  creationTime: '2026-11-30T10:00:00Z',
  ...change,
});

describe('AppReloadComponent', () => {
  it('reloads the app, and cancels the reload', async () => {
    const { element, answer, click } = await show();
    expect(element.textContent).toContain('Qlik is asked for a reload');
    expect(element.querySelector('mat-progress-bar')).not.toBeNull();
    await answer('/reloads', record('QUEUED'), 201);
    expect(element.textContent).toContain('in Qlik’s queue');
    await click('Cancel the reload');
    await answer('/reloads/r1/actions/cancel', null, 204);
    await answer('/reloads/r1', record('CANCELED'));
    expect(element.textContent).toContain('The reload was canceled.');
    expect(element.querySelector('mat-progress-bar')).toBeNull();
  });

  it('says why a reload failed, and begins another one', async () => {
    const { element, answer, click } = await show();
    await answer('/reloads', record('FAILED', { log: 'Error: Field not found' }), 201);
    expect(element.textContent).toContain('Field not found');
    await click('Try again');
    await answer('/reloads', record('SUCCEEDED'), 201);
    expect(element.textContent).toContain('The data is reloaded.');
  });

  it('says why Qlik does not cancel it', async () => {
    const { element, answer, click } = await show();
    await answer('/reloads', record('QUEUED'), 201);
    await click('Cancel the reload');
    await answer('/reloads/r1/actions/cancel', null, 403);
    expect(element.textContent).toContain('does not allow');
  });

  for (const [end, text] of [
    ['SUCCEEDED', 'The data is reloaded.'],
    ['CANCELED', 'The reload was canceled.'],
    ['FAILED', 'Field not found'],
  ] as const)
    it(`says no more why Qlik does not cancel it when it is ${end.toLowerCase()}`, async () => {
      const { element, answer, click, nextRequest } = await show();
      await answer('/reloads', record('QUEUED'), 201);
      await click('Cancel the reload');
      await answer('/reloads/r1/actions/cancel', null, 403);
      await nextRequest('/reloads/r1');
      await answer('/reloads/r1', record(end, { log: 'Error: Field not found' }));
      expect(element.textContent).toContain(text);
      expect(element.querySelectorAll('app-error-panel').length).toBe(end === 'FAILED' ? 1 : 0);
    });

  it('says why Qlik does not cancel it of the present attempt only', async () => {
    const { element, answer, click, nextRequest } = await show();
    await answer('/reloads', record('QUEUED'), 201);
    await click('Cancel the reload');
    await answer('/reloads/r1/actions/cancel', null, 403);
    await click('Cancel the reload');
    expect(element.querySelector('app-error-panel')).toBeNull();
    await nextRequest('/reloads/r1');
    await answer('/reloads/r1', record('SUCCEEDED'));
    await click('Reload the data');
    await answer('/reloads/r1/actions/cancel', null, 403);
    expect(element.querySelector('app-error-panel')).toBeNull();
  });

  it('says once why a reload did not begin, also when it was to be canceled', async () => {
    const { element, answer, click } = await show();
    await click('Cancel the reload');
    await answer('/reloads', null, 403);
    expect(element.querySelectorAll('app-error-panel').length).toBe(1);
  });
});
