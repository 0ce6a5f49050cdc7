import { CUSTOM_ELEMENTS_SCHEMA, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import type { AppSessionState } from 'ngx-qlik/qix';
import { provideConnectionScope } from 'ngx-qlik/scope';
import { fakeConnection, provideQlikTesting, QlikTesting } from 'ngx-qlik/testing';
import { KeepFocusDirective } from '../../../ui/keep-focus.directive';
import { LostFocus } from '../../../ui/lost-focus';
import { PanelAppComponent } from './panel-app.component';
import { PANEL_PORT } from './panel-port';

describe('PanelAppComponent', () => {
  it('moves the focus to the status of the app when it is connected again', async () => {
    const port = { repeater: { join: () => () => undefined, changed: () => undefined } };
    TestBed.configureTestingModule({
      providers: [
        provideQlikTesting({ connections: [fakeConnection({ id: 'acme' })] }),
        { provide: PANEL_PORT, useValue: port },
      ],
    });
    TestBed.overrideComponent(PanelAppComponent, {
      set: {
        imports: [KeepFocusDirective],
        schemas: [CUSTOM_ELEMENTS_SCHEMA],
        providers: [provideConnectionScope('acme')],
      },
    });
    await TestBed.inject(QlikTesting).ready();
    TestBed.inject(LostFocus);
    const state = signal<AppSessionState>({ status: 'resuming', attempt: 1 });
    const fixture = TestBed.createComponent(PanelAppComponent);
    const element = fixture.nativeElement as HTMLElement;
    document.body.append(element);
    Object.assign(fixture.componentInstance, { appSession: signal({ state, resume: () => undefined }) });
    fixture.componentRef.setInput('appId', 'sales');
    await fixture.whenStable();
    const connect = [...element.querySelectorAll('button')].find((each) =>
      each.textContent?.includes('Connect now'),
    );
    expect(connect).toBeDefined();
    connect?.focus();
    state.set({ status: 'open' });
    await fixture.whenStable();
    expect(element.textContent).not.toContain('Connect now');
    expect(document.activeElement?.textContent).toContain('App open');
  });
});
